import type { KeyWrap } from './key-wrap.js';
import type { PostgresConnections } from './postgres-connections.js';

/** Whose key-encryption key the kept keys were wrapped by; `none` before the first. */
export type WrappedBy = 'none' | 'ours' | 'others';

const SAMPLE = 'select wrapped from lien_thong.data_key where wrapped is not null limit 3';
const TIME = 'select (extract(epoch from clock_timestamp()) * 1000)::float8 as now';

/** By a few of the keys: one damaged row alone makes them nobody else's. The table must be there. */
export const wrappedBy = async (connections: PostgresConnections, wrap: KeyWrap): Promise<WrappedBy> => {
  const sample = await connections.rows<{ wrapped: Buffer }>(SAMPLE);
  if (sample.length === 0) return 'none';
  return sample.some(({ wrapped }) => wrap.wraps(wrapped)) ? 'ours' : 'others';
};

/** What the server's clock says, in milliseconds since 1970. */
export const serverTimeOf = async (connections: PostgresConnections): Promise<number> => {
  const [row] = (await connections.rows<{ now: number }>(TIME)) as readonly [{ now: number }];
  return row.now;
};
