import { setImmediate } from 'node:timers/promises';
import { type Day, dayOf, lastDifference, type WorkingCalendar } from '@lien-thong/calendar';
import { type Dossier, isUnderWay } from '@lien-thong/domain';
import { eventIdOf, pagesUpToNow, StoreUnavailable } from '@lien-thong/event-store';
import { SYSTEM } from './catalogue/catalogues.js';
import { dossierOfStream, dossierStream, type Engine } from './engine.js';

/** What became of it: how many dossiers took the calendars over, and which could not and are left for the next run. */
export interface Adoption {
  readonly adopted: number;
  readonly failed: readonly string[];
}

const PAGE = 1000;
/** After so many dossiers the others get their turn. */
const TURN = 50;

/** Every dossier that was ever received, the oldest first. */
export async function* receivedDossiers({ store }: Pick<Engine, 'store'>): AsyncGenerator<string> {
  const filter = { types: ['DossierReceived'], streams: ['dossier-'] };
  for await (const { events } of pagesUpToNow(store, { after: null, limit: PAGE, filter }))
    for (const { stream } of events) yield dossierOfStream(stream);
}

/** Those of the dossiers that are under way now, folded. */
export async function* openDossiers(engine: Engine, ids: AsyncIterable<string> | Iterable<string>): AsyncGenerator<Dossier> {
  let seen = 0;
  for await (const id of ids) {
    if (++seen % TURN === 0) await setImmediate();
    const { state } = await engine.dossiers.load(dossierStream(id));
    if (isUnderWay(state)) yield state;
  }
}

/**
 * Brings the calendars' newest decisions to the open dossiers that they touch, each by a command of its own. A duty that may
 * be begun anew at any time: a dossier that has them decides nothing, and one that failed is tried again by the next run.
 */
export const adoptCalendars = async (engine: Engine, dossierIds: AsyncIterable<string> | Iterable<string>): Promise<Adoption> => {
  const differ = differences();
  const failed: string[] = [];
  let adopted = 0;
  for await (const dossier of openDossiers(engine, dossierIds)) {
    try {
      const calendars = newCalendars(engine, dossier, differ);
      if (Object.keys(calendars).length === 0) continue;
      adopted += await adopt(engine, dossier.id, calendars);
    } catch (error) {
      if (error instanceof StoreUnavailable) throw error;
      failed.push(dossier.id);
    }
  }
  return { adopted, failed };
};

const adopt = async (engine: Engine, id: string, calendars: Readonly<Record<string, string>>): Promise<number> => {
  const commandId = eventIdOf(`${id}/adopt-calendar/${JSON.stringify(Object.entries(calendars).sort())}`, 0);
  const command = { type: 'adopt-calendar', calendars, commandId, by: SYSTEM } as const;
  const { events, repeated } = await engine.dossiers.execute(dossierStream(id), command, { commandId, actor: SYSTEM });
  return events.length > 0 && !repeated ? 1 : 0;
};

/** `lastDifference`, remembered: most dossiers pin the same few revisions, so that each pair is compared once. */
export const differences = (): typeof lastDifference => {
  const known = new Map<string, Day | null>();
  return (one: WorkingCalendar, other: WorkingCalendar) => {
    const pair = `${one.id} ${one.revision} ${other.revision}`;
    const last = known.get(pair);
    if (last !== undefined) return last;
    const found = lastDifference(one, other);
    known.set(pair, found);
    return found;
  };
};

/** The calendars of a dossier that say something else now about a day on or after which it counts. */
const newCalendars = (
  { catalogue: { calendars } }: Engine,
  dossier: Dossier,
  differ: typeof lastDifference,
): Record<string, string> => {
  const touched = Object.entries(dossier.calendars).flatMap(([id, pinned]): [string, string][] => {
    const current = calendars.revisionOf(id);
    if (pinned === current) return [];
    const touches = reaches(dossier, differ(calendars.get(id, pinned), calendars.get(id, current)));
    return touches ? [[id, current]] : [];
  });
  return Object.fromEntries(touched);
};

/** Whether a difference up to `last` concerns a dossier at all. */
export const reaches = (dossier: Dossier, last: Day | null): boolean => last !== null && last >= countsSince(dossier);

/** The first day from which any of its clocks counts, or would if what is claimed were approved. */
const countsSince = ({ acts, submittedBy, receipt, corrections }: Dossier): Day => {
  const begun = [submittedBy, receipt?.act].flatMap((act) => (act == null ? [] : (acts[act]?.at ?? [])));
  return dayOf(Math.min(...begun, ...corrections.map(({ occurredAt }) => occurredAt)));
};
