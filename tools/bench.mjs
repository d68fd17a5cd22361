/**
 * `npm run bench [-- name …]`: builds test/bench/*.bench.ts and runs each one whose name contains a given word, one after
 * the other, each in a process of its own. A bench is a program: its module runs when it is loaded.
 */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { build, install, main, requireNode, root, run, Stop, say } from './prepare.mjs';

const runner = `
const module = await import(process.argv[1]);
const bench = module.default ?? Object.values(module).find((value) => typeof value === 'function');
await bench?.();
`;

await main(async () => {
  requireNode();
  await install();
  await build('dist-bench');
  const words = process.argv.slice(2);
  const folder = join(root, 'dist-bench', 'test', 'bench');
  const all = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.bench.js')) : [];
  const chosen = all.filter((name) => words.length === 0 || words.some((word) => name.includes(word)));
  if (chosen.length === 0)
    throw new Stop(`no such bench; there are: ${all.map((name) => name.replace('.bench.js', '')).join(', ') || 'none'}`);
  let failed = 0;
  for (const name of chosen) {
    say(`• ${name.replace('.bench.js', '')}`);
    const { code } = await run(process.execPath, [
      '--expose-gc',
      '--input-type=module',
      '--eval',
      runner,
      `file://${join(folder, name)}`,
    ]);
    if (code !== 0) failed += 1;
  }
  if (failed > 0) throw new Stop(`${failed} of ${chosen.length} benches failed`);
});
