import { type Entry, entriesOf, isFinal, isSimple } from '../procedure/statechart.js';
import { Refusal } from '../refusal.js';
import type { PublishedProcedure, Rules } from '../rules.js';
import type { CourseEvent, LegRef, StepEntry, StepExit } from './events.js';
import type { Dossier, Step } from './state.js';

export const procedureOf = (dossier: Dossier, rules: Rules): PublishedProcedure => {
  if (dossier.receipt === null) throw new Refusal('dossier-not-in-progress', { dossierStatus: 'submitted' });
  return rules.procedure(dossier.procedure, dossier.receipt.version);
};

/** How a state is entered: by whom handed over, on which clock, and whether it is the first one after the receipt. */
export interface Entering {
  readonly sender?: Step;
  readonly acts?: readonly string[];
  readonly first?: true;
  /** The stay that a rejected hand-over brings back: the state is entered again on its clock, in its round. */
  readonly again?: Step;
}

/** What going to `target` records: the stays that begin, and what the source's exit must say of an end reached. */
export interface Passage {
  readonly entries: readonly CourseEvent[];
  readonly pending: boolean;
  readonly exit: Partial<Pick<StepExit, 'final' | 'endsLeg'>>;
}

export const passageTo = (dossier: Dossier, rules: Rules, target: string, entering: Entering = {}): Passage => {
  const { definition } = procedureOf(dossier, rules);
  const entries = entriesOf(definition, target);
  const steps = entries.flatMap((entry) => (isSimple(entry.state) ? [stepEntry(dossier, rules, entry, entering)] : []));
  const end = entries.find((entry) => isFinal(entry.state));
  return {
    entries: steps.map((data) => ({ type: 'StepEntered', data })),
    pending: steps.some((s) => s.handover === 'pending'),
    exit: end ? exitOf(end) : {},
  };
};

const exitOf = (end: Entry): Passage['exit'] => {
  if (end.leg !== null) return { endsLeg: true };
  const outcome = isFinal(end.state) ? (end.state.outcome ?? null) : null;
  return { final: { state: end.path, outcome, portalStatus: end.portalStatus } };
};

const stepEntry = (dossier: Dossier, rules: Rules, entry: Entry, entering: Entering): StepEntry => {
  if (!isSimple(entry.state)) throw new Error(`not a stay: ${entry.path}`);
  const { state, path } = entry;
  const serial = dossier.steps.filter((s) => s.state === path).length + 1;
  const applicant = procedureOf(dossier, rules).definition.parties[state.party]?.kind === 'applicant';
  const agency = applicant ? null : (dossier.receipt?.parties[state.party] ?? dossier.receivingAgency);
  return {
    step: `${path}.${serial}`,
    state: path,
    leg: legRef(entry, roundOf(dossier, entry, entering.again ?? entering.sender)),
    party: state.party,
    agency,
    limit: state.limit ? { value: state.limit.value, unit: state.limit.unit } : null,
    mode: state.clock ?? 'running',
    pauseReason: state.pauseReason ?? null,
    clock: entering.again?.clock ?? clockId(path, state.limitOnReentry === 'fresh' ? serial : 1),
    ...calendarFor(dossier, rules, agency ?? dossier.receivingAgency),
    portalStatus: entry.portalStatus,
    handover: state.handover === 'acknowledged' && entering.sender ? 'pending' : 'none',
    sender: entering.sender?.id ?? null,
    ...(entering.acts ? { acts: entering.acts } : {}),
    ...(entering.first ? { first: true as const } : {}),
  };
};

/** The calendar by which an agency counts in this dossier: at the revision the dossier has adopted, else the newest. */
export const calendarFor = (dossier: Dossier, rules: Rules, agency: string): { calendar: string; calendarRevision: string } => {
  const { id, revision } = rules.calendarOf(agency);
  return { calendar: id, calendarRevision: dossier.calendars[id] ?? revision };
};

/** Coming into a part from outside begins a new round of its legs; within the part the round goes on. */
const roundOf = (dossier: Dossier, { leg }: Entry, from: Step | undefined): number => {
  if (from?.leg && from.leg.part === leg?.part) return from.leg.round ?? 1;
  return 1 + dossier.steps.reduce((most, s) => (s.leg && s.leg.part === leg?.part ? Math.max(most, s.leg.round ?? 1) : most), 0);
};

const legRef = ({ leg }: Entry, round: number): LegRef | null =>
  leg && {
    part: leg.part,
    name: leg.name,
    ...(round > 1 ? { round } : {}),
    mandatory: leg.definition.mandatory !== false,
    onTimeout: leg.definition.onTimeout?.policy ?? 'escalate',
    ...(leg.definition.onTimeout?.basis ? { basis: leg.definition.onTimeout.basis } : {}),
  };

/** A clock is named by its state's path; the engine's own deadline ids are kept apart, and a fresh limit is a new clock. */
const RESERVED = ['dossier', 'intake-review', 'supplement', 'intake-supplement', 'apology', 'reappointment'];
const clockId = (path: string, serial: number): string =>
  `${path}${RESERVED.includes(path) ? '-step' : ''}${serial > 1 ? `.${serial}` : ''}`;

export const leave = (step: Step, how: StepExit['how'], exit: Passage['exit'] = {}): CourseEvent => ({
  type: 'StepLeft',
  data: { step: step.id, state: step.state, how, ...exit },
});

/** Goes from a step to a target. A sender whose hand-over must be acknowledged stays until it is. */
export const proceed = (dossier: Dossier, rules: Rules, step: Step, target: string): CourseEvent[] => {
  const passage = passageTo(dossier, rules, target, { sender: step });
  return passage.pending ? [...passage.entries] : [leave(step, 'ended', passage.exit), ...passage.entries];
};
