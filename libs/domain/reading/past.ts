import { type Ms, toMs } from '@lien-thong/calendar';
import type { Recorded } from '../decider.js';
import type { CourseEvent, DossierEvent, KnowledgeEvent } from '../dossier/events.js';
import { evolve } from '../dossier/evolve.js';
import { type Dossier, noDossier } from '../dossier/state.js';

/** A look into the past. `asOf`: as it was recorded then. `validAt`: as it was true then, as far as is known at `asOf`. */
export interface PastRead {
  readonly asOf?: Ms;
  readonly validAt?: Ms;
}

/** The instant at which clocks, deadlines and verdicts of such a reading are judged. */
export const judgedAt = ({ asOf, validAt }: PastRead, now: Ms): Ms => validAt ?? asOf ?? now;

/**
 * The dossier as it was known at `asOf` and true at `validAt`; null before its submission or receipt. Two passes over what
 * was recorded by `asOf`: the time that counts for each act, then the fold, in log order, of what counts by `validAt`. Both
 * instants are inclusive. The revision is that of the last event recorded by `asOf`.
 */
export const foldAsOf = (events: readonly Recorded<DossierEvent>[], { asOf, validAt }: PastRead): Dossier | null => {
  const known = asOf === undefined ? events : events.filter((event) => toMs(event.recordedAt) <= asOf);
  const dossier = (validAt === undefined ? known : trueAt(known, validAt)).reduce(evolve, noDossier);
  return dossier.id === '' ? null : { ...dossier, revision: known[known.length - 1]?.revision ?? dossier.revision };
};

const trueAt = (known: readonly Recorded<DossierEvent>[], validAt: Ms): Recorded<DossierEvent>[] => {
  const times = timesOf(known);
  return known.filter((event) => isKnowledge(event) || countingTime(event, times) <= validAt);
};

interface Times {
  /** The time that counts for each act: of the last approved correction, else the one it came with. */
  readonly acts: ReadonlyMap<string, Ms>;
  readonly entries: ReadonlyMap<string, Ms>;
}

const timesOf = (known: readonly Recorded<DossierEvent>[]): Times => {
  const acts = new Map<string, Ms>();
  for (const event of known) {
    if (!acts.has(event.commandId)) acts.set(event.commandId, toMs(event.occurredAt));
    if (event.type === 'CorrectionApproved') acts.set(event.data.act, toMs(event.data.occurredAt));
  }
  const entries = known.flatMap((e): [string, Ms][] => (e.type === 'StepEntered' ? [[e.data.step, courseTime(e, acts)]] : []));
  return { acts, entries: new Map(entries) };
};

/** A notice, a letter or a cause keeps the time at which it was announced, and never comes before what it is about. */
const countingTime = (event: Recorded<DossierEvent>, { acts, entries }: Times): Ms => {
  if (isCourse(event)) return courseTime(event, acts);
  const step = 'step' in event.data && event.data.step !== null ? entries.get(event.data.step) : undefined;
  return Math.max(
    toMs(event.occurredAt),
    acts.get(event.commandId) ?? Number.NEGATIVE_INFINITY,
    step ?? Number.NEGATIVE_INFINITY,
  );
};

/** A join happened with the latest of the acts that ended its legs, whichever of them recorded it. */
const courseTime = (event: Recorded<CourseEvent>, acts: Times['acts']): Ms => {
  const own = event.type === 'LegsJoined' || event.type === 'StepEntered' ? event.data.acts : undefined;
  const times = (own && own.length > 0 ? own : [event.commandId]).map((act) => acts.get(act) ?? toMs(event.occurredAt));
  return Math.max(...times);
};

const KNOWLEDGE: Readonly<Record<KnowledgeEvent['type'], true>> = {
  CorrectionRequested: true,
  CorrectionApproved: true,
  CorrectionRejected: true,
  CalendarAdopted: true,
  DossierMigrated: true,
  AgencySucceeded: true,
};
const isKnowledge = (event: Recorded<DossierEvent>): boolean => Object.hasOwn(KNOWLEDGE, event.type);

const COURSE: Readonly<Record<CourseEvent['type'], true>> = {
  DossierSubmitted: true,
  IntakeSupplementRequested: true,
  IntakeRefused: true,
  DossierReceived: true,
  StepEntered: true,
  ActionTaken: true,
  LegsJoined: true,
  StepLeft: true,
  HandoverAcknowledged: true,
  HandoverRejected: true,
  HandedOverAgain: true,
  OpinionDeemedGiven: true,
  ProceededWithoutOpinion: true,
  SupplementRequested: true,
  SupplementReceived: true,
  SupplementLapsed: true,
  ResultIssued: true,
  ResultReturned: true,
  WithdrawalRequested: true,
  WithdrawalDeclined: true,
  DossierWithdrawn: true,
  ProcessingStopped: true,
};
const isCourse = (event: Recorded<DossierEvent>): event is Recorded<CourseEvent> => Object.hasOwn(COURSE, event.type);
