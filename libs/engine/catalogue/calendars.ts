import { type CalendarDefinition, compose, type DayDecision, vnCivilService, type WorkingCalendar } from '@lien-thong/calendar';
import { type Decider, type Event, Refusal } from '@lien-thong/domain';
import { canonicalJson } from '@lien-thong/security';
import { NotYetKnown } from './not-yet-known.js';

/** The nation's calendar, below all others. */
export const NATION = vnCivilService.id;

export type CalendarEvent =
  | Event<'CalendarRegistered', Omit<CalendarDefinition, 'days'>>
  | Event<'CalendarDayDecided', { readonly day: DayDecision }>;
export type CalendarCommand =
  | { readonly type: 'register-calendar'; readonly calendar: CalendarDefinition; readonly parentKnown: boolean }
  | { readonly type: 'decide-day'; readonly day: DayDecision };

/** One layer of the calendars: what it says of the week, and its day decisions, each with its document. */
export const calendarDecider: Decider<CalendarCommand, CalendarDefinition | null, CalendarEvent> = {
  initial: null,
  decide: (command, known, recordedAt) => ({ occurredAt: recordedAt, events: decide(command, known) }),
  evolve: (known, event) => {
    switch (event.type) {
      case 'CalendarRegistered':
        return { ...event.data, days: known?.days ?? [] };
      case 'CalendarDayDecided':
        return known && withDay(known, event.data.day);
    }
  },
};

/** A layer with a day decided; what it said of that day before is gone. */
export const withDay = (layer: CalendarDefinition, day: DayDecision): CalendarDefinition => ({
  ...layer,
  days: [...layer.days.filter(({ date }) => date !== day.date), day],
});

const decide = (command: CalendarCommand, known: CalendarDefinition | null): CalendarEvent[] => {
  if (command.type === 'register-calendar') return registered(command, known);
  if (known === null) throw new Refusal('calendar-unknown', {});
  return decided(known, command.day);
};

const registered = (
  command: Extract<CalendarCommand, { type: 'register-calendar' }>,
  known: CalendarDefinition | null,
): CalendarEvent[] => {
  const { days, ...layer } = command.calendar;
  if (!command.parentKnown) throw new Refusal('calendar-unknown', { pointer: '/parent', calendar: layer.parent });
  if (known && (known.parent ?? null) !== (layer.parent ?? null))
    throw new Refusal('calendar-parent-fixed', { pointer: '/parent', parent: known.parent });
  const { days: _known, ...before } = known ?? { days: [] };
  const head: CalendarEvent[] =
    known && canonicalJson(before) === canonicalJson(layer) ? [] : [{ type: 'CalendarRegistered', data: layer }];
  const state: CalendarDefinition = { ...layer, days: known?.days ?? [] };
  return [...head, ...days.flatMap((day) => decided(state, day))];
};

const decided = (known: CalendarDefinition, day: DayDecision): CalendarEvent[] => {
  const before = known.days.find((d) => d.date === day.date);
  return before && canonicalJson(before) === canonicalJson(day) ? [] : [{ type: 'CalendarDayDecided', data: { day } }];
};

/**
 * Every layer at every revision. The revision of a whole calendar names those of its layers (`nation@46+H99@2`), so that a
 * dossier can be counted for ever as it was then.
 */
export class Calendars {
  readonly #layers = new Map<string, CalendarDefinition[]>();
  readonly #composed = new Map<string, WorkingCalendar>();

  apply(id: string, revision: number, layer: CalendarDefinition): void {
    const revisions = this.#layers.get(id) ?? [];
    revisions[revision] = layer;
    this.#layers.set(id, revisions);
  }

  has(id: string): boolean {
    return this.#layers.has(id);
  }
  ids(): string[] {
    return [...this.#layers.keys()].sort();
  }
  layer(id: string): CalendarDefinition | undefined {
    return this.#layers.get(id)?.at(-1);
  }

  /** The newest revision of a calendar with all its layers. */
  revisionOf(id: string): string {
    return this.#chain(id)
      .map((layer) => `${layer}@${(this.#layers.get(layer)?.length ?? 0) - 1}`)
      .join('+');
  }

  get(id: string, revision: string): WorkingCalendar {
    const known = this.#composed.get(revision);
    if (known) return known;
    const layers = revision.split('+').map((part) => this.#at(part, id));
    const composed = compose(layers, revision);
    this.#composed.set(revision, composed);
    return composed;
  }

  current(id: string): WorkingCalendar {
    return this.get(id, this.revisionOf(id));
  }

  /** The newest layers of a calendar, the nation's first. */
  layersOf(id: string): CalendarDefinition[] {
    return this.#chain(id).flatMap((part) => this.layer(part) ?? []);
  }

  /**
   * What would be if a layer, known or new, were as given: the calendar composed with what nobody has published.
   * @throws RangeError when the layers do not fit together.
   */
  imagined(id: string, changed: CalendarDefinition): WorkingCalendar {
    const isNew = id === changed.id && !this.has(id);
    const layers = isNew
      ? [...this.layersOf(changed.parent ?? ''), changed]
      : this.layersOf(id).map((l) => (l.id === changed.id ? changed : l));
    return compose(layers, `${this.revisionOf(id)}+preview`);
  }

  /** Every calendar that rests on a layer, itself included. */
  restingOn(layer: string): string[] {
    return this.ids().filter((id) => this.#chain(id).includes(layer));
  }

  #at(part: string, id: string): CalendarDefinition {
    const cut = part.lastIndexOf('@');
    const layer = this.#layers.get(part.slice(0, cut))?.[Number(part.slice(cut + 1))];
    if (!layer) throw new NotYetKnown(`revision ${part} of calendar ${id}`);
    return layer;
  }

  /** The layers below a calendar, the nation first. */
  #chain(id: string): string[] {
    const chain: string[] = [];
    for (let next: string | null | undefined = id; next && !chain.includes(next); next = this.layer(next)?.parent)
      chain.unshift(next);
    return chain;
  }
}
