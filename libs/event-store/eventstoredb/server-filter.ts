import type { EventFilter, StoredEvent } from '../event-store.js';

/** What the server looks at for us: one thing, by a regular expression. */
export interface ServerFilter {
  readonly on: 'stream' | 'type';
  readonly regex: string;
}

/**
 * The server filters by streams or by types, not both; the types say more, and the rest is left to `passes`. Regular
 * expressions, although the server knows prefixes: those it compares by the rules of a language, where "dossier-" followed
 * by a combining accent does not begin with "dossier-".
 */
export const serverFilter = ({ streams, types }: EventFilter = {}): ServerFilter => {
  if (types !== undefined) return { on: 'type', regex: `^(?:${types.map(escaped).join('|')})$` };
  if (streams !== undefined) return { on: 'stream', regex: `^(?:${streams.map(escaped).join('|')})` };
  return { on: 'stream', regex: '^[^$]' };
};

/** Whether anything can pass at all: an empty list lets nothing through. */
export const passesNothing = ({ streams, types }: EventFilter = {}): boolean => streams?.length === 0 || types?.length === 0;

/** The whole filter, exactly. The server's own streams, its links and its tombstones are never ours. */
export const passes = ({ streams, types }: EventFilter = {}, { stream, type }: StoredEvent): boolean =>
  !stream.startsWith('$') &&
  !type.startsWith('$') &&
  (types?.includes(type) ?? true) &&
  (streams?.some((prefix) => stream.startsWith(prefix)) ?? true);

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
