import { dayOf, type Ms, toMs, toText } from '@lien-thong/calendar';
import { writeLetter } from '../apology/letter.js';
import type { Decider, Decision, Recorded } from '../decider.js';
import type { Rules } from '../rules.js';
import { lateEntry, refuseUnless, type Timing, timingOf } from './acting.js';
import { contestCause, decideCause, proposeCause } from './cause.js';
import type { DossierCommand, Envelope, Ring } from './commands.js';
import { approveCorrection, rejectCorrection, requestCorrection } from './correction.js';
import { confirmWithdrawal, declineWithdrawal, requestWithdrawal, stop } from './ending.js';
import type { DossierEvent, Noticed } from './events.js';
import { evolve } from './evolve.js';
import { acknowledgeHandover, handOverAgain, rejectHandover } from './handover.js';
import { create, receive, refuse } from './intake.js';
import { adoptCalendar, migrate } from './migrate.js';
import { whatFollows } from './reactions.js';
import { ringing, rung } from './ring.js';
import type { Moment } from './settle.js';
import { type Dossier, noDossier } from './state.js';
import { successions, takenOver } from './succession.js';
import { receiveSupplement, requestSupplement } from './supplement.js';
import { issueResult, returnResult, takeAction } from './take-action.js';

/** The dossier: pure decisions over its course. Every decision ends in what follows from it. */
export const dossierDecider = (rules: Rules): Decider<DossierCommand, Dossier, DossierEvent> => ({
  initial: noDossier,
  evolve,
  decide: (command, dossier, recordedAt) => decide(command, dossier, rules, recordedAt),
});

const decide = (command: DossierCommand, dossier: Dossier, rules: Rules, recordedAt: string): Decision<DossierEvent> => {
  const now = toMs(recordedAt);
  if (command.type === 'ring') return rang(command, dossier, rules, now);
  refuseUnless(dossier.id !== '' || command.type === 'create', 'dossier-unknown', {});
  const timing = timingOf(dossier, rules, command, now);
  refuseUnless(timing.claim === null || isCourse(command) || isUnbounded(command), 'late-entry-not-possible', {
    occurredAt: command.occurredAt,
  });
  const at = isCourse(command) ? timing.at : (timing.claim ?? timing.at);
  const times = { at, recordedAt: now };
  const { inherited, present } = inheritance(command, dossier, rules, times);
  const decided = decideCourse(command, present, rules, timing, now);
  if (decided.length === 0) return { occurredAt: recordedAt, events: [] };
  const late = timing.claim === null || !isCourse(command) ? [] : lateEntry(dossier, command, timing.claim, toText(timing.claim));
  return complete(command, dossier, rules, times, { now, noticed: noticedBy(command) }, [...inherited, ...decided, ...late]);
};

interface Inheritance {
  readonly inherited: readonly DossierEvent[];
  /** The dossier as it stands with them. */
  readonly present: Dossier;
}

/** What the acting agency has inherited from agencies that ended, recorded with its first act. */
const inheritance = (command: DossierCommand, dossier: Dossier, rules: Rules, times: Times): Inheritance => {
  const inherited: DossierEvent[] = [];
  const asRecorded = recorder(command, times);
  let present = dossier;
  const take = (event: DossierEvent): void => {
    present = evolve(present, asRecorded(event, dossier.revision + inherited.push(event)));
  };
  for (const succession of successions(dossier, rules, command.by.agency, dayOf(times.at))) {
    take(succession);
    takenOver(present, rules, succession.data).forEach(take);
  }
  return { inherited, present };
};

/** Rings at its own instant, however late it comes; late, double and stale rings decide nothing. */
const rang = (command: Ring, dossier: Dossier, rules: Rules, now: Ms): Decision<DossierEvent> => {
  const found = dossier.id === '' ? null : ringing(command, dossier, now);
  if (found === null) return { occurredAt: toText(now), events: [] };
  const times = { at: found.at, recordedAt: now };
  const moment: Moment = { now: found.at, noticed: 'ring', rung: { deadline: command.deadline, at: now } };
  if (command.rung !== 'due') return { occurredAt: toText(found.at), events: rung(command, found.notice, dossier, rules) };
  return complete(command, dossier, rules, times, moment, []);
};

/** Commands whose acts are part of the course: entered late, they take effect at once, with the claim pending. */
const isCourse = (command: DossierCommand): boolean => {
  switch (command.type) {
    case 'create':
    case 'receive':
    case 'refuse':
    case 'take-action':
    case 'acknowledge-handover':
    case 'reject-handover':
    case 'hand-over-again':
    case 'request-supplement':
    case 'receive-supplement':
    case 'request-withdrawal':
    case 'confirm-withdrawal':
    case 'decline-withdrawal':
    case 'stop':
    case 'issue-result':
    case 'return-result':
      return true;
    case 'propose-cause':
    case 'contest-cause':
    case 'decide-cause':
    case 'request-correction':
    case 'approve-correction':
    case 'reject-correction':
    case 'migrate':
    case 'annotate':
    case 'ring':
    case 'adopt-calendar':
    case 'draft':
    case 'sign':
    case 'issue':
    case 'record-delivery':
    case 'waive':
      return false;
  }
};

/** No deadline hangs on when these happened: they are taken at the time they claim. */
const isUnbounded = ({ type }: DossierCommand): boolean => type === 'annotate' || type === 'record-delivery';

const decideCourse = (
  command: Exclude<DossierCommand, Ring>,
  dossier: Dossier,
  rules: Rules,
  timing: Timing,
  now: Ms,
): DossierEvent[] => {
  const at = timing.claim ?? timing.at;
  switch (command.type) {
    case 'create':
      return create(command, dossier, rules, timing.at);
    case 'receive':
      return receive(command, dossier, rules, timing.at);
    case 'refuse':
      return refuse(command, dossier);
    case 'take-action':
      return takeAction(command, dossier, rules, at);
    case 'acknowledge-handover':
      return acknowledgeHandover(command, dossier, rules, at);
    case 'reject-handover':
      return rejectHandover(command, dossier, rules, at);
    case 'hand-over-again':
      return handOverAgain(command, dossier, rules, at);
    case 'request-supplement':
      return requestSupplement(command, dossier, rules, at);
    case 'receive-supplement':
      return receiveSupplement(command, dossier, rules, at);
    case 'request-withdrawal':
      return requestWithdrawal(command, dossier);
    case 'confirm-withdrawal':
      return confirmWithdrawal(command, dossier);
    case 'decline-withdrawal':
      return declineWithdrawal(command, dossier);
    case 'stop':
      return stop(command, dossier);
    case 'issue-result':
      return issueResult(command, dossier, rules, at);
    case 'return-result':
      return returnResult(command, dossier, rules, at);
    case 'propose-cause':
      return proposeCause(command, dossier);
    case 'contest-cause':
      return contestCause(command, dossier);
    case 'decide-cause':
      return decideCause(command, dossier, rules);
    case 'request-correction':
      return requestCorrection(command, dossier, now);
    case 'approve-correction':
      return approveCorrection(command, dossier);
    case 'reject-correction':
      return rejectCorrection(command, dossier);
    case 'migrate':
      return migrate(command, dossier, rules);
    case 'annotate':
      return [{ type: 'DossierAnnotated', data: {}, personal: { text: command.text } }];
    case 'adopt-calendar':
      return adoptCalendar(command, dossier);
    case 'draft':
    case 'sign':
    case 'issue':
    case 'record-delivery':
    case 'waive':
      return writeLetter(command, dossier, rules, now);
  }
};

const noticedBy = (command: DossierCommand): Noticed => {
  switch (command.type) {
    case 'approve-correction':
    case 'adopt-calendar':
    case 'migrate':
      return 'on-correction';
    default:
      return 'on-completion';
  }
};

interface Times {
  readonly at: Ms;
  readonly recordedAt: Ms;
}

/** Folds what was decided, and adds what follows from it until nothing does: one act, one append. */
const complete = (
  command: Envelope,
  dossier: Dossier,
  rules: Rules,
  times: Times,
  moment: Moment,
  decided: readonly DossierEvent[],
): Decision<DossierEvent> => {
  const events: DossierEvent[] = [];
  const asRecorded = recorder(command, times);
  let after = dossier;
  const take = (next: readonly DossierEvent[]): boolean => {
    for (const event of next) after = evolve(after, asRecorded(event, dossier.revision + events.push(event)));
    if (events.length > MOST) throw new Error(`a decision without an end: ${events.slice(-3).map((e) => e.type)}`);
    return next.length > 0;
  };
  take(decided);
  whatFollows((reaction) => take(reaction(after, rules, moment)));
  return { occurredAt: toText(times.at), events };
};

const MOST = 500;

/** How decided events will stand in the log; ids are given by the store and matter to no decision. */
const recorder = (command: Envelope, times: Times): ((event: DossierEvent, revision: number) => Recorded<DossierEvent>) => {
  const { commandId, by } = command;
  const act = { commandId, actor: by, occurredAt: toText(times.at), recordedAt: toText(times.recordedAt) };
  return (event, revision) => ({ ...event, ...act, id: `${commandId}#${revision}`, revision });
};
