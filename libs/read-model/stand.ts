import { existsSync } from 'node:fs';
import { type EventStore, fractionRead } from '@lien-thong/event-store';
import Database from 'better-sqlite3';
import { FOLLOWED } from './feed/projector.js';

/** How far the views of a process have come in a log. */
export interface ViewsStand {
  readonly atEnd: boolean;
  /** 0 to 1. */
  readonly progress: number;
  readonly parked: number;
}

/**
 * Looks into the file beside the process that keeps it, or without one; nothing is made or written.
 * @returns null where there is no file. Throws when it is none of ours.
 */
export const viewsStand = async (file: string, log: EventStore): Promise<ViewsStand | null> => {
  if (!existsSync(file)) return null;
  const { position, parked } = kept(file);
  const { events } = await log.readAll({ after: position, limit: 1, filter: FOLLOWED });
  const atEnd = events.length === 0;
  return { atEnd, progress: atEnd ? 1 : fractionRead(position, await log.head()), parked };
};

const kept = (file: string): { readonly position: string | null; readonly parked: number } => {
  const db = new Database(file, { readonly: true, timeout: 1000 });
  try {
    const position = db.prepare('SELECT position FROM checkpoint').pluck().get() as string | undefined;
    return { position: position ?? null, parked: db.prepare('SELECT count(*) FROM parked').pluck().get() as number };
  } finally {
    db.close();
  }
};
