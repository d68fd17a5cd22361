import type { Ms } from '@lien-thong/calendar';
import { clocksOf } from '../clocks/clocks.js';
import { segments } from '../clocks/dossier-clock.js';
import { byFact } from '../clocks/lens.js';
import type { CauseClass } from '../dossier/events.js';
import type { Dossier } from '../dossier/state.js';
import { overrunOf, type Share, sharesOf } from '../lateness/shares.js';
import type { Text } from '../procedure/definition.js';
import type { Rules } from '../rules.js';
import { minutesInMode } from './measures.js';

/** Free text where a person gave it (it stands sealed in the log), in both languages where the engine did. */
export type Ground = Text | string;

export interface CausePage {
  readonly state: 'proposed' | 'contested' | 'decided';
  readonly cause: CauseClass;
  readonly agency: string;
  readonly ground: Ground | null;
  /** `engine`, or the subject who said so last. */
  readonly by: string;
}

/** Who answers for the lateness: in working minutes, `pausedMinutes` and `excludedMinutes` by the receiving agency's calendar. */
export interface Accountability {
  readonly overrunMinutes: number;
  readonly shares: readonly Share[];
  readonly pausedMinutes: number;
  readonly excludedMinutes: number;
  readonly cause: CausePage | null;
}

/** As it stands at `now` (ms). The state knows no grounds, for a person's own is sealed: the caller brings it. */
export const accountabilityOf = (dossier: Dossier, rules: Rules, now: Ms, ground: Ground | null = null): Accountability => {
  const clocks = dossier.receipt ? clocksOf(dossier, rules) : [];
  const clock = clocks.find((c) => c.id === 'dossier');
  const course = segments(dossier, byFact);
  const { cause } = dossier;
  return {
    overrunMinutes: overrunOf(clocks, now),
    shares: sharesOf(dossier, rules, now),
    pausedMinutes: clock ? minutesInMode(clock, course, 'paused', now) : 0,
    excludedMinutes: clock ? minutesInMode(clock, course, 'excluded', now) : 0,
    cause: cause && { state: cause.state, cause: cause.cause, agency: cause.agency, ground, by: cause.by },
  };
};
