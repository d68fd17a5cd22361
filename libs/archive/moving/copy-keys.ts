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

/** Durable in the target when it settles; a key destroyed on either side is destroyed there. @throws KeyConflict. */
export const copyKeys = async (from: KeyStore, to: KeyStore): Promise<void> => {
  for await (const page of keptKeys(from)) await to.take(page);
};
