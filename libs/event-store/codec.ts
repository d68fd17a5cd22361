import type { Event } from '@lien-thong/domain';
import type { Json } from './json.js';

/** Type and data as they stand in the log. */
export interface StoredForm {
  readonly type: string;
  readonly data: Json;
}

/**
 * The domain's own words for its events in the log. `encode` leaves `personal` out; where an event had a personal part,
 * `decode` finds `data.sealed` and no `personal`. A type that it does not know, it may throw at: the event is then
 * `UnreadableEvent`.
 */
export interface Codec<E extends Event> {
  encode(event: E): StoredForm;
  decode(stored: StoredForm): E;
}

/** Seals the personal part of an event under its stream's own key. */
export interface Sealer {
  /**
   * `first`: nothing in the stream has been sealed yet, so its key may be made now, and may be there already from an
   * attempt that lost its race. The key is durable before this settles.
   */
  seal(stream: string, eventId: string, personal: Readonly<Record<string, unknown>>, first: boolean): Promise<string>;
}
