import type { CalendarDefinition } from '@lien-thong/calendar';
import { type Agency, type PublishedProcedure, type Rules, ruleSet, ruleSetInForce } from '@lien-thong/domain';
import { comparePositions, type EventStore, pagesUpToNow, type StoredEvent, type Subscription } from '@lien-thong/event-store';
import { createCatalogue, type Catalogue as Procedures } from '@lien-thong/procedures';
import { Agencies } from './agencies.js';
import { type CalendarEvent, Calendars, calendarDecider, NATION } from './calendars.js';
import { NotYetKnown } from './not-yet-known.js';
import { entryOf, type ProcedureEvent } from './procedures.js';

const PREFIXES = ['agency-', 'calendar-', 'procedure-'];
const FILTER = { streams: PREFIXES };
const PAGE = 1000;

/** The catalogues of this process: agencies, calendars and procedures, fed from the log and nothing else. */
export class Catalogue {
  readonly agencies = new Agencies();
  readonly calendars = new Calendars();
  readonly procedures: Procedures = createCatalogue();
  readonly #revisions = new Map<string, number>();
  /** Which stream a procedure's command is in. */
  readonly #published = new Map<string, string>();
  #store: EventStore | null = null;
  #checkpoint: string | null = null;
  #subscription: Subscription | null = null;

  /** Reads what the log has, and follows it from there. */
  async open(store: EventStore): Promise<void> {
    this.#store = store;
    await this.catchUp();
    const onEvents = (events: readonly StoredEvent[], checkpoint: string): void => {
      for (const event of events) this.apply(event);
      this.#passed(checkpoint);
    };
    this.#subscription = store.subscribe({ after: this.#checkpoint, filter: FILTER, onEvents });
  }

  async close(): Promise<void> {
    await this.#subscription?.stop();
  }

  /** Reads everything that any process has published up to a position, or up to now. */
  async catchUp(upTo?: string): Promise<void> {
    if (this.#store === null) return;
    for await (const page of pagesUpToNow(this.#store, { after: this.#checkpoint, limit: PAGE, filter: FILTER })) {
      for (const event of page.events) this.apply(event);
      this.#passed(page.next);
      if (upTo !== undefined && this.hasReached(upTo)) return;
    }
  }

  /** Does this process know everything up to a position of the log? */
  hasReached(position: string): boolean {
    return this.#checkpoint !== null && comparePositions(this.#checkpoint, position) >= 0;
  }

  /** Is this the next event of its stream, or one that is known already? */
  continues(stream: string, revision: number): boolean {
    return revision <= (this.#revisions.get(stream) ?? -1) + 1;
  }

  #passed(checkpoint: string): void {
    if (!this.hasReached(checkpoint)) this.#checkpoint = checkpoint;
  }

  /** Takes an event in, once: what one's own write has applied already comes again by the subscription. */
  apply({
    stream,
    revision,
    type,
    data,
    metadata,
  }: Pick<StoredEvent, 'stream' | 'revision' | 'type' | 'data'> & { metadata: { recordedAt: string; commandId: string } }): void {
    if ((this.#revisions.get(stream) ?? -1) >= revision) return;
    this.#revisions.set(stream, revision);
    if (type === 'AgencyRegistered') this.agencies.apply(data as unknown as Agency);
    if (stream.startsWith('procedure-')) this.#published.set(metadata.commandId, stream);
    if (type === 'ProcedurePublished')
      this.procedures.publish(entryOf(data as unknown as ProcedureEvent['data'], metadata.recordedAt));
    if (stream.startsWith('calendar-'))
      this.#applyCalendar(stream.slice('calendar-'.length), revision, { type, data } as unknown as CalendarEvent);
  }

  /** Where a command published its procedure: its key is used, whatever code the next body has. */
  publishedIn(commandId: string): string | undefined {
    return this.#published.get(commandId);
  }

  #applyCalendar(id: string, revision: number, event: CalendarEvent): void {
    const before: CalendarDefinition | null = this.calendars.layer(id) ?? null;
    const after = calendarDecider.evolve(before, event as Parameters<typeof calendarDecider.evolve>[1]);
    if (after) this.calendars.apply(id, revision, after);
  }

  /** What decisions may look up. */
  rules(): Rules {
    const { agencies, calendars, procedures } = this;
    const published = (entry: { definition: PublishedProcedure['definition']; publication: { hash: string } } | undefined) =>
      entry && { definition: entry.definition, hash: entry.publication.hash };
    return {
      procedureInForce: (code, day) => published(procedures.inForce(code, day)),
      procedure: (code, version) => {
        const found = published(procedures.get(code, version));
        if (!found) throw new NotYetKnown(`version ${version} of procedure ${code}`);
        return found;
      },
      ruleSetInForce,
      ruleSet,
      agency: (code) => agencies.get(code),
      agenciesServing: (party, procedure, day) => agencies.serving(party, procedure, day),
      calendarOf: (agency) => {
        const own = agency === null ? null : (agencies.get(agency)?.calendar ?? null);
        const id = own !== null && calendars.has(own) ? own : NATION;
        return { id, revision: calendars.revisionOf(id) };
      },
      calendar: (id, revision) => calendars.get(id, revision),
    };
  }
}
