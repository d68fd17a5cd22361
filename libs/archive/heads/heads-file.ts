import { BrokenFile } from '../files/broken-file.js';
import { gathered } from '../files/checked-file.js';
import { linesOf } from '../files/lines.js';
import { writeWhole } from '../files/whole-file.js';
import type { StreamHead } from '../log-scan.js';
import { digested, type Heads, isSignedBy, type SignedStatement, sorted } from './statement.js';

/** A statement with all that it is about: enough to say, years later, what a log lacks. */
export interface SignedHeads extends Heads {
  readonly signed: SignedStatement;
}

/**
 * The signed statement in the first line; then a line for each stream, `["<stream>",<revision>,"<hash, base64url>"]`, and one
 * for each destroyed key, `["<stream>"]`, both in the order of their names. @throws FileExists.
 */
export const writeHeadsFile = async (file: string, { signed, streams, destroyed }: SignedHeads): Promise<void> => {
  const lines = async function* (): AsyncGenerator<string> {
    yield JSON.stringify(signed);
    for (const stream of sorted(streams.keys())) yield headLine(stream, streams.get(stream) as StreamHead);
    for (const stream of sorted(destroyed)) yield JSON.stringify([stream]);
  };
  await writeWhole(file, gathered(lines()));
};

const headLine = (stream: string, { revision, hash }: StreamHead): string =>
  JSON.stringify([stream, revision, Buffer.from(hash, 'hex').toString('base64url')]);

/** @throws BrokenFile when it is not what its own statement says, or was not signed by the key that it names, or by `publicKey`. */
export const readHeadsFile = async (file: string, publicKey?: string): Promise<SignedHeads> => {
  let signed: SignedStatement | null = null;
  const streams = new Map<string, StreamHead>();
  const destroyed: string[] = [];
  for await (const { number, bytes } of linesOf(file)) {
    const line = parsed(file, number, bytes);
    if (number === 1) signed = statementOf(file, line);
    else if (isHead(line)) streams.set(line[0], { revision: line[1], hash: Buffer.from(line[2], 'base64url').toString('hex') });
    else if (isDestroyed(line)) destroyed.push(line[0]);
    else throw new BrokenFile(file, number, 'not-a-line');
  }
  if (signed === null) throw new BrokenFile(file, 1, 'not-this-format');
  if (!isSignedBy(publicKey ?? signed.publicKey, signed)) throw new BrokenFile(file, 1, 'signature');
  assertDigest(file, signed, { streams, destroyed });
  return { signed, streams, destroyed };
};

const parsed = (file: string, line: number, bytes: Buffer): unknown => {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    throw new BrokenFile(file, line, line === 1 ? 'not-this-format' : 'not-a-line');
  }
};

const statementOf = (file: string, line: unknown): SignedStatement => {
  const signed = line as Partial<SignedStatement> | null;
  const isOurs = signed?.statement?.format === 'lien-thong-heads/1' && /^[\w-]{43}$/.test(String(signed.publicKey));
  if (!isOurs || typeof signed.signature !== 'string') throw new BrokenFile(file, 1, 'not-this-format');
  return signed as SignedStatement;
};

const isHead = (line: unknown): line is [string, number, string] =>
  Array.isArray(line) &&
  line.length === 3 &&
  typeof line[0] === 'string' &&
  Number.isSafeInteger(line[1]) &&
  typeof line[2] === 'string';

const isDestroyed = (line: unknown): line is [string] => Array.isArray(line) && line.length === 1 && typeof line[0] === 'string';

const assertDigest = (file: string, { statement }: SignedStatement, heads: Heads): void => {
  const found = digested(heads);
  const lines = found.streams + found.destroyed + 1;
  const counted = found.streams === statement.streams && found.destroyed === statement.destroyed;
  if (!counted) throw new BrokenFile(file, lines, found.streams < statement.streams ? 'cut-off' : 'counts');
  const holds = found.root === statement.root && found.destroyedRoot === statement.destroyedRoot;
  if (!holds) throw new BrokenFile(file, lines, 'changed');
};
