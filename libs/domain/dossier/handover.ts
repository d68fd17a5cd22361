import type { Ms } from '@lien-thong/calendar';
import { Refusal } from '../refusal.js';
import type { Rules } from '../rules.js';
import { evidenceKind, mayAct, refuseOutOfOrder, refuseUnless } from './acting.js';
import type { AcknowledgeHandover, HandOverAgain, RejectHandover } from './commands.js';
import { calendarFor, leave, passageTo } from './entering.js';
import type { CourseEvent } from './events.js';
import { evidenceReference } from './intake.js';
import { type Dossier, isAwaited, isInTransit, isOpen, isUnderWay, type Step } from './state.js';
import { sealed } from './take-action.js';

/** The receiver acknowledges: its clock starts, and the sender's is over once nobody else is awaited. */
export const acknowledgeHandover = (command: AcknowledgeHandover, dossier: Dossier, rules: Rules, at: Ms): CourseEvent[] => {
  const step = pendingStep(command, dossier, rules);
  refuseOutOfOrder(dossier, step, at);
  const sender = senderOf(dossier, step);
  const others = dossier.steps.some((s) => s.id !== step.id && s.sender === sender?.id && isOpen(s) && isAwaited(s));
  return [
    {
      type: 'HandoverAcknowledged',
      data: { step: step.id, agency: step.agency, ...evidenceKind(command) },
      ...sealed(evidenceReference(command)),
    },
    ...(sender && isOpen(sender) && !others ? [leave(sender, 'ended')] : []),
  ];
};

/** The receiver rejects: the sender's state is entered again on the same clock; in a leg's first step the step stays. */
export const rejectHandover = (command: RejectHandover, dossier: Dossier, rules: Rules, at: Ms): CourseEvent[] => {
  const step = pendingStep(command, dossier, rules);
  refuseOutOfOrder(dossier, step, at);
  const sender = senderOf(dossier, step);
  const rejected: CourseEvent = {
    type: 'HandoverRejected',
    data: { step: step.id, agency: step.agency, ...evidenceKind(command) },
    ...sealed({ reason: command.reason, ...evidenceReference(command) }),
  };
  if (!sender || isLegStart(step, sender)) return [rejected];
  const again = passageTo(dossier, rules, sender.state, { again: sender });
  return [rejected, leave(step, 'void'), leave(sender, 'ended'), ...again.entries];
};

/** The sender hands over once more: to the same agency, or to another one of the directory. */
export const handOverAgain = (command: HandOverAgain, dossier: Dossier, rules: Rules, at: Ms): CourseEvent[] => {
  refuseUnless(isUnderWay(dossier), 'dossier-not-in-progress', {});
  const step = repeatable(command, dossier, rules);
  const sender = senderNow(dossier, step);
  refuseUnless(sender !== undefined, 'action-not-allowed', { step: step.id });
  refuseUnless(isSender(dossier, rules, step, command), 'agency-not-responsible', { responsible: [sender?.agency] });
  const agency = command.agency ?? step.agency ?? dossier.receivingAgency;
  refuseUnless(agency === step.agency || rules.agency(agency) !== undefined, 'agency-unknown', {
    pointer: '/data/agency',
    agency,
  });
  if (sender) refuseOutOfOrder(dossier, sender, at);
  const calendar = calendarFor(dossier, rules, agency);
  const entries =
    isOpen(step) || !sender
      ? []
      : passageTo(dossier, rules, step.state, { sender }).entries.map((e) => boundTo(e, agency, calendar));
  const id = entries[0]?.type === 'StepEntered' ? entries[0].data.step : step.id;
  return [
    {
      type: 'HandedOverAgain',
      data: { step: id, agency, ...calendar, ...evidenceKind(command) },
      ...sealed(evidenceReference(command)),
    },
    ...entries,
  ];
};

const boundTo = (event: CourseEvent, agency: string, calendar: { calendar: string; calendarRevision: string }): CourseEvent =>
  event.type === 'StepEntered' ? { ...event, data: { ...event.data, agency, ...calendar } } : event;

/** The hand-over meant: one still awaited, or the one whose rejection brought the dossier back to the sender's state. */
const repeatable = (command: HandOverAgain, dossier: Dossier, rules: Rules): Step => {
  const candidates = dossier.steps.filter((s) => isAwaited(s) && senderNow(dossier, s) !== undefined);
  if (command.step !== undefined) {
    const step = named(dossier, command.step);
    refuseUnless(candidates.includes(step), 'action-not-allowed', { step: step.id });
    return step;
  }
  const mine = candidates.filter((s) => isSender(dossier, rules, s, command));
  return only(mine.length > 0 || candidates.length === 0 ? mine : refuseForeign(candidates));
};

/** The open step of the sender: the one that handed over, or its re-entry after a rejection. */
const senderNow = (dossier: Dossier, step: Step): Step | undefined => {
  const sender = senderOf(dossier, step);
  if (!sender || isOpen(step)) return sender && isOpen(sender) ? sender : isOpen(step) ? sender : undefined;
  return dossier.steps.find(
    (s) => isOpen(s) && s.clock === sender.clock && s.enteredBy[0] === step.leftBy && !isInTransit(dossier, s),
  );
};

const senderOf = (dossier: Dossier, step: Step): Step | undefined => dossier.steps.find((s) => s.id === step.sender);
const isSender = (dossier: Dossier, rules: Rules, step: Step, command: HandOverAgain): boolean => {
  const sender = senderNow(dossier, step);
  return sender !== undefined && mayAct(dossier, rules, sender, command.by, [sender.party]);
};

/** A leg's first step was handed over by a step outside the leg. */
const isLegStart = (step: Step, sender: Step): boolean =>
  step.leg !== null && (sender.leg === null || sender.leg.part !== step.leg.part || sender.leg.name !== step.leg.name);

const only = (steps: readonly Step[]): Step => {
  if (steps.length > 1) throw new Refusal('step-required', { steps: steps.map((s) => s.id) });
  if (!steps[0]) throw new Refusal('action-not-allowed', {});
  return steps[0];
};

const pendingStep = (command: AcknowledgeHandover | RejectHandover, dossier: Dossier, rules: Rules): Step => {
  refuseUnless(isUnderWay(dossier), 'dossier-not-in-progress', {});
  const pending = dossier.steps.filter((s) => isOpen(s) && s.handover === 'pending');
  const mine = pending.filter((s) => mayAct(dossier, rules, s, command.by, [s.party]));
  const step =
    command.step === undefined
      ? only(mine.length > 0 || pending.length === 0 ? mine : refuseForeign(pending))
      : named(dossier, command.step);
  refuseUnless(step.handover === 'pending' && isOpen(step), 'action-not-allowed', { step: step.id });
  refuseUnless(mayAct(dossier, rules, step, command.by, [step.party]), 'agency-not-responsible', { responsible: [step.agency] });
  return step;
};

const refuseForeign = (pending: readonly Step[]): never => {
  throw new Refusal('agency-not-responsible', { responsible: pending.map((s) => s.agency) });
};

const named = (dossier: Dossier, id: string): Step => {
  const step = dossier.steps.find((s) => s.id === id);
  if (!step) throw new Refusal('step-unknown', { step: id });
  return step;
};
