import { Refusal } from '../refusal.js';
import type { Rules } from '../rules.js';
import { isHeadOf, isOfficerOf, refuseUnless } from './acting.js';
import type { ContestCause, DecideCause, ProposeCause } from './commands.js';
import type { CauseEvent } from './events.js';
import type { Dossier, Notice } from './state.js';

/** The cause of a lateness: proposed by the engine or the lead, contested by the blamed agency, decided by a head. */
export const proposeCause = (command: ProposeCause, dossier: Dossier): CauseEvent[] => {
  refuseUnlessLate(dossier);
  refuseDecided(dossier);
  refuseUnless(isOfficerOf(command.by, dossier.receipt?.lead, dossier.receivingAgency), 'agency-not-responsible', {
    responsible: [dossier.receipt?.lead, dossier.receivingAgency],
  });
  return [{ type: 'CauseProposed', ...cause(command, dossier) }];
};

export const contestCause = (command: ContestCause, dossier: Dossier): CauseEvent[] => {
  refuseUnlessLate(dossier);
  refuseDecided(dossier);
  refuseUnless(dossier.cause !== null, 'cause-not-proposed', {});
  refuseUnless(isOfficerOf(command.by, dossier.cause?.agency), 'agency-not-responsible', {
    responsible: [dossier.cause?.agency],
  });
  return [{ type: 'CauseContested', ...cause(command, dossier) }];
};

/** Decided by a head of the lead, or of its superior when the lead is blamed; never by the blamed agency. */
export const decideCause = (command: DecideCause, dossier: Dossier, rules: Rules): CauseEvent[] => {
  refuseUnlessLate(dossier);
  refuseDecided(dossier);
  refuseUnless(dossier.cause !== null, 'cause-not-proposed', {});
  const lead = dossier.receipt?.lead ?? '';
  const blamed = [dossier.cause?.agency, command.agency];
  const judge = blamed.includes(lead) ? (rules.agency(lead)?.superior ?? null) : lead;
  refuseUnless(isHeadOf(command.by, judge) && !blamed.includes(command.by.agency), 'agency-not-responsible', {
    responsible: [judge],
  });
  return [{ type: 'CauseDecided', ...cause(command, dossier) }];
};

const refuseUnlessLate = (dossier: Dossier): void => {
  if (!Object.values(dossier.notices).some((n) => isAgencyBreach(n))) throw new Refusal('not-late', {});
};
const refuseDecided = (dossier: Dossier): void => refuseUnless(dossier.cause?.state !== 'decided', 'cause-decided', {});

export const isAgencyBreach = (notice: Notice): boolean =>
  notice.breach !== null && (notice.kind === 'step' || notice.kind === 'dossier');

const cause = (command: ProposeCause | ContestCause | DecideCause, dossier: Dossier) => {
  const known = [
    dossier.receivingAgency,
    ...Object.values(dossier.receipt?.parties ?? {}),
    ...dossier.steps.map((s) => s.agency),
  ];
  refuseUnless(known.includes(command.agency), 'agency-unknown', { pointer: '/data/agency', agency: command.agency });
  return { data: { cause: command.cause, agency: command.agency }, personal: { ground: command.ground } };
};
