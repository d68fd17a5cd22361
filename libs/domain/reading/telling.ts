import { type Instant, type Ms, toText, type WorkingCalendar, workingMinutes } from '@lien-thong/calendar';
import type { Clock } from '../clocks/clocks.js';
import type { Dossier } from '../dossier/state.js';
import type { Text } from '../procedure/definition.js';
import type { Rules } from '../rules.js';
import { durationOf, momentOf } from './words.js';

export type TimelineKind =
  | 'submission'
  | 'receipt'
  | 'refusal'
  | 'step'
  | 'in-transit'
  | 'pause'
  | 'excluded'
  | 'supplement'
  | 'overdue'
  | 'late-entry'
  | 'result'
  | 'return'
  | 'withdrawal-request'
  | 'withdrawal'
  | 'stop';

/** One line of a dossier's story. `to` null: it still lasts; a milestone has `to` equal to `from`. */
export interface TimelineEntry {
  readonly kind: TimelineKind;
  readonly from: Instant;
  readonly to: Instant | null;
  /** Of steps by their agency's calendar, of all else by the receiving agency's; of what lasts, up to now. */
  readonly workingMinutes: number;
  readonly step: string | null;
  readonly state: string | null;
  readonly party: string | null;
  /** Who held the dossier, or whose doing it is; null where it was the applicant's. */
  readonly agency: string | null;
  /** The deadline, supplement, result or correction that it is about. */
  readonly about: string | null;
  readonly title: Text;
  readonly text: Text;
}

/** What the parts of the story are told from. */
export interface Telling {
  readonly dossier: Dossier;
  readonly rules: Rules;
  readonly now: Ms;
  readonly clocks: readonly Clock[];
  readonly receiving: WorkingCalendar;
}

export interface Span {
  readonly kind: TimelineKind;
  readonly from: Ms;
  readonly to: Ms | null;
  readonly calendar: WorkingCalendar;
  readonly title: Text;
  /** What is said of it, without its times. */
  readonly said: Text;
  readonly minutes?: number;
  readonly about?: { readonly id?: string; readonly step?: string | null; readonly state?: string; readonly party?: string };
  readonly agency: string | null;
}

export interface Told {
  readonly from: Ms;
  readonly entry: TimelineEntry;
}

export const told = (span: Span, now: Ms): Told => {
  const end = Math.max(span.from, span.to ?? now);
  const minutes = span.minutes ?? workingMinutes(span.calendar, span.from, end);
  return {
    from: span.from,
    entry: {
      kind: span.kind,
      from: toText(span.from),
      to: span.to === null ? null : toText(span.to),
      workingMinutes: minutes,
      step: span.about?.step ?? null,
      state: span.about?.state ?? null,
      party: span.about?.party ?? null,
      agency: span.agency,
      about: span.about?.id ?? null,
      title: span.title,
      text: sentence(span, minutes),
    },
  };
};

const sentence = ({ from, to, said, calendar }: Span, minutes: number): Text => {
  const start = momentOf(from);
  if (to === from) return { vi: `${said.vi}, lúc ${start.vi}`, en: `${said.en}, at ${start.en}` };
  const lasted = durationOf(calendar, minutes);
  const end = to === null ? { vi: 'nay', en: 'now' } : momentOf(to);
  return {
    vi: `${said.vi}, từ ${start.vi} đến ${end.vi} (${lasted.vi})`,
    en: `${said.en}, from ${start.en} until ${end.en} (${lasted.en})`,
  };
};
