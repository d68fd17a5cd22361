import type { Instant } from '@lien-thong/calendar';
import type { KeptKey, KeyStore } from '@lien-thong/security';
import { keptKeys } from '../moving/copy-keys.js';
import { BrokenFile } from './broken-file.js';
import { readCheckedFile, writeCheckedFile } from './checked-file.js';

export interface WrittenKeys {
  readonly alive: number;
  readonly destroyed: number;
}

const FORMAT = 'lien-thong-keys/1';
const PAGE = 500;

/**
 * Writes every kept key, wrapped as it lies. With the key-encryption key this file opens the personal data of everybody whose
 * key was alive then. @throws FileExists.
 */
export const exportKeys = async (keys: KeyStore, file: string, at: Instant): Promise<WrittenKeys> => {
  const counts = { alive: 0, destroyed: 0 };
  const entries = async function* (): AsyncGenerator<object> {
    for await (const page of keptKeys(keys))
      for (const { stream, wrapped } of page) {
        counts[wrapped === null ? 'destroyed' : 'alive'] += 1;
        yield { stream, wrapped: wrapped?.toString('base64') ?? null };
      }
  };
  await writeCheckedFile(file, { format: FORMAT, at }, entries(), () => counts);
  return counts;
};

/** Reads the file to its end. @throws BrokenFile. */
export const verifiedKeys = async (file: string): Promise<WrittenKeys> => {
  const counts = { alive: 0, destroyed: 0 };
  for await (const page of pagesOf(file)) for (const { wrapped } of page) counts[wrapped === null ? 'destroyed' : 'alive'] += 1;
  return counts;
};

/** Of a file that was verified: page by page, each as a whole. @throws KeyConflict, WrongKeyEncryptionKey. */
export const takeKeys = async (file: string, keys: KeyStore): Promise<void> => {
  for await (const page of pagesOf(file)) await keys.take(page);
};

async function* pagesOf(file: string): AsyncGenerator<readonly KeptKey[]> {
  let page: KeptKey[] = [];
  for await (const { line, entry } of readCheckedFile(file, FORMAT)) {
    const { stream, wrapped } = entry;
    if (typeof stream !== 'string' || (wrapped !== null && typeof wrapped !== 'string'))
      throw new BrokenFile(file, line, 'not-a-line');
    page.push({ stream, wrapped: wrapped === null ? null : Buffer.from(wrapped, 'base64') });
    if (page.length < PAGE) continue;
    yield page;
    page = [];
  }
  yield page;
}
