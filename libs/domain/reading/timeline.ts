import type { Ms } from '@lien-thong/calendar';
import { clocksOf, receivingCalendar } from '../clocks/clocks.js';
import type { Dossier } from '../dossier/state.js';
import type { Rules } from '../rules.js';
import type { Telling, TimelineEntry } from './telling.js';
import { corrections, milestones } from './timeline-milestones.js';
import { pauses, supplements } from './timeline-pauses.js';
import { lateness, stays } from './timeline-steps.js';

/** The course of the dossier in its order of time, in words, as it stands at `now` (ms). */
export const timelineOf = (dossier: Dossier, rules: Rules, now: Ms): TimelineEntry[] => {
  if (dossier.id === '') return [];
  const telling: Telling = {
    dossier,
    rules,
    now,
    clocks: clocksOf(dossier, rules),
    receiving: receivingCalendar(dossier, rules),
  };
  return [milestones, stays, pauses, supplements, lateness, corrections]
    .flatMap((tell) => tell(telling))
    .sort((a, b) => a.from - b.from)
    .map(({ entry }) => entry);
};
