import { type Finding, finding } from './findings.js';
import { isObject, type JsonObject, objectOr } from './json.js';
import { type Longest, longestPath } from './longest-path.js';
import { closure, initialOf, type Region, type State, type Statechart, successors } from './statechart.js';

/** A working day, for adding up limits only: due dates use the calendar's own day. */
const MINUTES_PER_DAY = 480;

/** What the schema allows a region to hold; a bigger one is the schema's finding, and is not searched. */
const MOST_STATES = 300;

/**
 * The limits of the states in which the dossier's clock runs fit its time limit (the committed one where there is one) on the longest simple path.
 * Working days and hours are added in minutes; calendar days and months are added with their own kind only, never converted.
 */
export const limits = (chart: Statechart): Finding[] => {
  const key = isObject(chart.raw.committedLimit) ? 'committedLimit' : 'timeLimit';
  const limit = objectOr(chart.raw[key]);
  const measure = measureOf(limit.unit);
  const allowed = measure(limit);
  if (allowed === null || chart.regions.some((region) => region.states.size > MOST_STATES)) return [];
  const budget = allowed === 0 && isSameDay(chart.raw) ? MINUTES_PER_DAY : allowed;
  const longest = longestIn(chart.root, measure);
  const unit = limit.unit === 'calendarDay' || limit.unit === 'month' ? limit.unit : 'minutes';
  const facts = { total: longest.total, atMost: longest.atMost, allowed: budget, unit, path: longest.states };
  if (longest.total > budget) return [finding('limits-exceed-time-limit', `/${key}`, facts)];
  return longest.atMost > budget ? [finding('limits-not-decided', `/${key}`, facts)] : [];
};

type Measure = (limit: unknown) => number | null;

/** Null where a limit is not of the kind that is being added up, or is no limit at all. */
const measureOf =
  (unit: unknown): Measure =>
  (limit) => {
    const { value, unit: own } = objectOr(limit);
    if (typeof value !== 'number' || !(value >= 0)) return null;
    if (unit === 'workingDay' || unit === 'workingHour')
      return own === 'workingDay' ? value * MINUTES_PER_DAY : own === 'workingHour' ? value * 60 : null;
    return own === unit && (unit === 'calendarDay' || unit === 'month') ? value : null;
  };

/** Nought working days by civil date is the day of receipt itself. */
const isSameDay = (raw: JsonObject): boolean =>
  objectOr(raw.counting).policy === 'CIVIL_DATE' && objectOr(raw.timeLimit).unit === 'workingDay';

const longestIn = (region: Region, measure: Measure): Pick<Longest, 'total' | 'atMost'> & { states: string[] } => {
  const first = initialOf(region);
  if (first === undefined) return { total: 0, atMost: 0, states: [] };
  const states = [...closure([first], successors)];
  const indexes = new Map(states.map((state, index) => [state, index]));
  const next = states.map((state) => successors(state).map((target) => indexes.get(target) ?? 0));
  const path = (weights: number[]): Longest => longestPath({ weights, next }, 0);
  const weights = states.map((state) => weightOf(state, measure));
  const found = path(weights.map((weight) => weight.total));
  const tangled = weights.some((weight) => weight.atMost > weight.total);
  const atMost = tangled ? path(weights.map((weight) => weight.atMost)).atMost : found.atMost;
  return { total: found.total, atMost, states: found.path.flatMap((index) => states[index]?.path ?? []) };
};

/** A parallel part counts its longest mandatory leg. */
const weightOf = (state: State, measure: Measure): Pick<Longest, 'total' | 'atMost'> => {
  const legs = state.legs.filter((leg) => leg.leg?.mandatory).map((leg) => longestIn(leg, measure));
  const own = (state.raw.clock ?? 'running') === 'running' ? (measure(state.raw.limit) ?? 0) : 0;
  return {
    total: Math.max(own, ...legs.map((leg) => leg.total)),
    atMost: Math.max(own, ...legs.map((leg) => leg.atMost)),
  };
};
