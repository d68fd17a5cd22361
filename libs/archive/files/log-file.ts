import type { Instant } from '@lien-thong/calendar';
import type { StoredEvent } from '@lien-thong/event-store';
import type { OnProgress } from '../house.js';
import { type ChainBreak, LogScan } from '../log-scan.js';
import type { LogSource } from '../log-source.js';
import { BrokenFile } from './broken-file.js';
import { type End, type Entry, readCheckedFile, writeCheckedFile } from './checked-file.js';

/** What a file of a log holds. */
export interface WrittenLog {
  readonly events: number;
  readonly streams: number;
  /** Of its lines, compressed or not: what to note elsewhere. */
  readonly sha256: string;
}

/** The log was altered where it stands: nothing that is made of it could be told from something that was altered later. */
export class BrokenLog extends Error {
  constructor(readonly broken: ChainBreak) {
    super(`${broken.stream} is broken at revision ${broken.revision}: ${broken.fault}`);
    this.name = 'BrokenLog';
  }
}

const FORMAT = 'lien-thong-log/1';
const PAGE = 1_000;

/** Writes what moves of each event, in the order of the log. @throws BrokenLog, FileExists; then there is no file. */
export const exportLog = async (source: LogSource, file: string, at: Instant, onProgress: OnProgress): Promise<WrittenLog> => {
  const log = new LogScan();
  const entries = async function* (): AsyncGenerator<object> {
    for await (const page of source.pages())
      for (const { stream, revision, id, type, data, metadata, position } of page) {
        log.take({ stream, revision, id, type, data, metadata, position });
        const [broken] = log.breaks;
        if (broken !== undefined) throw new BrokenLog(broken);
        onProgress({ step: 'write', done: log.events, share: source.share(position) });
        yield { stream, revision, id, type, data, metadata };
      }
  };
  return writtenLog(await writeCheckedFile(file, { format: FORMAT, at }, entries(), () => ({ streams: log.heads.size })));
};

/** A log in a file, as `exportLog` wrote it. The position of an event is its line. */
export class LogFile implements LogSource {
  #share = 0;
  #end: End | null = null;

  constructor(readonly file: string) {}

  /** @throws BrokenFile where the file is not as it was written: only `verified` knows that before the first event. */
  async *pages(): AsyncGenerator<readonly StoredEvent[]> {
    const onRead = (share: number): void => {
      this.#share = share;
    };
    const onEnd = (end: End): void => {
      this.#end = end;
    };
    let page: StoredEvent[] = [];
    for await (const entry of readCheckedFile(this.file, FORMAT, { onRead, onEnd })) {
      page.push(this.#event(entry));
      if (page.length < PAGE) continue;
      yield page;
      page = [];
    }
    if (page.length > 0) yield page;
  }

  share(): number {
    return this.#share;
  }

  /** Reads it to its end, and every chain in it. @throws BrokenFile. */
  async verified(onProgress: OnProgress): Promise<WrittenLog> {
    const log = new LogScan();
    for await (const page of this.pages())
      for (const event of page) {
        log.take(event);
        if (log.breaks.length > 0) throw new BrokenFile(this.file, Number(event.position), 'chain');
        onProgress({ step: 'read-source', done: log.events, share: this.#share });
      }
    const written = writtenLog(this.#end as End);
    if (written.streams !== log.heads.size) throw new BrokenFile(this.file, log.events + 2, 'counts');
    return written;
  }

  #event({ line, entry }: Entry): StoredEvent {
    const { stream, revision, id, type, data, metadata } = entry as unknown as StoredEvent;
    const isEvent = [stream, id, type, metadata?.commandId, metadata?.hash].every((text) => typeof text === 'string');
    if (!isEvent || !Number.isSafeInteger(revision) || data === undefined) throw new BrokenFile(this.file, line, 'not-a-line');
    return { stream, revision, id, type, data, metadata, position: String(line) };
  }
}

const writtenLog = ({ entries, sha256, counts }: End): WrittenLog => ({ events: entries, streams: counts.streams ?? 0, sha256 });
