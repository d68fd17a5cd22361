/** HTML by template: every value is escaped, unless it is HTML already. */
export class Html {
  constructor(readonly text: string) {}
}
type Part = string | number | Html | null | undefined | readonly Part[];

export const html = (strings: TemplateStringsArray, ...parts: readonly Part[]): Html =>
  new Html(strings.map((string, i) => string + (i < parts.length ? shown(parts[i]) : '')).join(''));

const shown = (part: Part): string => {
  if (part === null || part === undefined) return '';
  if (part instanceof Html) return part.text;
  if (Array.isArray(part)) return part.map(shown).join('');
  return String(part).replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
};

/** A whole page: no script, nothing from elsewhere, and one style sheet of our own. */
export const pageOf = (title: string, body: Html): string =>
  html`<!doctype html>
<html lang="vi">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="stylesheet" href="/api/docs/style.css">
</head>
<body>${body}</body>
</html>`.text;
