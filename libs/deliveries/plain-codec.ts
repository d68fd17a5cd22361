import type { Event } from '@lien-thong/domain';
import type { Codec } from '@lien-thong/event-store';

/** Events that stand in the log as they are. */
export const plain = <E extends Event>(): Codec<E> => ({
  encode: ({ type, data }) => ({ type, data: data as never }),
  decode: (stored) => stored as unknown as E,
});
