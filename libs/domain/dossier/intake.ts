import { dayOf, dueOf, type Ms, toMs, toText } from '@lien-thong/calendar';
import type { Personal } from '../decider.js';
import type { ProcedureDefinition } from '../procedure/definition.js';
import { Refusal } from '../refusal.js';
import type { PublishedProcedure, Rules } from '../rules.js';
import { evidenceKind, isReception, lapseOrRefuse, refuseUnless } from './acting.js';
import type { CreateDossier, NewDossier, Receive, Refuse } from './commands.js';
import { calendarFor, passageTo } from './entering.js';
import type { Application, Component, CourseEvent, Receipt } from './events.js';
import { checkedFacts, factParts } from './facts.js';
import { type Dossier, noDossier } from './state.js';

/** Creates a dossier: received at once at the desk or by post, submitted for review when it comes online. */
export const create = (command: CreateDossier, dossier: Dossier, rules: Rules, at: Ms): CourseEvent[] => {
  refuseUnless(dossier.id === '', 'dossier-exists', { id: dossier.id });
  const { dossier: wanted } = command;
  const day = dayOf(command.occurredAt === undefined ? at : toMs(command.occurredAt));
  const procedure = inForce(rules, wanted.procedure, day);
  checkComponents(procedure.definition, wanted.components);
  const facts = factParts(checkedFacts(procedure.definition, wanted.facts));
  const application: Application = { ...applicationOf(wanted), ...facts.data, ...evidenceKind(command) };
  const personal: Personal = { applicant: wanted.applicant, ...facts.sealed, ...evidenceReference(command) };
  if (wanted.channel === 'online') {
    const calendar = calendarFor(noDossier, rules, wanted.receivingAgency);
    return [{ type: 'DossierSubmitted', data: { ...application, parties: wanted.parties, ...calendar }, personal }];
  }
  return receipt(application, procedure, wanted.parties, rules, { at, day, personal, commandId: command.commandId });
};

/** Receives a submitted dossier: version, rule set and parties are pinned, the clock starts. */
export const receive = (command: Receive, dossier: Dossier, rules: Rules, at: Ms): CourseEvent[] => {
  refuseUnlessSubmitted(dossier);
  refuseUnless(isReception(dossier, command.by), 'agency-not-responsible', { responsible: [dossier.receivingAgency] });
  const lapsed = lapseOrRefuse(dossier, rules, null, at);
  const day = dayOf(command.occurredAt === undefined ? at : toMs(command.occurredAt));
  const procedure = inForce(rules, dossier.procedure, day);
  checkComponents(procedure.definition, dossier.components);
  return [
    ...lapsed,
    ...receipt(resubmitted(dossier), procedure, dossier.askedParties, rules, {
      at,
      day,
      personal: {},
      commandId: command.commandId,
    }),
  ];
};

export const refuse = (command: Refuse, dossier: Dossier): CourseEvent[] => {
  refuseUnlessSubmitted(dossier);
  refuseUnless(isReception(dossier, command.by), 'agency-not-responsible', { responsible: [dossier.receivingAgency] });
  return [
    {
      type: 'IntakeRefused',
      data: { legalBasis: command.legalBasis ?? null, ...evidenceKind(command) },
      personal: { reason: command.reason, ...evidenceReference(command) },
    },
  ];
};

export const refuseUnlessSubmitted = (dossier: Dossier): void => {
  const submitted = dossier.submittedBy !== null && dossier.receipt === null && dossier.refusedBy === null;
  if (!submitted) throw new Refusal('dossier-not-submitted', {});
};

export const evidenceReference = (command: {
  readonly evidence?: { readonly reference: string };
}): { evidenceReference?: string } => (command.evidence ? { evidenceReference: command.evidence.reference } : {});

const inForce = (rules: Rules, code: string, day: string): PublishedProcedure => {
  const procedure = rules.procedureInForce(code, day);
  if (!procedure) throw new Refusal('procedure-unknown', { pointer: '/procedure', procedure: code, day });
  return procedure;
};

const applicationOf = (wanted: NewDossier): Omit<Application, 'facts'> => ({
  id: wanted.id,
  code: wanted.code,
  procedure: wanted.procedure,
  receivingAgency: wanted.receivingAgency,
  channel: wanted.channel,
  returnChannel: wanted.returnChannel,
  components: wanted.components,
});

const resubmitted = (dossier: Dossier): Application => ({
  id: dossier.id,
  code: dossier.code,
  procedure: dossier.procedure,
  receivingAgency: dossier.receivingAgency,
  channel: dossier.channel,
  returnChannel: dossier.returnChannel,
  components: dossier.components,
  facts: dossier.facts,
  ...(dossier.personalFacts.length > 0 ? { personalFacts: dossier.personalFacts } : {}),
});

/** Only papers that the procedure version declares may be taken in, and every mandatory one must be there. */
export const checkComponents = (definition: ProcedureDefinition, given: readonly Component[]): void => {
  refuseUndeclared(definition, given);
  const codes = new Set(given.map((c) => c.code));
  const missing = definition.components.filter((c) => c.required && !codes.has(c.code)).map((c) => c.code);
  if (missing.length > 0) throw new Refusal('component-missing', { pointer: '/components', missing });
};

export const refuseUndeclared = (
  definition: ProcedureDefinition,
  given: readonly { readonly code: string }[],
  pointer = '/components',
): void => {
  const declared = definition.components.map((c) => c.code);
  const index = given.findIndex((c) => !declared.includes(c.code));
  if (index >= 0)
    throw new Refusal('component-not-declared', { pointer: `${pointer}/${index}`, component: given[index]?.code, declared });
};

interface ReceiptContext {
  readonly at: Ms;
  readonly day: string;
  readonly personal: Personal;
  readonly commandId: string;
}

const receipt = (
  application: Application,
  procedure: PublishedProcedure,
  asked: Readonly<Record<string, string>>,
  rules: Rules,
  context: ReceiptContext,
): CourseEvent[] => {
  const { definition, hash } = procedure;
  const parties = boundParties(definition, application.receivingAgency, asked, rules, context.day);
  const calendar = calendarFor(noDossier, rules, application.receivingAgency);
  const limit = definition.committedLimit ?? definition.timeLimit;
  const counting = { policy: definition.counting.policy, cutoff: definition.counting.cutoff ?? null };
  const due = dueOf(rules.calendar(calendar.calendar, calendar.calendarRevision), { start: context.at, limit, ...counting });
  const data: Receipt = {
    ...application,
    version: definition.version,
    hash,
    ruleSet: rules.ruleSetInForce(context.day).id,
    parties,
    lead: parties[definition.lead] ?? application.receivingAgency,
    ...counting,
    limit: { value: limit.value, unit: limit.unit },
    statutoryLimit: { value: definition.timeLimit.value, unit: definition.timeLimit.unit },
    ...calendar,
    promisedAt: toText(due.dueAt ?? context.at),
    provisional: due.provisional,
  };
  const received: CourseEvent = {
    type: 'DossierReceived',
    data,
    ...(Object.keys(context.personal).length > 0 ? { personal: context.personal } : {}),
  };
  return [received, ...firstSteps(data, rules, context.commandId)];
};

const firstSteps = (data: Receipt, rules: Rules, act: string): CourseEvent[] => {
  const dossier: Dossier = {
    ...noDossier,
    ...data,
    receipt: { ...data, act },
    calendars: { [data.calendar]: data.calendarRevision },
    personalFacts: [],
  };
  const { definition } = rules.procedure(data.procedure, data.version);
  return [...passageTo(dossier, rules, definition.initial, { first: true }).entries];
};

/** Binds every party to one agency: the desk is the receiving agency, others as asked for or as the directory says. */
const boundParties = (
  definition: ProcedureDefinition,
  receivingAgency: string,
  asked: Readonly<Record<string, string>>,
  rules: Rules,
  day: string,
): Record<string, string> => {
  const bound: Record<string, string> = {};
  const unresolved: { party: string; candidates: string[] }[] = [];
  for (const [party, { kind }] of Object.entries(definition.parties)) {
    if (kind === 'applicant') continue;
    if (kind === 'one-stop') bound[party] = receivingAgency;
    else {
      const serving = rules.agenciesServing(party, definition.code, day).map((a) => a.code);
      const wanted = Object.hasOwn(asked, party) ? asked[party] : undefined;
      const candidates = wanted === undefined ? serving : rules.agency(wanted) ? [wanted] : [];
      if (candidates.length === 1) bound[party] = candidates[0] as string;
      else unresolved.push({ party, candidates });
    }
  }
  const unknown = Object.keys(asked).filter((party) => !Object.hasOwn(definition.parties, party));
  if (unknown.length > 0) throw new Refusal('party-unknown', { pointer: `/parties/${unknown[0]}`, parties: unknown });
  if (unresolved.length > 0) throw new Refusal('party-unresolved', { pointer: '/parties', parties: unresolved });
  return bound;
};
