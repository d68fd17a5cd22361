import { type CalendarDefinition, type DayDecision, vnCivilService } from '@lien-thong/calendar';
import type { Actor, Agency, Event, ProcedureDefinition } from '@lien-thong/domain';
import { CommandReused, type EventStore, type Executor, executor, type Outcome } from '@lien-thong/event-store';
import type { CatalogueEntry } from '@lien-thong/procedures';
import { type AgencyEvent, agencyDecider, type RegisterAgency } from './agencies.js';
import { type CalendarCommand, type CalendarEvent, calendarDecider } from './calendars.js';
import type { Catalogue } from './catalogue.js';
import { type ProcedureEvent, type PublishProcedure, procedureDecider } from './procedures.js';

/** The engine itself, as an actor. */
export const SYSTEM: Actor = { subject: 'system', agency: '', roles: [] };

/** Under which command a catalogue is changed: an id that makes a repeat known, and whose body it had. */
export interface By {
  readonly commandId: string;
  readonly bodyHash?: string;
  readonly actor: Actor;
  readonly dryRun?: boolean;
}

/** Writes the catalogues; this process sees its own writes at once. */
export class Catalogues {
  readonly #agencies: Executor<RegisterAgency, Agency | null, AgencyEvent>;
  readonly #calendars: Executor<CalendarCommand, CalendarDefinition | null, CalendarEvent>;
  readonly #procedures: Executor<PublishProcedure, readonly CatalogueEntry[], ProcedureEvent>;
  /** Commands under way, and the stream of each: a key may publish one procedure only. */
  readonly #publishing = new Map<string, string>();

  constructor(
    store: EventStore,
    private readonly catalogue: Catalogue,
    now: () => number,
  ) {
    this.#agencies = executor({ store, now, decider: agencyDecider, codec: plain<AgencyEvent>() });
    this.#calendars = executor({ store, now, decider: calendarDecider, codec: plain<CalendarEvent>() });
    this.#procedures = executor({ store, now, decider: procedureDecider, codec: plain<ProcedureEvent>() });
  }

  async registerAgency(agency: Agency, by: By): Promise<Outcome<Agency | null, AgencyEvent>> {
    const stream = `agency-${agency.code}`;
    return this.#seen(stream, by, await this.#agencies.execute(stream, { type: 'register-agency', agency }, by));
  }

  async registerCalendar(calendar: CalendarDefinition, by: By): Promise<Outcome<CalendarDefinition | null, CalendarEvent>> {
    const stream = `calendar-${calendar.id}`;
    const parentKnown = calendar.parent == null || this.catalogue.calendars.has(calendar.parent);
    return this.#seen(
      stream,
      by,
      await this.#calendars.execute(stream, { type: 'register-calendar', calendar, parentKnown }, by),
    );
  }

  async decideDay(id: string, day: DayDecision, by: By): Promise<Outcome<CalendarDefinition | null, CalendarEvent>> {
    const stream = `calendar-${id}`;
    return this.#seen(stream, by, await this.#calendars.execute(stream, { type: 'decide-day', day }, by));
  }

  async publishProcedure(definition: ProcedureDefinition, by: By): Promise<Outcome<readonly CatalogueEntry[], ProcedureEvent>> {
    const stream = `procedure-${definition.code}`;
    const used = this.catalogue.publishedIn(by.commandId) ?? this.#publishing.get(by.commandId) ?? stream;
    if (used !== stream) throw new CommandReused(stream, by.commandId);
    this.#publishing.set(by.commandId, stream);
    try {
      return await this.#seen(stream, by, await this.#procedures.execute(stream, { type: 'publish-procedure', definition }, by));
    } finally {
      this.#publishing.delete(by.commandId);
    }
  }

  /** The official calendar is there on an empty start. */
  async registerNation(): Promise<void> {
    if (!this.catalogue.calendars.has(vnCivilService.id))
      await this.registerCalendar(vnCivilService, { commandId: `built-in/${vnCivilService.id}`, actor: SYSTEM });
  }

  /** Publishes a built-in version, unless it is published already. */
  async registerBuiltIn(definition: ProcedureDefinition): Promise<void> {
    const { code, version } = definition;
    if (!this.catalogue.procedures.get(code, version))
      await this.publishProcedure(definition, { commandId: `built-in/${code}.v${version}`, actor: SYSTEM });
  }

  /** What another process wrote before it comes first: a layer of a calendar is folded from all its events. */
  async #seen<S, E extends Event>(stream: string, { dryRun }: By, outcome: Outcome<S, E>): Promise<Outcome<S, E>> {
    const [first] = outcome.events;
    if (dryRun || first === undefined) return outcome;
    if (!this.catalogue.continues(stream, first.revision)) await this.catalogue.catchUp();
    for (const { revision, type, data, recordedAt, commandId } of outcome.events)
      this.catalogue.apply({ stream, revision, type, data: data as never, metadata: { recordedAt, commandId } });
    return outcome;
  }
}

const plain = <E extends Event>() => ({
  encode: ({ type, data }: E) => ({ type, data: data as never }),
  decode: (stored: { type: string; data: unknown }) => stored as E,
});
