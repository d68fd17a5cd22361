import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { transformFileSync } from '@swc/core';

const here = resolve(import.meta.dirname, '..');

/** These folders of this lib as plain JavaScript, for processes that a spec starts: it must not lean on a former build. */
export const transpiled = (...folders: readonly string[]): { path(file: string): string; remove(): void } => {
  const cache = join('node_modules', '.cache');
  mkdirSync(cache, { recursive: true });
  const to = resolve(mkdtempSync(join(cache, 'security-')));
  for (const file of folders.flatMap(sourcesIn)) {
    const { code } = transformFileSync(join(here, file), { jsc: { target: 'es2022', parser: { syntax: 'typescript' } } });
    mkdirSync(dirname(join(to, file)), { recursive: true });
    writeFileSync(join(to, file.replace(/\.ts$/, '.js')), code);
  }
  return { path: (file) => join(to, file), remove: () => rmSync(to, { recursive: true, force: true }) };
};

const sourcesIn = (folder: string): string[] =>
  readdirSync(join(here, folder))
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts') && !name.endsWith('.d.ts'))
    .map((name) => join(folder, name));
