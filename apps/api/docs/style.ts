export const STYLE = `:root{color-scheme:light dark;--line:#8884;--soft:#8881;--accent:#0b6bcb}
*{box-sizing:border-box}
body{margin:0 auto;max-width:72rem;padding:2rem 1.25rem 4rem;font:16px/1.55 system-ui,sans-serif}
h1{margin:0 0 .25rem}h2{margin:2.5rem 0 .5rem;text-transform:capitalize;border-bottom:1px solid var(--line)}h4{margin:1rem 0 .25rem}
a{color:var(--accent)}nav{display:flex;flex-wrap:wrap;gap:.35rem 1rem;margin:1rem 0}
details{border:1px solid var(--line);border-radius:.4rem;margin:.4rem 0}
details>summary{cursor:pointer;padding:.45rem .75rem;display:flex;flex-wrap:wrap;gap:.75rem;align-items:baseline}
details[open]>summary{border-bottom:1px solid var(--line);background:var(--soft)}
details>div{padding:.5rem .9rem 1rem}details details{margin:.35rem 0}
code,pre{font:13.5px/1.5 ui-monospace,monospace}pre{overflow:auto;max-height:32rem;padding:.75rem;background:var(--soft);border-radius:.3rem}
.method{font-weight:700;min-width:3.4rem;font-family:ui-monospace,monospace}.GET{color:#0a7d3c}.POST{color:#b25b00}.PUT{color:#7a3fc0}
.what{color:#777}table{border-collapse:collapse;width:100%}td,th{text-align:left;vertical-align:top;padding:.3rem .6rem;border-bottom:1px solid var(--line)}
:target{background:#fd03}`;
