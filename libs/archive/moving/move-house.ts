import { fractionRead } from '@lien-thong/event-store';
import { destroyStated } from '../heads/destroy-stated.js';
import type { House, OnProgress } from '../house.js';
import { storeSource } from '../log-source.js';
import { copyKeys } from './copy-keys.js';
import { LogCopy } from './copy-log.js';
import type { OpenLane } from './lane.js';

export interface MoveOptions {
  readonly lane: OpenLane;
  /** How often what came meanwhile is fetched, too. */
  readonly passes?: number;
  /** Streams whose keys were destroyed since: they are buried in the target before any key comes. */
  readonly destroyed?: readonly string[];
  readonly onProgress?: OnProgress;
}

export interface Moved {
  /** Events that this run sent; what an earlier one brought is not sent again. */
  readonly sent: number;
  /** The target holds the source up to this position of the source. */
  readonly upTo: string | null;
  /** Somebody writes on the source: it has grown beyond `upTo`. */
  readonly isBehind: boolean;
}

/**
 * Copies keys, then log. The log is read up to where it stood before the keys were read: a key is durable before the first
 * event that needs it, so no event arrives without its key, even from a source that is being written on.
 * @throws StreamTaken, KeyConflict (then nothing was overwritten), StoreUnavailable (run it again).
 */
export const moveHouse = async (from: House, to: House, options: MoveOptions): Promise<Moved> => {
  let upTo = await from.log.head();
  const onCopied = (sent: number, position: string): void =>
    options.onProgress?.({ step: 'copy', done: sent, share: fractionRead(position, upTo) });
  const copy = await LogCopy.into(to.log, { lane: options.lane, onCopied });
  await copy.assertBeginningOf(storeSource(from.log, upTo));
  await destroyStated(to.keys, { destroyed: options.destroyed ?? [] });
  let after: string | null = null;
  for (let pass = 1; ; pass += 1) {
    await copyKeys(from.keys, to.keys);
    await copy.take(storeSource(from.log, upTo, after));
    after = upTo;
    const head = await from.log.head();
    if (head === upTo || pass >= (options.passes ?? 5)) break;
    upTo = head;
  }
  // A key that was destroyed while the log was copied.
  await copyKeys(from.keys, to.keys);
  return { sent: copy.sent, upTo: after, isBehind: (await from.log.head()) !== after };
};
