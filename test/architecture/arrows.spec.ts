import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { arrowsOf } from './arrows.js';

const root = join(import.meta.dirname, '..', '..');

const files = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1));

const code = ['apps', 'libs'].flatMap(files).filter((path) => path.endsWith('.ts'));
const inProduction = code.filter((path) => !path.endsWith('.spec.ts') && !path.includes('/testing/'));
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const withoutComments = (text: string) => text.replace(/\/\*[\s\S]*?\*\/|(^|\s)\/\/.*$/gm, '');

/** The violations in a small project of its own, under this repository's rules: `path` → content. */
const violationsIn = async (project: Record<string, string>): Promise<string[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'arrows-'));
  try {
    for (const [path, content] of Object.entries(project)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
    for (const name of ['.dependency-cruiser.mjs', 'tsconfig.json', 'package.json', 'node_modules']) {
      symlinkSync(join(root, name), join(folder, name));
    }
    return await arrowsOf(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

const clean = {
  'libs/calendar/index.ts': "export { today } from './today.js';",
  'libs/calendar/today.ts': 'export const today = 1;',
  'libs/domain/index.ts': "import { today } from '@lien-thong/calendar';\nexport const due = today;",
  'libs/security/index.ts': "import 'node:crypto';\nexport { due } from '@lien-thong/domain';",
  'apps/api/main.ts': "import '@nestjs/common';\nexport { due } from '@lien-thong/security';",
};

describe('the rule of arrows', () => {
  it('holds in this repository', async () => {
    expect(await arrowsOf(root)).toEqual([]);
  }, 60_000);

  it('finds nothing wrong with a clean project', async () => {
    expect(await violationsIn(clean)).toEqual([]);
  }, 60_000);

  it('catches what is planted', async () => {
    const violations = await violationsIn({
      ...clean,
      'libs/domain/a.ts': "import type { B } from './b.js';\nexport interface A { b: B }",
      'libs/domain/b.ts': "import type { A } from './a.js';\nexport interface B { a: A }",
      'libs/domain/clock.ts': "import { hrtime } from 'node:process';\nexport { hrtime };",
      'libs/domain/key.ts': "export { due } from '@lien-thong/security';",
      'libs/domain/id.ts': "export { v5 } from 'uuid';",
      'libs/calendar/rules.ts': "export { due } from '@lien-thong/domain';",
      'libs/security/http.ts': "export { due } from '../../apps/api/main.js';",
      'libs/security/deep.ts': "export { today } from '../calendar/today.js';",
      'libs/security/testing/fake.ts': 'export const fake = 1;',
      'libs/security/log.ts': "export { EventStoreDBClient } from '@eventstore/db-client';",
      'libs/security/real.ts': "export { fake } from './testing/fake.js';",
      'apps/worker/main.ts': "export { due } from '../api/main.js';",
      'apps/standalone/main.ts': "export { due } from '../api/main.js';",
      'apps/worker/lost.ts': "export { nothing } from './nowhere.js';",
    });
    expect(violations).toEqual([
      'apps-apart: apps/worker/main.ts → apps/api/main.ts',
      'calendar-is-pure: libs/calendar/rules.ts → libs/domain/index.ts',
      'domain-is-pure: libs/domain/clock.ts → process',
      'domain-is-pure: libs/domain/id.ts → node_modules/uuid',
      'domain-is-pure: libs/domain/key.ts → libs/security/index.ts',
      'libs-know-no-app: libs/security/http.ts → apps/api/main.ts',
      'libs-only-by-their-index: libs/security/deep.ts → libs/calendar/today.ts',
      'no-circle: libs/domain/a.ts → libs/domain/b.ts',
      'one-file-knows-the-client: libs/security/log.ts → node_modules/@eventstore',
      'resolvable: apps/worker/lost.ts → ./nowhere.js',
      'testing-is-for-specs: libs/security/real.ts → libs/security/testing/fake.ts',
    ]);
  }, 60_000);
});

describe('the style', () => {
  // What dependency-cruiser cannot see: globals.
  it('keeps clocks, chance and the process out of the domain and the calendar', () => {
    const pure = inProduction.filter((path) => /^libs\/(domain|calendar)\//.test(path));
    const impure =
      /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bprocess\.|\bperformance\.|\bcrypto\.|\bglobalThis\b|['"]node:/;
    expect(pure.length).toBeGreaterThan(0);
    expect(pure.filter((path) => impure.test(withoutComments(read(path))))).toEqual([]);
  });

  it('reads the environment in libs/config alone', () => {
    const readers = inProduction.filter((path) => /\bprocess\.env\b/.test(withoutComments(read(path))));
    // A program's place on the PATH is no setting.
    const allowed = (path: string) => path.startsWith('libs/config/') || path === 'libs/deadlines/redis-server.ts';
    expect(readers.filter((path) => !allowed(path))).toEqual([]);
  });

  it('names every export of a lib', () => {
    // The procedure format is one file of types, re-exported whole.
    const allowed = (path: string, text: string) => path === 'libs/domain/index.ts' && !/^export \* /m.test(text);
    const starred = code.filter((path) => /^export (type )?\* /m.test(read(path)) && !allowed(path, read(path)));
    expect(starred).toEqual([]);
  });

  it('has no drawer for odds and ends', () => {
    expect(code.filter((path) => /(^|\/)(utils?|common|helpers?)(\/|\.|-)/.test(path))).toEqual([]);
  });
});
