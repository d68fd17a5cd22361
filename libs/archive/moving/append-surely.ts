import { setTimeout as wait } from 'node:timers/promises';
import { AppendTooLarge, type EventStore, StoreUnavailable, WrongExpectedRevision } from '@lien-thong/event-store';
import type { RecordedCommand } from './recorded-commands.js';
import { StreamTaken } from './stream-taken.js';

/** Milliseconds before each new try, after the target was away or its answer got lost. */
export const WAITS: readonly number[] = [250, 1_000, 2_000, 4_000, 8_000];

/**
 * Appends a command where it stood, once: an unknown outcome is read back before anything is sent again, and the exact
 * revision lets no second copy in. @throws StreamTaken, StoreUnavailable when the target stays away.
 */
export const appendSurely = async (target: EventStore, command: RecordedCommand, waits: readonly number[]): Promise<void> => {
  for (let attempt = 0; ; attempt += 1) {
    try {
      await append(target, command);
      return;
    } catch (error) {
      if (!(error instanceof StoreUnavailable || error instanceof WrongExpectedRevision)) throw error;
      const stands = await afterwards(target, command, error, waits[attempt]);
      if (stands === 'there') return;
      if (stands === 'other') throw new StreamTaken(command.stream, command.revision);
    }
  }
};

/** What stands there now, after a pause. @throws the error itself where no pause is left. */
const afterwards = async (target: EventStore, command: RecordedCommand, error: Error, pause: number | undefined) => {
  const refused = error instanceof WrongExpectedRevision;
  if (!refused && pause !== undefined) await wait(pause);
  const stands = await standing(target, command);
  if (stands === 'there' || stands === 'other') return stands;
  if (pause === undefined) throw error;
  // The stream is behind: what comes before is still on its way.
  if (refused) await wait(pause);
  return stands;
};

const append = async (target: EventStore, command: RecordedCommand): Promise<void> => {
  const { stream, revision, events } = command;
  try {
    await target.append(stream, revision === 0 ? 'no-stream' : revision - 1, events);
  } catch (error) {
    if (!(error instanceof AppendTooLarge) || events.length === 1) throw error;
    // Never seen: a command was one append once, under the same limit.
    for (const [index, event] of events.entries())
      await append(target, { ...command, revision: revision + index, events: [event] });
  }
};

const standing = async (target: EventStore, { stream, revision, events }: RecordedCommand) => {
  try {
    const found = await target.readStream(stream, { from: revision, limit: events.length });
    const same = found.every(({ id, metadata }, i) => id === events[i]?.id && metadata.hash === events[i]?.metadata.hash);
    if (!same) return 'other';
    return found.length === events.length ? 'there' : 'absent';
  } catch (error) {
    if (error instanceof StoreUnavailable) return 'unknown';
    throw error;
  }
};
