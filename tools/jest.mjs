/** Jest, run by a tool: it says in one line how it ended. */
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { root, run, withoutNpm } from './prepare.mjs';
import { summarise } from './summary.mjs';

/** The closing line where Jest never got to say anything. */
export const nothingRan = '0 passed, 1 failed';

/** Runs Jest with what the environment needs besides; resolves to its closing line, and whether all was well. */
export const runJest = async (servers, args) => {
  mkdirSync(join(root, '.test-results'), { recursive: true });
  const results = join(root, '.test-results', `jest-${process.pid}.json`);
  const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
  const options = [
    '--experimental-vm-modules',
    '--disable-warning=ExperimentalWarning',
    jest,
    '--json',
    `--outputFile=${results}`,
  ];
  const env = { ...withoutNpm(), ...servers };
  const { code } = await run(process.execPath, [...options, ...args], { env, label: 'jest' });
  if (!existsSync(results)) return { line: nothingRan, ok: false };
  const { line, ok } = summarise(JSON.parse(readFileSync(results, 'utf8')));
  renameSync(results, join(root, '.test-results', 'jest.json'));
  return { line, ok: ok && code === 0 };
};
