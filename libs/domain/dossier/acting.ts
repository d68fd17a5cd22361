import { dayOf, type Ms, toMs, type WorkingCalendar, workingMinutes } from '@lien-thong/calendar';
import { lastCloseOf, receivingCalendar, ruleSetOf } from '../clocks/clocks.js';
import type { Actor } from '../decider.js';
import { Refusal } from '../refusal.js';
import type { Rules } from '../rules.js';
import type { DossierCommand, Envelope } from './commands.js';
import { procedureOf } from './entering.js';
import type { CourseEvent, KnowledgeEvent } from './events.js';
import {
  type Act,
  type Dossier,
  isAwaited,
  isInTransit,
  isOpen,
  isStray,
  isUnderWay,
  lastResult,
  openSteps,
  openSupplement,
  type Step,
} from './state.js';

const has = (actor: Actor, ...roles: string[]): boolean => roles.some((role) => actor.roles.includes(role));

/** The step a command is about: the one it names, else the only open one on which `concerns` and the caller may act. */
export const stepFor = (
  dossier: Dossier,
  rules: Rules,
  command: Envelope & { readonly step?: string },
  concerns: (step: Step) => boolean,
  parties: (step: Step) => readonly string[],
): Step => {
  if (dossier.receipt === null || dossier.ended !== null) throw new Refusal('dossier-not-in-progress', {});
  if (command.step !== undefined) return named(dossier, rules, command, concerns, parties);
  const open = openSteps(dossier).filter(concerns);
  if (open.length === 0) throw new Refusal('action-not-allowed', { activeStates: openSteps(dossier).map((s) => s.state) });
  const allowed = open.filter((step) => mayAct(dossier, rules, step, command.by, parties(step)));
  const active = allowed.filter((step) => !isStray(dossier, step));
  const mine = active.length > 0 ? active : allowed;
  if (mine.length === 1) return mine[0] as Step;
  if (mine.length > 1) throw new Refusal('step-required', { steps: mine.map((s) => s.id) });
  throw new Refusal('agency-not-responsible', { responsible: open.map((s) => s.agency) });
};

const named = (
  dossier: Dossier,
  rules: Rules,
  command: Envelope & { readonly step?: string },
  concerns: (step: Step) => boolean,
  parties: (step: Step) => readonly string[],
): Step => {
  const step = dossier.steps.find((s) => s.id === command.step);
  if (!step) throw new Refusal('step-unknown', { step: command.step, steps: openSteps(dossier).map((s) => s.id) });
  if (!isOpen(step) || !concerns(step)) throw new Refusal('action-not-allowed', { step: step.id });
  if (!mayAct(dossier, rules, step, command.by, parties(step)))
    throw new Refusal('agency-not-responsible', { responsible: [step.agency] });
  return step;
};

/** Whether the caller acts for one of the parties: its agency is bound to it, and its role fits the party's kind. */
export const mayAct = (dossier: Dossier, rules: Rules, step: Step, by: Actor, parties: readonly string[]): boolean => {
  const { definition } = procedureOf(dossier, rules);
  return parties.some((party) => {
    const kind = definition.parties[party]?.kind;
    const agency = party === step.party ? step.agency : (dossier.receipt?.parties[party] ?? null);
    const roles = kind === 'one-stop' ? ['reception', 'officer', 'head', 'integration'] : ['officer', 'head', 'integration'];
    return agency !== null && agency === by.agency && has(by, ...roles);
  });
};

/** Refuses an act on a step that is being handed over, or that waits for the applicant's supplement. */
export const refuseHeldStep = (dossier: Dossier, step: Step): void => {
  if (isAwaited(step) || isInTransit(dossier, step)) throw new Refusal('handover-not-acknowledged', { step: step.id });
};

/** After the applicant's limit the next action closes the supplement; before it, none is taken on its step. */
export const lapseOrRefuse = (dossier: Dossier, rules: Rules, step: Step | null, at: Ms): CourseEvent[] => {
  const supplement = openSupplement(dossier);
  if (!supplement || supplement.step !== (step?.id ?? null)) return [];
  const limit =
    supplement.respondBy === null
      ? Number.POSITIVE_INFINITY
      : lastCloseOf(receivingCalendar(dossier, rules), supplement.respondBy);
  if (at <= limit) throw new Refusal('supplement-open', { supplement: supplement.id });
  return [{ type: 'SupplementLapsed', data: { supplement: supplement.id } }];
};

export const refuseUnlessUnderWay = (dossier: Dossier): void => {
  if (!isUnderWay(dossier)) throw new Refusal('dossier-not-in-progress', {});
  if (lastResult(dossier) !== null) throw new Refusal('result-already-issued', {});
};

export const refuseUnless = (allowed: boolean, code: string, facts: Readonly<Record<string, unknown>> = {}): void => {
  if (!allowed) throw new Refusal(code, facts);
};

export const isReception = (dossier: Dossier, by: Actor): boolean =>
  by.agency === dossier.receivingAgency && has(by, 'reception', 'integration', 'head');
export const isHeadOf = (by: Actor, ...agencies: readonly (string | null | undefined)[]): boolean =>
  has(by, 'head') && agencies.includes(by.agency);
export const isOfficerOf = (by: Actor, ...agencies: readonly (string | null | undefined)[]): boolean =>
  has(by, 'officer', 'head', 'integration') && agencies.includes(by.agency);

/** The time an act takes: as claimed within the tolerance; else now, with the claim pending as a correction. */
export interface Timing {
  readonly at: Ms;
  readonly claim: Ms | null;
}

export const timingOf = (dossier: Dossier, rules: Rules, command: DossierCommand, recordedAt: Ms): Timing => {
  if (command.occurredAt === undefined) return { at: recordedAt, claim: null };
  const claimed = toMs(command.occurredAt);
  if (claimed > recordedAt) throw new Refusal('occurred-in-future', { occurredAt: command.occurredAt });
  const known = dossier.id !== '';
  const ruleSet = known ? ruleSetOf(dossier, rules) : rules.ruleSetInForce(dayOf(claimed));
  const calendar = known
    ? receivingCalendar(dossier, rules)
    : newestCalendar(rules, command.type === 'create' ? command.dossier.receivingAgency : null);
  const tolerance = ruleSet.parameters.lateEntryTolerance.value;
  const minutes = workingMinutes(calendar, claimed, recordedAt);
  if (minutes <= tolerance.value * 60) return { at: claimed, claim: null };
  if (command.evidence === undefined) throw new Refusal('evidence-required', { toleranceMinutes: tolerance.value * 60 });
  return { at: recordedAt, claim: claimed };
};

const newestCalendar = (rules: Rules, agency: string | null): WorkingCalendar => {
  const { id, revision } = rules.calendarOf(agency);
  return rules.calendar(id, revision);
};

/** The time that counts for an act, or the one still claimed for it: later acts of its step are bounded by that. */
export const claimedTime = (dossier: Dossier, act: Act): Ms =>
  dossier.corrections.find((c) => c.act === act.id && c.status === 'pending')?.occurredAt ?? act.at;

/** The acts of one step in their order: entry, acknowledgement, supplements, exit. */
export const actsOf = (dossier: Dossier, step: Step): string[] => [
  ...step.enteredBy,
  ...(step.acknowledgedBy ? [step.acknowledgedBy] : []),
  ...dossier.supplements.filter((s) => s.step === step.id).flatMap((s) => [s.askedBy, ...(s.closedBy ? [s.closedBy] : [])]),
  ...(step.leftBy ? [step.leftBy] : []),
];

/** An act is bounded from below by the acts of the step it is about, and by nothing else. */
export const refuseOutOfOrder = (dossier: Dossier, step: Step, at: Ms): void => {
  for (const id of actsOf(dossier, step)) {
    const act = dossier.acts[id];
    if (act && at < claimedTime(dossier, act)) throw new Refusal('occurred-out-of-order', { step: step.id });
  }
};

export const lateEntry = (dossier: Dossier, command: Envelope, claim: Ms | null, occurredAt: string): KnowledgeEvent[] =>
  claim === null ? [] : [correctionRequested(dossier, command, command.commandId, occurredAt)];

export const correctionRequested = (dossier: Dossier, command: Envelope, act: string, occurredAt: string): KnowledgeEvent => ({
  type: 'CorrectionRequested',
  data: {
    correction: `correction.${dossier.corrections.length + 1}`,
    act,
    occurredAt,
    agency: command.by.agency,
    ...evidenceKind(command),
  },
  ...(command.evidence ? { personal: { evidenceReference: command.evidence.reference } } : {}),
});

export const evidenceKind = (command: Envelope): { evidence?: { kind: NonNullable<Envelope['evidence']>['kind'] } } =>
  command.evidence ? { evidence: { kind: command.evidence.kind } } : {};
