import { dayOf, type Ms } from '@lien-thong/calendar';
import { type Clock, clocksOf } from '../clocks/clocks.js';
import type { Lens } from '../clocks/lens.js';
import { isLate } from '../dossier/settle.js';
import { type Dossier, lastResult } from '../dossier/state.js';
import type { Rules } from '../rules.js';

/** `early`: issued on a day before the due day. A dossier that ends without a result keeps `open` or `open-late`. */
export type Verdict = 'open' | 'open-late' | 'on-time' | 'early' | 'late';

/** Judged against the clock's due date, never the appointment. By record: the same with every act at its time of entry. */
export const verdict = (dossier: Dossier, rules: Rules, now: Ms, lens: Lens): Verdict => {
  const clock = clocksOf(dossier, rules, lens).find((c) => c.id === 'dossier');
  return judged(dossier, clock, now);
};

/** The same of the dossier's clock where it is at hand; a dossier that was not received has none. */
export const judged = (dossier: Dossier, clock: Clock | undefined, now: Ms): Verdict => {
  if (clock === undefined) return 'open';
  const late = isLate(clock, now);
  if (lastResult(dossier) === null || clock.endedAt === null) return late ? 'open-late' : 'open';
  if (late) return 'late';
  return clock.dueAt !== null && dayOf(clock.endedAt) < dayOf(clock.dueAt) ? 'early' : 'on-time';
};
