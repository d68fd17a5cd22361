import type { KeyObject } from 'node:crypto';
import type { Instant } from '@lien-thong/calendar';
import type { KeyStore } from '@lien-thong/security';
import { BrokenLog } from '../files/log-file.js';
import type { House, OnProgress } from '../house.js';
import { scan } from '../log-scan.js';
import { storeSource } from '../log-source.js';
import { keptKeys } from '../moving/copy-keys.js';
import type { SignedHeads } from './heads-file.js';
import { digested, signed } from './statement.js';

/**
 * States where a log stands at this moment, also while it is written on, with every chain verified on the way.
 * @throws BrokenLog: what was altered is not signed.
 */
export const stateHeads = async (
  { log, keys }: House,
  { at, signingKey, onProgress }: { readonly at: Instant; readonly signingKey: KeyObject; readonly onProgress: OnProgress },
): Promise<SignedHeads> => {
  const position = await log.head();
  const source = storeSource(log, position);
  const { events, heads, breaks } = await scan(source, (event, done) =>
    onProgress({ step: 'read-source', done, share: source.share(event.position) }),
  );
  const [broken] = breaks;
  if (broken !== undefined) throw new BrokenLog(broken);
  const about = { streams: heads, destroyed: await destroyedKeys(keys) };
  const statement = { format: 'lien-thong-heads/1', at, position, events, ...digested(about) } as const;
  return { ...about, signed: signed(statement, signingKey) };
};

/** The streams whose keys were destroyed. */
const destroyedKeys = async (keys: KeyStore): Promise<string[]> => {
  const destroyed: string[] = [];
  for await (const page of keptKeys(keys)) for (const { stream, wrapped } of page) if (wrapped === null) destroyed.push(stream);
  return destroyed;
};
