import { type DossierEvent, encode, type Recorded } from '@lien-thong/domain';
import { type EventStore, FIRST_PREV_HASH, hashOf, type Json, type NewEvent } from '@lien-thong/event-store';
import { v5 } from 'uuid';

/** Recorded events of the domain's journeys, as the log would have them; personal parts become a sealed text. */
export const stored = (stream: string, events: readonly Recorded<DossierEvent>[]): NewEvent[] => {
  let prevHash = FIRST_PREV_HASH;
  return events.map((event) => {
    const { type, data: plain } = encode(event);
    const data = JSON.parse(JSON.stringify(event.personal ? { ...plain, sealed: 'sealed' } : plain)) as Json;
    const id = v5(`${stream}/${event.revision}`, v5.URL);
    const { revision, commandId, occurredAt, recordedAt } = event;
    const actor = JSON.parse(JSON.stringify(event.actor)) as NewEvent['metadata']['actor'];
    const hash = hashOf({ stream, revision, id, type, occurredAt, recordedAt, actor, data, prevHash });
    const metadata = { commandId, actor, occurredAt, recordedAt, schema: 1, prevHash, hash };
    prevHash = hash;
    return { id, type, data, metadata };
  });
};

/** Appends what a journey recorded since `from`. */
export const appendJourney = async (
  store: EventStore,
  id: string,
  log: readonly Recorded<DossierEvent>[],
  from = 0,
): Promise<void> => {
  const events = stored(`dossier-${id}`, log).slice(from);
  if (events.length > 0) await store.append(`dossier-${id}`, from === 0 ? 'no-stream' : from - 1, events);
};
