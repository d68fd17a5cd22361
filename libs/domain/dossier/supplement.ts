import { addDays, dayOf, dueOf, isWorkingDay, type Ms, nextWorkingDay, toText } from '@lien-thong/calendar';
import { receivingCalendar, ruleSetOf } from '../clocks/clocks.js';
import { Refusal } from '../refusal.js';
import type { Rules } from '../rules.js';
import {
  evidenceKind,
  isReception,
  refuseHeldStep,
  refuseOutOfOrder,
  refuseUnless,
  refuseUnlessUnderWay,
  stepFor,
} from './acting.js';
import type { ReceiveSupplement, RequestSupplement } from './commands.js';
import { procedureOf } from './entering.js';
import type { CourseEvent, SupplementRequest } from './events.js';
import { evidenceReference, refuseUndeclared, refuseUnlessSubmitted } from './intake.js';
import { type Dossier, isStray, isUnderWay, openSupplement, type Step } from './state.js';

/** Asks the applicant for papers or corrections: at intake by the desk, later by the agency of the open step. */
export const requestSupplement = (command: RequestSupplement, dossier: Dossier, rules: Rules, at: Ms): CourseEvent[] => {
  const open = openSupplement(dossier);
  refuseUnless(open === undefined, 'supplement-already-open', { supplement: open?.id });
  return dossier.receipt === null ? [atIntake(command, dossier, rules, at)] : [duringProcessing(command, dossier, rules, at)];
};

const atIntake = (command: RequestSupplement, dossier: Dossier, rules: Rules, at: Ms): CourseEvent => {
  refuseUnlessSubmitted(dossier);
  refuseUnless(isReception(dossier, command.by), 'agency-not-responsible', { responsible: [dossier.receivingAgency] });
  const procedure = rules.procedureInForce(dossier.procedure, dayOf(at));
  if (procedure) refuseUndeclared(procedure.definition, codes(command), '/data/items');
  const max = ruleSetOf(dossier, rules).parameters.maxIntakeSupplements.value;
  refuseUnless(dossier.supplements.length < max, 'supplement-limit-reached', { limit: max });
  return {
    type: 'IntakeSupplementRequested',
    data: {
      ...request(command, dossier, rules, at),
      supplement: `intake-supplement.${dossier.supplements.length + 1}`,
      step: null,
      pauses: false,
      pauseBasis: null,
    },
    personal: personalOf(command),
  };
};

const duringProcessing = (command: RequestSupplement, dossier: Dossier, rules: Rules, at: Ms): CourseEvent => {
  refuseUnlessUnderWay(dossier);
  const step = stepFor(
    dossier,
    rules,
    command,
    (s) => !isStray(dossier, s),
    (s) => [s.party],
  );
  refuseHeldStep(dossier, step);
  refuseStanding(step);
  refuseOutOfOrder(dossier, step, at);
  const { definition } = procedureOf(dossier, rules);
  refuseUndeclared(definition, codes(command), '/data/items');
  const parameters = ruleSetOf(dossier, rules).parameters;
  const asked = dossier.supplements.filter((s) => s.step !== null).length;
  const max = parameters.maxSupplements.value;
  refuseUnless(max === null || asked < max, 'supplement-limit-reached', { limit: max });
  const pauses = definition.supplement?.pauses ?? parameters.supplementPauses.value;
  return {
    type: 'SupplementRequested',
    data: {
      ...request(command, dossier, rules, at),
      supplement: `supplement.${asked + 1}`,
      step: step.id,
      pauses,
      pauseBasis: pauses ? (definition.supplement?.basis ?? parameters.supplementPauses.source) : null,
    },
    personal: personalOf(command),
  };
};

const refuseStanding = (step: Step): void =>
  refuseUnless(step.mode !== 'paused' && step.mode !== 'stopped' && step.agency !== null, 'supplement-not-possible', {
    step: step.id,
    clock: step.mode,
  });

const codes = (command: RequestSupplement) => command.items.map((item) => ({ code: item.component }));
const personalOf = (command: RequestSupplement) => ({
  reason: command.reason,
  items: command.items.map((item) => ({ content: item.content })),
  ...evidenceReference(command),
});

const request = (
  command: RequestSupplement,
  dossier: Dossier,
  rules: Rules,
  at: Ms,
): Pick<SupplementRequest, 'items' | 'legalBasis' | 'respondBy' | 'evidence'> => ({
  items: command.items.map((item) => ({ component: item.component })),
  legalBasis: command.legalBasis ?? null,
  respondBy: respondBy(command, dossier, rules, at),
  ...evidenceKind(command),
});

/** The last day to answer: as asked for, else the procedure's or the rule set's limit, counted from the request. */
const respondBy = (command: RequestSupplement, dossier: Dossier, rules: Rules, at: Ms): string | null => {
  const calendar = receivingCalendar(dossier, rules);
  if (command.respondBy !== undefined) {
    if (command.respondBy < dayOf(at)) throw new Refusal('respond-by-in-past', { pointer: '/data/respondBy' });
    return isWorkingDay(calendar, command.respondBy)
      ? command.respondBy
      : nextWorkingDay(calendar, addDays(command.respondBy, 0));
  }
  const own = dossier.receipt ? procedureOf(dossier, rules).definition.supplement?.respondWithin : undefined;
  const limit = own ?? ruleSetOf(dossier, rules).parameters.supplementRespondWithin.value;
  const due = limit ? dueOf(calendar, { start: at, limit, policy: 'CIVIL_DATE' }).dueAt : null;
  return due === null ? null : toText(due).slice(0, 10);
};

/** The applicant's answer arrives at the holder or at the receiving agency; the clock goes on with its remainder. */
export const receiveSupplement = (command: ReceiveSupplement, dossier: Dossier, rules: Rules, at: Ms): CourseEvent[] => {
  const open = openSupplement(dossier);
  if (!open) throw new Refusal('supplement-not-open', {});
  if (dossier.receipt === null) refuseUnlessSubmitted(dossier);
  else refuseUnless(isUnderWay(dossier), 'dossier-not-in-progress', {});
  const step = dossier.steps.find((s) => s.id === open.step);
  const holder = step !== undefined && step.agency === command.by.agency;
  refuseUnless(
    holder || isReception(dossier, command.by) || command.by.agency === dossier.receivingAgency,
    'agency-not-responsible',
    {
      responsible: [step?.agency, dossier.receivingAgency],
    },
  );
  const procedure = dossier.receipt ? procedureOf(dossier, rules) : rules.procedureInForce(dossier.procedure, dayOf(at));
  if (procedure) refuseUndeclared(procedure.definition, command.components, '/data/components');
  if (step) refuseOutOfOrder(dossier, step, at);
  return [
    {
      type: 'SupplementReceived',
      data: { supplement: open.id, components: command.components, ...evidenceKind(command) },
      ...(command.evidence ? { personal: evidenceReference(command) } : {}),
    },
  ];
};
