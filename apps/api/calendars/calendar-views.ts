import type { CalendarDefinition, Day, DayDecision, WorkingWeek } from '@lien-thong/calendar';
import type { Engine } from '@lien-thong/engine';
import { Problem } from '../problems/problem.js';

type Calendars = Engine['catalogue']['calendars'];

export interface CalendarSummary extends Pick<CalendarDefinition, 'id' | 'name'> {
  readonly parent: string | null;
  readonly coveredUntil: Day | null;
  readonly revision: string;
}

export interface CalendarPage extends CalendarSummary {
  /** The layers it is made of, the nation's first; of a date that two of them decide, the later one holds. */
  readonly layers: readonly string[];
  readonly week: WorkingWeek | null;
  readonly dayMinutes: number;
  readonly year: number;
  /** The days of the year that are not as the week has them, each with the layer and the document that decided it. */
  readonly days: readonly (DayDecision & { readonly layer: string })[];
}

export const calendarSummary = (calendars: Calendars, { id, name, parent }: CalendarDefinition): CalendarSummary => ({
  id,
  name,
  parent: parent ?? null,
  coveredUntil: calendars.current(id).coveredUntil,
  revision: calendars.revisionOf(id),
});

export const calendarPage = (calendars: Calendars, layer: CalendarDefinition, year: number): CalendarPage => {
  const layers = calendars.layersOf(layer.id);
  return {
    ...calendarSummary(calendars, layer),
    layers: layers.map(({ id }) => id),
    week: layers.findLast(({ week }) => week !== undefined)?.week ?? null,
    dayMinutes: calendars.current(layer.id).dayMinutes,
    year,
    days: daysOf(layers, `${year}-`),
  };
};

const daysOf = (layers: readonly CalendarDefinition[], prefix: string): CalendarPage['days'] => {
  const decided = layers.flatMap(({ id, days }) =>
    days.filter(({ date }) => date.startsWith(prefix)).map((day) => ({ ...day, layer: id })),
  );
  const effective = new Map(decided.map((day) => [day.date, day]));
  return [...effective.values()].sort((a, b) => (a.date < b.date ? -1 : 1));
};

/** `?year=`, by default the one it is. */
export const yearOf = (query: unknown, today: Day): number => {
  const text = query ?? today.slice(0, 4);
  if (typeof text !== 'string' || !/^(?:20\d\d|2100)$/.test(text)) throw new Problem('parameter-invalid', { pointer: '/year' });
  return Number(text);
};
