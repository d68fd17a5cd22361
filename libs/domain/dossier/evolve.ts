import { toMs } from '@lien-thong/calendar';
import type { Recorded } from '../decider.js';
import type { CourseEvent, DossierEvent, StepEntry, StepExit, SupplementRequest } from './events.js';
import { evolveApology } from './evolve-apology.js';
import { evolveNotice, superseded } from './evolve-notice.js';
import { type Act, type Dossier, isJoined, isOpen, isStray, legKey, partKey, type Step, type Supplement } from './state.js';

type Of<T extends DossierEvent['type']> = Recorded<Extract<DossierEvent, { type: T }>>;

/** The fold: what the dossier is after this event. It reads the event alone, and never fails on a recorded one. */
export const evolve = (dossier: Dossier, event: Recorded<DossierEvent>): Dossier => ({
  ...step(dossier, event),
  revision: event.revision,
});

const step = (dossier: Dossier, event: Recorded<DossierEvent>): Dossier => {
  switch (event.type) {
    case 'DeadlineArmed':
    case 'ClockPaused':
    case 'ClockResumed':
    case 'DueDateRevised':
    case 'DeadlineMet':
    case 'DeadlineWarned':
    case 'StepBecameOverdue':
    case 'DossierBecameOverdue':
    case 'ApplicantLimitExpired':
    case 'DutyDeadlineMissed':
    case 'DeadlineEscalated':
    case 'BreachRescinded':
      return { ...dossier, notices: evolveNotice(dossier.notices, event) };
    case 'ApologyTaskRaised':
    case 'ApologyTaskExtended':
    case 'ApologyDrafted':
    case 'ApologySigned':
    case 'ApologyIssued':
    case 'ApologyDelivered':
    case 'ApologyWaived':
    case 'ApologyTaskWithdrawn':
      return evolveApology(dossier, event);
    case 'CauseProposed':
    case 'CauseContested':
    case 'CauseDecided':
      return { ...dossier, cause: causeAfter(event) };
    case 'CorrectionRequested':
      return { ...dossier, corrections: [...dossier.corrections, correction(event)] };
    case 'CorrectionApproved':
      return {
        ...retimed(dossier, event.data.act, toMs(event.data.occurredAt)),
        corrections: decided(dossier, event.data.correction, 'approved'),
      };
    case 'CorrectionRejected':
      return { ...dossier, corrections: decided(dossier, event.data.correction, 'rejected') };
    case 'CalendarAdopted':
      return { ...dossier, calendars: { ...dossier.calendars, ...event.data.calendars } };
    case 'AgencySucceeded':
      return succeeded(dossier, event);
    case 'DossierMigrated':
      return migrated(dossier, event);
    case 'DossierAnnotated':
      return dossier;
    default:
      return course(withAct(dossier, event), event);
  }
};

const course = (dossier: Dossier, event: Recorded<CourseEvent>): Dossier => {
  switch (event.type) {
    case 'DossierSubmitted':
      return submitted(dossier, event);
    case 'IntakeSupplementRequested':
    case 'SupplementRequested':
      return { ...dossier, supplements: [...dossier.supplements, supplement(event.data, event.commandId)] };
    case 'IntakeRefused':
      return { ...dossier, refusedBy: event.commandId, notices: superseded(dossier, () => true) };
    case 'DossierReceived':
      return received(dossier, event);
    case 'StepEntered':
      return entered(dossier, event.data, event.commandId);
    case 'ActionTaken':
      return { ...dossier, ...withFacts(dossier, event.data) };
    case 'LegsJoined':
      return joined(dossier, event);
    case 'StepLeft':
      return left(dossier, event.data, event.commandId);
    case 'HandoverAcknowledged':
      return withStep(dossier, event.data.step, { handover: 'acknowledged', acknowledgedBy: event.commandId });
    case 'HandoverRejected':
      return withStep(dossier, event.data.step, { handover: 'rejected' });
    case 'HandedOverAgain':
      return handedOverAgain(dossier, event);
    case 'OpinionDeemedGiven':
    case 'ProceededWithoutOpinion':
      return passedOver(dossier, event);
    case 'SupplementReceived':
      return {
        ...closeSupplement(dossier, event.data.supplement, event.commandId, 'received'),
        components: supplemented(dossier, event.data.components),
      };
    case 'SupplementLapsed':
      return {
        ...closeSupplement(dossier, event.data.supplement, event.commandId, 'lapsed'),
        notices: superseded(dossier, (deadline) => deadline === event.data.supplement),
      };
    case 'ResultIssued':
      return resultIssued(dossier, event);
    case 'ResultReturned':
      return { ...dossier, returned: event.commandId };
    case 'WithdrawalRequested':
      return { ...dossier, withdrawal: event.commandId };
    case 'WithdrawalDeclined':
      return { ...dossier, withdrawal: null };
    case 'DossierWithdrawn':
      return ended(dossier, event.commandId, 'withdrawn');
    case 'ProcessingStopped':
      return ended(dossier, event.commandId, 'stopped');
  }
};

const withAct = (dossier: Dossier, event: Recorded<CourseEvent>): Dossier => {
  const known = dossier.acts[event.commandId];
  const act: Act = known
    ? { ...known, events: [...known.events, event.id] }
    : {
        id: event.commandId,
        type: event.type,
        agency: event.actor.agency,
        subject: event.actor.subject,
        occurredAt: toMs(event.occurredAt),
        recordedAt: toMs(event.recordedAt),
        at: toMs(event.occurredAt),
        events: [event.id],
      };
  return { ...dossier, acts: { ...dossier.acts, [act.id]: act } };
};

const retimed = (dossier: Dossier, id: string, at: number): Dossier => {
  const act = dossier.acts[id];
  return act ? { ...dossier, acts: { ...dossier.acts, [id]: { ...act, at } } } : dossier;
};

const application = (data: Of<'DossierSubmitted'>['data'] | Of<'DossierReceived'>['data']): Partial<Dossier> => ({
  id: data.id,
  code: data.code,
  procedure: data.procedure,
  receivingAgency: data.receivingAgency,
  channel: data.channel,
  returnChannel: data.returnChannel,
  components: data.components,
  facts: data.facts,
  personalFacts: data.personalFacts ?? [],
});

const submitted = (dossier: Dossier, { data, commandId }: Of<'DossierSubmitted'>): Dossier => ({
  ...dossier,
  ...application(data),
  calendars: { [data.calendar]: data.calendarRevision },
  askedParties: data.parties,
  submittedBy: commandId,
});

const received = (dossier: Dossier, { data, commandId }: Of<'DossierReceived'>): Dossier => ({
  ...dossier,
  ...application(data),
  calendars: { ...dossier.calendars, [data.calendar]: data.calendarRevision },
  receipt: {
    act: commandId,
    version: data.version,
    hash: data.hash,
    ruleSet: data.ruleSet,
    parties: data.parties,
    lead: data.lead,
    policy: data.policy,
    cutoff: data.cutoff,
    limit: data.limit,
    statutoryLimit: data.statutoryLimit,
    calendar: data.calendar,
    promisedAt: data.promisedAt,
    provisional: data.provisional,
  },
});

const entered = (dossier: Dossier, data: StepEntry, act: string): Dossier => ({
  ...dossier,
  calendars: { [data.calendar]: data.calendarRevision, ...dossier.calendars },
  steps: [
    ...dossier.steps,
    {
      id: data.step,
      state: data.state,
      leg: data.leg,
      party: data.party,
      agency: data.agency,
      limit: data.limit,
      mode: data.mode,
      pauseReason: data.pauseReason,
      clock: data.clock,
      calendar: data.calendar,
      portalStatus: data.portalStatus,
      first: data.first ?? false,
      enteredBy: data.acts ?? [act],
      handover: data.handover,
      sender: data.sender,
      acknowledgedBy: null,
      leftBy: null,
      ending: null,
      passedOverBy: null,
    },
  ],
});

const withStep = (dossier: Dossier, id: string, change: Partial<Step>): Dossier => ({
  ...dossier,
  steps: dossier.steps.map((s) => (s.id === id ? { ...s, ...change } : s)),
});

const left = (dossier: Dossier, data: StepExit, act: string): Dossier => {
  const after = withStep(dossier, data.step, { leftBy: act, ending: data.how });
  const leg = dossier.steps.find((s) => s.id === data.step)?.leg;
  const key = data.endsLeg && leg ? legKey(leg) : null;
  return {
    ...after,
    ...(key && !dossier.endedLegs[key] ? { endedLegs: { ...dossier.endedLegs, [key]: { act, how: 'final' as const } } } : {}),
    ...(data.final ? { final: { ...data.final, act } } : {}),
  };
};

const handedOverAgain = (dossier: Dossier, { data, commandId }: Of<'HandedOverAgain'>): Dossier => ({
  ...withStep(dossier, data.step, { handover: 'pending', agency: data.agency, calendar: data.calendar, enteredBy: [commandId] }),
  calendars: { [data.calendar]: data.calendarRevision, ...dossier.calendars },
});

const passedOver = (dossier: Dossier, event: Of<'OpinionDeemedGiven'> | Of<'ProceededWithoutOpinion'>): Dossier => {
  const after = withStep(dossier, event.data.step, { passedOverBy: event.commandId });
  const leg = dossier.steps.find((s) => s.id === event.data.step)?.leg;
  if (!leg) return after;
  const key = legKey(leg);
  const endedLegs = { [key]: { act: event.commandId, how: 'passed-over' as const }, ...dossier.endedLegs };
  return goneOnWithout({ ...after, endedLegs }, (s) => s.leg !== null && legKey(s.leg) === key);
};

const joined = (dossier: Dossier, { data, commandId }: Of<'LegsJoined'>): Dossier => {
  const after = { ...dossier, joined: { ...dossier.joined, [partKey(data)]: data.acts.length > 0 ? data.acts : [commandId] } };
  return goneOnWithout(after, (s) => isJoined(after, s));
};

/** The stays stay open for a late answer; their deadlines are over. */
const goneOnWithout = (dossier: Dossier, which: (step: Step) => boolean): Dossier => {
  const over = dossier.steps.filter((s) => isOpen(s) && which(s)).map((s) => s.clock);
  return { ...dossier, notices: superseded(dossier, (n) => over.includes(n)) };
};

const supplement = (data: SupplementRequest, act: string): Supplement => ({
  id: data.supplement,
  step: data.step,
  items: data.items,
  pauses: data.pauses,
  pauseBasis: data.pauseBasis,
  respondBy: data.respondBy,
  askedBy: act,
  closedBy: null,
  outcome: null,
});

const closeSupplement = (dossier: Dossier, id: string, act: string, outcome: 'received' | 'lapsed'): Dossier => ({
  ...dossier,
  supplements: dossier.supplements.map((s) => (s.id === id ? { ...s, closedBy: act, outcome } : s)),
});

/** What came with a supplement stands in the place of what was handed in before. */
const supplemented = (dossier: Dossier, components: Dossier['components']): Dossier['components'] => {
  const codes = components.map((c) => c.code);
  return [...dossier.components.filter((c) => !codes.includes(c.code)), ...components];
};

const withFacts = (dossier: Dossier, data: { facts: Dossier['facts']; personalFacts?: readonly string[] }): Partial<Dossier> => ({
  facts: { ...dossier.facts, ...data.facts },
  personalFacts: [...new Set([...dossier.personalFacts, ...(data.personalFacts ?? [])])],
});

/** The last result closes what passed-over and optional legs had left open. */
const resultIssued = (dossier: Dossier, { data, commandId }: Of<'ResultIssued'>): Dossier => {
  const results = [...dossier.results, { act: commandId, result: data.result, last: data.last, outcome: data.outcome }];
  if (!data.last) return { ...dossier, results };
  const stray = (s: Step): boolean => isOpen(s) && isStray(dossier, s);
  return {
    ...dossier,
    results,
    steps: dossier.steps.map((s) => (stray(s) ? { ...s, leftBy: commandId, ending: 'superseded' } : s)),
  };
};

const ended = (dossier: Dossier, act: string, how: 'withdrawn' | 'stopped'): Dossier => ({
  ...dossier,
  ended: { act, how },
  steps: dossier.steps.map((s) => (isOpen(s) ? { ...s, leftBy: act, ending: 'superseded' } : s)),
  notices: superseded(dossier, (n) => !dossier.tasks.some((t) => t.deadline === n)),
});

const correction = (event: Of<'CorrectionRequested'>): Dossier['corrections'][number] => ({
  id: event.data.correction,
  act: event.data.act,
  occurredAt: toMs(event.data.occurredAt),
  agency: event.data.agency,
  requestedBy: event.actor.subject,
  status: 'pending',
});

const decided = (dossier: Dossier, id: string, status: 'approved' | 'rejected'): Dossier['corrections'] =>
  dossier.corrections.map((c) => (c.id === id ? { ...c, status } : c));

const causeAfter = (event: Of<'CauseProposed'> | Of<'CauseContested'> | Of<'CauseDecided'>): Dossier['cause'] => ({
  state: ({ CauseProposed: 'proposed', CauseContested: 'contested', CauseDecided: 'decided' } as const)[event.type],
  cause: event.data.cause,
  agency: event.data.agency,
  by: event.type === 'CauseProposed' && event.data.grounds ? 'engine' : event.actor.subject,
  event: event.id,
});

/** From now on the successor stands wherever the old agency was bound; stays that are over remain the old one's. */
const succeeded = (dossier: Dossier, { data }: Of<'AgencySucceeded'>): Dossier => {
  const heir = (agency: string): string => (agency === data.agency ? data.successor : agency);
  const { receipt } = dossier;
  if (receipt === null) return dossier;
  const parties = Object.fromEntries(Object.entries(receipt.parties).map(([party, agency]) => [party, heir(agency)]));
  return {
    ...dossier,
    receivingAgency: heir(dossier.receivingAgency),
    receipt: { ...receipt, parties, lead: heir(receipt.lead) },
  };
};

const migrated = (dossier: Dossier, { data }: Of<'DossierMigrated'>): Dossier =>
  dossier.receipt === null
    ? dossier
    : {
        ...dossier,
        receipt: {
          ...dossier.receipt,
          version: data.version,
          hash: data.hash,
          limit: data.limit,
          statutoryLimit: data.statutoryLimit,
          policy: data.policy,
        },
        steps: dossier.steps.map((s) =>
          isOpen(s) && s.state in data.stepLimits ? { ...s, limit: data.stepLimits[s.state] ?? null } : s,
        ),
      };
