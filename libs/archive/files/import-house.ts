import { compareLogs } from '../comparing/compare-logs.js';
import type { Difference } from '../comparing/difference.js';
import { summarised } from '../comparing/summaries.js';
import { destroyStated } from '../heads/destroy-stated.js';
import type { House, OnProgress } from '../house.js';
import { storeSource } from '../log-source.js';
import { LogCopy } from '../moving/copy-log.js';
import type { OpenLane } from '../moving/lane.js';
import { takeKeys, verifiedKeys, type WrittenKeys } from './keys-file.js';
import { LogFile, type WrittenLog } from './log-file.js';

export interface ImportOptions {
  readonly log: string;
  /** Without it the keys are to come another way, before anybody reads personal data. */
  readonly keys?: string;
  /** Streams whose keys were destroyed since: they are buried before any key comes. */
  readonly destroyed?: readonly string[];
  readonly lane: OpenLane;
  readonly onProgress: OnProgress;
}

export interface Imported {
  readonly written: WrittenLog;
  readonly keys: WrittenKeys | null;
  /** Events that this run sent. */
  readonly sent: number;
}

/**
 * Brings the files into a house that is empty, or holds a beginning of them: first both files are read to their ends, then the
 * keys come, then the log. @throws BrokenFile, StreamTaken, KeyConflict before anything of the log was written.
 */
export const importHouse = async (to: House, options: ImportOptions): Promise<Imported> => {
  const { log, keys, destroyed = [], lane, onProgress } = options;
  const file = new LogFile(log);
  const written = await file.verified(onProgress);
  const onCopied = (done: number): void => onProgress({ step: 'copy', done, share: file.share() });
  const copy = await LogCopy.into(to.log, { lane, onCopied });
  await copy.assertBeginningOf(file);
  const counted = keys === undefined ? null : await verifiedKeys(keys);
  await destroyStated(to.keys, { destroyed });
  if (keys !== undefined) await takeKeys(keys, to.keys);
  await copy.take(file);
  return { written, keys: counted, sent: copy.sent };
};

/** Every way in which the log is not the one in the file. */
export const compareWithFile = async (
  log: string,
  { log: target }: House,
  onProgress: OnProgress,
): Promise<readonly Difference[]> => {
  const file = new LogFile(log);
  const ours = await summarised(file, 'read-source', onProgress);
  const theirs = await summarised(storeSource(target, await target.head()), 'read-target', onProgress);
  return compareLogs(file, target, ours, theirs);
};
