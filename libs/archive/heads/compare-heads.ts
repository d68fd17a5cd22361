import type { House, OnProgress } from '../house.js';
import { type ChainBreak, LogScan } from '../log-scan.js';
import { storeSource } from '../log-source.js';
import { keptKeys } from '../moving/copy-keys.js';
import type { Heads } from './statement.js';

/** Revisions `from` to `to` of a stream, both included, are not there; `from` is 0 where the whole stream is missing. */
export interface Lack {
  readonly stream: string;
  readonly from: number;
  readonly to: number;
}

/** A log and its keys, held against an earlier statement of where they stood. */
export interface HeadsVerdict {
  readonly lacking: readonly Lack[];
  /** Streams whose event at the stated revision is not the one that stood there: history was rewritten. */
  readonly rewritten: readonly { readonly stream: string; readonly revision: number }[];
  /** Streams whose chain does not hold. */
  readonly broken: readonly ChainBreak[];
  /** Streams whose key was destroyed and is here again. */
  readonly revived: readonly string[];
  /** Events that came since, or that the statement never knew. */
  readonly newer: number;
}

export const isAllThere = ({ lacking, rewritten, broken, revived }: HeadsVerdict): boolean =>
  lacking.length + rewritten.length + broken.length + revived.length === 0;

/** Says what the house lacks of what was stated; changes nothing. */
export const compareHeads = async ({ log, keys }: House, stated: Heads, onProgress: OnProgress): Promise<HeadsVerdict> => {
  const source = storeSource(log, await log.head());
  const found = new LogScan();
  const rewritten: { readonly stream: string; readonly revision: number }[] = [];
  let newer = 0;
  for await (const page of source.pages())
    for (const event of page) {
      found.take(event);
      const { stream, revision, metadata, position } = event;
      const head = stated.streams.get(stream);
      if (head === undefined || revision > head.revision) newer += 1;
      if (head?.revision === revision && head.hash !== metadata.hash) rewritten.push({ stream, revision });
      onProgress({ step: 'read-source', done: found.events, share: source.share(position) });
    }
  return { lacking: lacksOf(stated, found), rewritten, broken: found.breaks, revived: await revivedIn(keys, stated), newer };
};

/** A broken stream is told as broken: how much of it is missing, nobody can say. */
const lacksOf = ({ streams }: Heads, found: LogScan): Lack[] => {
  const broken = new Set(found.breaks.map(({ stream }) => stream));
  return [...streams].flatMap(([stream, { revision: to }]) => {
    const from = (found.heads.get(stream)?.revision ?? -1) + 1;
    return from > to || broken.has(stream) ? [] : [{ stream, from, to }];
  });
};

const revivedIn = async (keys: House['keys'], { destroyed }: Heads): Promise<string[]> => {
  const alive = new Set<string>();
  for await (const page of keptKeys(keys)) for (const { stream, wrapped } of page) if (wrapped !== null) alive.add(stream);
  return destroyed.filter((stream) => alive.has(stream));
};
