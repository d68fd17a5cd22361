import type { KeptKey, KeyStore } from '@lien-thong/security';
import { keptKeys } from '../moving/copy-keys.js';
import type { Difference } from './difference.js';

export interface ComparedKeys {
  /** In the target. */
  readonly alive: number;
  readonly destroyed: number;
  readonly differences: readonly Difference[];
}

/**
 * Every key of the source has to lie in the target, unless it was destroyed there; a destroyed one has to be destroyed. A key
 * whose stream has no events is nobody's: it was made for a command that came to nothing, or after the log was read.
 */
export const compareKeys = async (
  source: KeyStore,
  target: KeyStore,
  isStream: (stream: string) => boolean,
): Promise<ComparedKeys> => {
  const theirs = new Map<string, Buffer | null>();
  for await (const page of keptKeys(target)) for (const { stream, wrapped } of page) theirs.set(stream, wrapped);
  const differences: Difference[] = [];
  for await (const page of keptKeys(source))
    for (const ours of page) {
      const is = differing(ours, theirs.get(ours.stream));
      if (is !== null && (is === 'key-not-destroyed' || isStream(ours.stream))) differences.push({ is, stream: ours.stream });
    }
  const alive = [...theirs.values()].filter((wrapped) => wrapped !== null).length;
  return { alive, destroyed: theirs.size - alive, differences };
};

/** Without a tombstone the key could come back from an older copy. */
const differing = ({ wrapped }: KeptKey, theirs: Buffer | null | undefined) => {
  if (wrapped === null) return theirs === null ? null : 'key-not-destroyed';
  if (theirs === undefined) return 'key-missing';
  return theirs === null || theirs.equals(wrapped) ? null : 'key-differs';
};
