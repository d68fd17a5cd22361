import type { KeptKey, KeyStore } from '@lien-thong/security';

const PAGE = 500;

/** All that a key store keeps, destroyed keys included, page by page. */
export async function* keptKeys(keys: KeyStore): AsyncGenerator<readonly KeptKey[]> {
  for (let after: string | null = null; ; ) {
    const page: readonly KeptKey[] = await keys.kept(after, PAGE);
    if (page.length === 0) return;
    yield page;
    after = page.at(-1)?.stream ?? null;
  }
}

/**
 * Durable in the target when it settles; a key destroyed on either side is destroyed there. What lies there already is not sent
 * again: to bury a key costs a key store more than to read it. @throws KeyConflict.
 */
export const copyKeys = async (from: KeyStore, to: KeyStore): Promise<void> => {
  let after: string | null = null;
  for await (const page of keptKeys(from)) {
    const there = new Map((await to.kept(after, page.length)).map(({ stream, wrapped }) => [stream, wrapped]));
    const missing = page.filter(({ stream, wrapped }) => !isSame(wrapped, there.get(stream)));
    if (missing.length > 0) await to.take(missing);
    after = page.at(-1)?.stream ?? null;
  }
};

const isSame = (ours: Buffer | null, theirs: Buffer | null | undefined): boolean =>
  theirs !== undefined && (ours === null || theirs === null ? ours === theirs : ours.equals(theirs));
