import { dueOf, type Ms, toText, workingMinutes } from '@lien-thong/calendar';
import type { Clock } from '../clocks/clocks.js';
import type { Segment } from '../clocks/dossier-clock.js';

/** Working minutes of a clock as they stand at an instant. `overrun` is what ran after the due instant, pauses apart. */
export interface Minutes {
  readonly allotted: number;
  readonly used: number;
  readonly remaining: number;
  readonly overrun: number;
}

/** How much of a clock is used up at `now` (ms), in working minutes of its own calendar. */
export const minutesOf = (clock: Clock, now: Ms): Minutes => {
  const end = Math.min(clock.endedAt ?? now, now);
  const resumed = resumedAt(clock, end);
  const due = clock.dueAt ?? dueOfResumed(resumed, end);
  const running = (from: Ms, to: Ms): number => runningMinutes(resumed, from, to);
  return {
    allotted: running(clock.countedFrom, due),
    used: running(clock.countedFrom, end),
    remaining: Math.max(0, running(end, due)),
    overrun: Math.max(0, running(due, end)),
  };
};

/** A standing clock as if it went on at `now`: what is left of it does not shrink while it stands. */
const resumedAt = (clock: Clock, now: Ms): Clock => ({
  ...clock,
  gaps: closed(clock.gaps, now),
  input: clock.input && { ...clock.input, gaps: closed(clock.input.gaps ?? [], now) },
});

const closed = <G extends { readonly from: Ms; readonly to: Ms | null }>(gaps: readonly G[], now: Ms): G[] =>
  gaps.map((gap) => (gap.to === null ? { ...gap, to: Math.max(gap.from, now) } : gap));

const dueOfResumed = ({ input, calendar }: Clock, now: Ms): Ms => (input === null ? now : (dueOf(calendar, input).dueAt ?? now));

/** Working minutes between two instants in which the clock ran. */
export const runningMinutes = (clock: Clock, from: Ms, to: Ms): number => {
  if (to <= from) return 0;
  const gaps = disjoint(clock.gaps.map((gap) => ({ from: Math.max(gap.from, from), to: Math.min(gap.to ?? to, to) })));
  return gaps.reduce(
    (left, gap) => left - workingMinutes(clock.calendar, gap.from, gap.to),
    workingMinutes(clock.calendar, from, to),
  );
};

const disjoint = (spans: readonly { from: Ms; to: Ms }[]): { from: Ms; to: Ms }[] => {
  const out: { from: Ms; to: Ms }[] = [];
  for (const span of spans.filter((s) => s.to > s.from).sort((a, b) => a.from - b.from)) {
    const last = out[out.length - 1];
    if (last && span.from <= last.to) last.to = Math.max(last.to, span.to);
    else out.push({ ...span });
  }
  return out;
};

/** Working minutes that the dossier's clock spent in one mode. */
export const minutesInMode = (clock: Clock, course: readonly Segment[], mode: Segment['mode'], now: Ms): number =>
  course
    .filter((s) => s.mode === mode)
    .reduce((sum, s) => sum + workingMinutes(clock.calendar, s.from, Math.max(s.from, Math.min(s.to ?? now, now))), 0);

export const textOrNull = (ms: Ms | null): string | null => (ms === null ? null : toText(ms));
