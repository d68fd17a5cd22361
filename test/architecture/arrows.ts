import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

interface Violation {
  readonly from: string;
  readonly to: string;
  readonly rule: { readonly name: string };
}

const here = join(import.meta.dirname, '..', '..');
const program = join(here, 'node_modules', 'dependency-cruiser', 'bin', 'dependency-cruise.mjs');

/** Every broken rule in a project, as `rule: from → to`, sorted; a circle is named once. */
export const arrowsOf = async (root: string): Promise<string[]> => {
  const folders = ['apps', 'libs', 'test'].filter((name) => existsSync(join(root, name)));
  const report = await output(root, ['--config', '.dependency-cruiser.mjs', '--output-type', 'json', ...folders]);
  const { modules, summary } = JSON.parse(report) as { modules: unknown[]; summary: { violations: Violation[] } };
  if (modules.length === 0) throw new Error('dependency-cruiser looked at nothing');
  const circles = new Set<string>();
  return summary.violations
    .filter(({ from, to, rule }) => rule.name !== 'no-circle' || isNew(circles, [from, to].sort().join()))
    .map(({ from, to, rule }) => `${rule.name}: ${from} → ${to.replace(/^.*node_modules\/([^/]+).*$/, 'node_modules/$1')}`)
    .sort();
};

const isNew = (seen: Set<string>, key: string): boolean => !seen.has(key) && seen.add(key).has(key);

/** Its exit code is the number of violations, so only an empty answer is a failure. */
const output = (cwd: string, args: readonly string[]): Promise<string> =>
  new Promise((done, fail) => {
    execFile(process.execPath, [program, ...args], { cwd, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) =>
      stdout === '' ? fail(new Error(stderr, { cause: error })) : done(stdout),
    );
  });
