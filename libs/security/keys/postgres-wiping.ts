import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { PostgresConnections } from './postgres-connections.js';

const ATTEMPTS = 5;
const PAUSE_MS = 200;
const TIMEOUT_MS = 120_000;
const LOCK_NOT_AVAILABLE = '55P03';

/**
 * Rewrites these parts of the key table without the rows that were overwritten: PostgreSQL itself only marks them, and even a
 * plain VACUUM leaves their bytes in the page. False when a part still holds some: somebody reads an older state of the
 * database, or keeps the part locked. A part is locked meanwhile; at 30,000 keys a part, for some tens of milliseconds.
 */
export const wipe = (connections: PostgresConnections, parts: readonly string[]): Promise<boolean> =>
  connections.apart(TIMEOUT_MS, async (client) => {
    // Longer than deadlock_timeout (1 s), after which an autovacuum gives way; readers wait behind us meanwhile.
    await client.query("set lock_timeout = '2s'");
    for (const part of parts) if (!(await isWiped(client, part))) return false;
    return true;
  });

const isWiped = async (client: pg.ClientBase, part: string): Promise<boolean> => {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const kept = await rewritten(client, part);
    if (kept === 0) return true;
    if (kept === 'locked') return false;
    await sleep(PAUSE_MS);
  }
  return false;
};

/** How many overwritten rows had to be kept; `null` when it was not told. */
const rewritten = async (client: pg.ClientBase, part: string): Promise<number | 'locked' | null> => {
  let kept: number | null = null;
  const note = ({ detail }: { readonly detail?: string | undefined }): void => {
    // "0 dead row versions cannot be removed yet." In whatever language, its first line holds one number.
    const [number] = /\d+/.exec(detail?.split('\n')[0] ?? '') ?? [];
    if (number !== undefined) kept = Number(number);
  };
  client.on('notice', note);
  try {
    await client.query(`vacuum (full, verbose) ${part}`);
    return kept;
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.code === LOCK_NOT_AVAILABLE) return 'locked';
    throw error;
  } finally {
    client.off('notice', note);
  }
};
