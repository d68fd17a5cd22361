import type { KeyStore } from '@lien-thong/security';
import type { Heads } from './statement.js';

const PAGE = 500;

/** Destroys every key that the statement names as destroyed: an older copy of the keys brings nobody back. */
export const destroyStated = async (keys: KeyStore, { destroyed }: Pick<Heads, 'destroyed'>): Promise<void> => {
  for (let from = 0; from < destroyed.length; from += PAGE)
    await keys.take(destroyed.slice(from, from + PAGE).map((stream) => ({ stream, wrapped: null })));
};
