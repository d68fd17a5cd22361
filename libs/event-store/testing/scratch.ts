import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder of the test's own on the real disk. */
export const scratchFolder = (): { readonly path: string; remove(): void } => {
  const path = mkdtempSync(join(tmpdir(), 'lien-thong-events-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
};
