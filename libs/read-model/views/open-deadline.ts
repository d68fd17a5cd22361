import { activeSteps, type Dossier, isUnderWay, type Notice } from '@lien-thong/domain';

/** Is what the deadline is about still to be done? A missed deadline that is open is `overdue` (ruling 21). */
export const isOpenDeadline = (dossier: Dossier, notice: Notice): boolean => {
  switch (notice.kind) {
    case 'dossier':
      return isUnderWay(dossier) && !dossier.results.some((result) => result.last);
    case 'step':
      return activeOrSending(dossier, notice.deadline);
    case 'applicant':
      return activeOrSending(dossier, notice.deadline) || isOpenSupplement(dossier, notice.deadline);
    case 'intake-review':
      return dossier.receipt === null && dossier.refusedBy === null;
    case 'apology':
      return dossier.tasks.some((task) => task.deadline === notice.deadline && task.closedAt === null);
  }
};

const isOpenSupplement = (dossier: Dossier, deadline: string): boolean =>
  dossier.ended === null && dossier.supplements.some((supplement) => supplement.id === deadline && supplement.closedBy === null);

/** In transit the sender's clock goes on, so its step is open though the chart has moved on. */
const activeOrSending = (dossier: Dossier, clock: string): boolean => {
  const active = activeSteps(dossier);
  const senders = active.filter((step) => step.handover === 'pending' || step.handover === 'rejected').map((step) => step.sender);
  return dossier.steps.some(
    (step) => step.clock === clock && step.leftBy === null && (active.includes(step) || senders.includes(step.id)),
  );
};
