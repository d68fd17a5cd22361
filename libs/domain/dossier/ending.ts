import { evidenceKind, isHeadOf, isReception, refuseUnless, refuseUnlessUnderWay } from './acting.js';
import type { ConfirmWithdrawal, DeclineWithdrawal, RequestWithdrawal, Stop } from './commands.js';
import type { CourseEvent } from './events.js';
import { evidenceReference } from './intake.js';
import type { Dossier } from './state.js';
import { sealed } from './take-action.js';

type Ending = RequestWithdrawal | ConfirmWithdrawal | DeclineWithdrawal | Stop;

/** Records the applicant's wish to withdraw; clock and actions go on until it is confirmed or declined. */
export const requestWithdrawal = (command: RequestWithdrawal, dossier: Dossier): CourseEvent[] => {
  refuseUnlessUnderWay(dossier);
  refuseUnlessReception(dossier, command);
  refuseUnless(dossier.withdrawal === null, 'withdrawal-already-requested', {});
  return [{ type: 'WithdrawalRequested', ...because(command) }];
};

export const confirmWithdrawal = (command: ConfirmWithdrawal, dossier: Dossier): CourseEvent[] => {
  refuseUnlessUnderWay(dossier);
  refuseUnlessReception(dossier, command);
  refuseUnless(dossier.withdrawal !== null, 'withdrawal-not-requested', {});
  return [{ type: 'DossierWithdrawn', ...because(command) }];
};

export const declineWithdrawal = (command: DeclineWithdrawal, dossier: Dossier): CourseEvent[] => {
  refuseUnlessUnderWay(dossier);
  refuseUnlessReception(dossier, command);
  refuseUnless(dossier.withdrawal !== null, 'withdrawal-not-requested', {});
  return [{ type: 'WithdrawalDeclined', ...because(command) }];
};

/** Stops the processing: by a head of the lead or of the receiving agency, and only before the last result. */
export const stop = (command: Stop, dossier: Dossier): CourseEvent[] => {
  refuseUnlessUnderWay(dossier);
  refuseUnless(isHeadOf(command.by, dossier.receipt?.lead, dossier.receivingAgency), 'agency-not-responsible', {
    responsible: [dossier.receipt?.lead, dossier.receivingAgency],
  });
  return [{ type: 'ProcessingStopped', ...because(command) }];
};

const refuseUnlessReception = (dossier: Dossier, command: Ending): void =>
  refuseUnless(isReception(dossier, command.by), 'agency-not-responsible', { responsible: [dossier.receivingAgency] });

const because = (command: Ending) => ({
  data: { legalBasis: command.legalBasis ?? null, ...evidenceKind(command) },
  ...sealed({ ...(command.reason === undefined ? {} : { reason: command.reason }), ...evidenceReference(command) }),
});
