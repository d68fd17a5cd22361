/**
 * `npm run check [-- --fix] [-- --no-tests]`: format and lint, types, arrows, dead code, then the tests. Every check is
 * run, even after one failed. Further arguments go to Jest.
 */
import { join } from 'node:path';
import { install, main, requireNode, root, run, Stop, say } from './prepare.mjs';

const own = new Set(['--fix', '--no-tests']);
const given = process.argv.slice(2);
const bin = (...path) => join(root, 'node_modules', ...path);

const checks = [
  [
    'format, lint',
    bin('@biomejs', 'biome', 'bin', 'biome'),
    'check',
    '--error-on-warnings',
    ...(given.includes('--fix') ? ['--write'] : []),
  ],
  ['types', bin('tsc7', 'bin', 'tsc'), '--noEmit', '--project', 'tsconfig.json'],
  [
    'arrows',
    bin('dependency-cruiser', 'bin', 'dependency-cruise.mjs'),
    '--config',
    '.dependency-cruiser.mjs',
    'apps',
    'libs',
    'test',
  ],
  ['dead code', bin('knip', 'bin', 'knip.js'), '--no-progress'],
];

const check = async ([name, ...command]) => {
  const startedAt = Date.now();
  const { code, output } = await run(process.execPath, command, { quiet: true, label: name });
  const time = `${((Date.now() - startedAt) / 1000).toFixed(1)} s`;
  say(code === 0 ? `✓ ${name} (${time})` : `✗ ${name} (${time})\n${output.trimEnd()}\n`);
  return code === 0;
};

await main(async () => {
  requireNode();
  await install();
  // Two at a time; Biome first and alone, since with --fix the others read what it writes.
  const [first, ...others] = checks;
  const ok = [
    await check(first),
    ...(await Promise.all(others.slice(0, 2).map(check))),
    ...(await Promise.all(others.slice(2).map(check))),
  ];
  if (!given.includes('--no-tests')) {
    const { code } = await run(process.execPath, [join(root, 'tools', 'test.mjs'), ...given.filter((word) => !own.has(word))]);
    ok.push(code === 0);
  }
  if (ok.includes(false)) throw new Stop('check: không đạt / failed');
});
