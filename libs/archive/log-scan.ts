import { type ChainFault, type ChainLink, type StoredEvent, verifyChain } from '@lien-thong/event-store';
import type { LogSource } from './log-source.js';

/** The first broken revision of a stream. */
export interface ChainBreak {
  readonly stream: string;
  readonly revision: number;
  readonly fault: ChainFault;
}

/** Where a stream stands: its last revision, and that event's hash, which covers all before it. */
export type StreamHead = ChainLink;

/** Every stream of a log and where it stands, each chain verified on the way. Memory grows with the streams, not the events. */
export class LogScan {
  events = 0;
  /** Of a broken stream: the last link that held. */
  readonly heads = new Map<string, StreamHead>();
  readonly breaks: ChainBreak[] = [];
  readonly #broken = new Set<string>();

  take(event: StoredEvent): void {
    this.events += 1;
    const { stream } = event;
    if (this.#broken.has(stream)) return;
    const verdict = verifyChain([event], this.heads.get(stream));
    if (verdict.ok) {
      this.heads.set(stream, { revision: verdict.revision, hash: verdict.hash });
      return;
    }
    this.#broken.add(stream);
    this.breaks.push({ stream, revision: verdict.revision, fault: verdict.fault });
  }
}

/** `seen` is handed each event once it is taken, and how many have been. */
export const scan = async (source: LogSource, seen?: (event: StoredEvent, events: number) => void): Promise<LogScan> => {
  const log = new LogScan();
  for await (const page of source.pages())
    for (const event of page) {
      log.take(event);
      seen?.(event, log.events);
    }
  return log;
};
