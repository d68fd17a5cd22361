import type { Instant } from '@lien-thong/calendar';
import { BrokenFile } from './broken-file.js';
import { isEnd, LineChecks } from './line-checks.js';
import { linesOf } from './lines.js';
import { writeWhole } from './whole-file.js';

/** Files of JSON lines that tell where they were changed: the first line names the format, the last one counts. */
export type Format = 'lien-thong-log/1' | 'lien-thong-keys/1';

/** What the last line says: entries between the first line and it, what `LineChecks` has for all lines before it, and own counts. */
export interface End {
  readonly entries: number;
  readonly sha256: string;
  readonly counts: Readonly<Record<string, number>>;
}

/** `counts` is asked when all entries are written; an entry is an object whose first member is not `end`. @throws FileExists. */
export const writeCheckedFile = async (
  file: string,
  head: { readonly format: Format; readonly at: Instant },
  entries: AsyncIterable<object>,
  counts: () => Readonly<Record<string, number>>,
): Promise<End> => {
  const checks = new LineChecks();
  let end: End = { entries: 0, sha256: '', counts: {} };
  const lines = async function* (): AsyncGenerator<string> {
    let written = 0;
    yield checks.written(head);
    for await (const entry of entries) {
      written += 1;
      yield checks.written(entry);
    }
    end = { entries: written, sha256: checks.sha256(), counts: counts() };
    yield checks.written({ end });
  };
  await writeWhole(file, gathered(lines()));
  return end;
};

const GATHERED = 64 * 1024;

/** Lines with their ends, many in one piece: a stream costs more for each piece than for each byte. */
export async function* gathered(lines: AsyncIterable<string>): AsyncGenerator<string> {
  let piece = '';
  for await (const line of lines) {
    piece += `${line}\n`;
    if (piece.length < GATHERED) continue;
    yield piece;
    piece = '';
  }
  yield piece;
}

export interface Entry {
  readonly line: number;
  readonly entry: Readonly<Record<string, unknown>>;
}

/** What reading a checked file tells besides its entries. */
export interface Reading {
  /** How much of the file was read, from 0 to 1. */
  onRead?(share: number): void;
  /** Every line was found as it was written. */
  onEnd?(end: End, line: number): void;
}

/** @throws BrokenFile at the first line that is not as it was written: entries are trustworthy up to there. */
export async function* readCheckedFile(file: string, format: Format, { onRead, onEnd }: Reading = {}): AsyncGenerator<Entry> {
  const checks = new LineChecks();
  let [last, ended] = [0, false];
  for await (const { number, bytes } of linesOf(file, onRead)) {
    last = number;
    if (ended) throw new BrokenFile(file, number, 'goes-on');
    const sha256 = isEnd(bytes) ? checks.sha256() : '';
    const entry = checks.read(bytes);
    if (number === 1 && entry?.format !== format) throw new BrokenFile(file, 1, 'not-this-format');
    if (entry === null) throw new BrokenFile(file, number, 'changed');
    if (isEnd(bytes)) {
      const end = entry.end as End;
      if (end.entries !== number - 2 || end.sha256 !== sha256) throw new BrokenFile(file, number, 'counts');
      ended = true;
      onEnd?.(end, number);
    } else if (number > 1) yield { line: number, entry };
  }
  if (last === 0) throw new BrokenFile(file, 1, 'not-this-format');
  if (!ended) throw new BrokenFile(file, last + 1, 'cut-off');
}
