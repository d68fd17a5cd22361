import type { EventFilter, StoredEvent } from '../event-store.js';

/** What the server looks at for us: streams or types, by prefixes or by a regular expression. */
export type ServerFilter = { readonly on: 'stream' | 'type' } & (
  | { readonly prefixes: readonly string[] }
  | { readonly regex: string }
);

/**
 * The server filters by streams or by types, not by both; the types say more. What it lets through is looked at once more by
 * `passes`: a type is asked for as a prefix of itself. It compiles a regular expression anew for each call, so prefixes where
 * they do.
 */
export const serverFilter = ({ streams, types }: EventFilter = {}): ServerFilter => {
  if (types !== undefined) return { on: 'type', prefixes: types };
  if (streams !== undefined) return { on: 'stream', prefixes: streams };
  return NOT_THE_SERVERS_OWN;
};

const NOT_THE_SERVERS_OWN: ServerFilter = { on: 'stream', regex: '^[^$]' };

/** Whether anything can pass at all: an empty list lets nothing through. */
export const passesNothing = ({ streams, types }: EventFilter = {}): boolean => streams?.length === 0 || types?.length === 0;

/** The whole filter, exactly. The server's own streams, its links and its tombstones are never ours. */
export const passes = ({ streams, types }: EventFilter = {}, { stream, type }: StoredEvent): boolean =>
  !stream.startsWith('$') &&
  !type.startsWith('$') &&
  (types?.includes(type) ?? true) &&
  (streams?.some((prefix) => stream.startsWith(prefix)) ?? true);
