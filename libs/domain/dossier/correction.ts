import { type Ms, toMs, toText } from '@lien-thong/calendar';
import { Refusal } from '../refusal.js';
import { actsOf, claimedTime, correctionRequested, isHeadOf, refuseUnless } from './acting.js';
import type { ApproveCorrection, RejectCorrection, RequestCorrection } from './commands.js';
import type { KnowledgeEvent } from './events.js';
import type { Act, Correction, Dossier } from './state.js';
import { sealed } from './take-action.js';

/** Asks that another time counts for an earlier act. It re-times and never re-routes. */
export const requestCorrection = (command: RequestCorrection, dossier: Dossier, now: Ms): KnowledgeEvent[] => {
  const act = Object.values(dossier.acts).find((a) => a.events.includes(command.eventId));
  if (!act) throw new Refusal('event-not-correctable', { pointer: '/data/eventId', eventId: command.eventId });
  refuseUnless(act.agency === command.by.agency, 'agency-not-responsible', { responsible: [act.agency] });
  refuseUnless(command.evidence !== undefined, 'evidence-required', { pointer: '/evidence' });
  refuseUnless(pendingFor(dossier, act) === undefined, 'correction-pending', { correction: pendingFor(dossier, act)?.id });
  const claimed = toMs(command.claimedAt);
  refuseUnless(claimed <= now, 'occurred-in-future', { occurredAt: command.claimedAt });
  refuseUnless(claimed <= act.recordedAt, 'occurred-after-entry', { recordedAt: toText(act.recordedAt) });
  refuseOutOfOrder(dossier, act, claimed, (other) => claimedTime(dossier, other));
  return [correctionRequested(dossier, command, act.id, toText(claimed))];
};

/** Another person, a head of the same agency, lets the claimed time count. The order of acts is checked once more. */
export const approveCorrection = (command: ApproveCorrection, dossier: Dossier): KnowledgeEvent[] => {
  const correction = decidable(command, dossier);
  const act = dossier.acts[correction.act];
  if (act) refuseOutOfOrder(dossier, act, correction.occurredAt, (other) => other.at);
  return [
    {
      type: 'CorrectionApproved',
      data: { correction: correction.id, act: correction.act, occurredAt: toText(correction.occurredAt) },
    },
  ];
};

export const rejectCorrection = (command: RejectCorrection, dossier: Dossier): KnowledgeEvent[] => {
  const correction = decidable(command, dossier);
  return [
    {
      type: 'CorrectionRejected',
      data: { correction: correction.id, act: correction.act },
      ...sealed({ reason: command.reason }),
    },
  ];
};

const pendingFor = (dossier: Dossier, act: Act): Correction | undefined =>
  dossier.corrections.find((c) => c.act === act.id && c.status === 'pending');

const decidable = (command: ApproveCorrection | RejectCorrection, dossier: Dossier): Correction => {
  const correction = dossier.corrections.find((c) => c.id === command.correction);
  if (!correction) throw new Refusal('correction-unknown', { pointer: '/data/correction', correction: command.correction });
  refuseUnless(correction.status === 'pending', 'correction-decided', { correctionStatus: correction.status });
  refuseUnless(isHeadOf(command.by, correction.agency), 'agency-not-responsible', { responsible: [correction.agency] });
  refuseUnless(correction.requestedBy !== command.by.subject, 'same-person', { subject: command.by.subject });
  return correction;
};

/** The claimed time keeps the order of the acts of every step that the act is about. */
const refuseOutOfOrder = (dossier: Dossier, act: Act, claimed: Ms, read: (other: Act) => Ms): void => {
  for (const step of dossier.steps) {
    const acts = actsOf(dossier, step);
    const place = acts.indexOf(act.id);
    if (place < 0) continue;
    const wrong = acts.some((id, i) => {
      const other = dossier.acts[id];
      if (!other || id === act.id || isSameRank(step.enteredBy, act.id, id)) return false;
      return i < place ? read(other) > claimed : other.at < claimed;
    });
    if (wrong) throw new Refusal('occurred-out-of-order', { step: step.id });
  }
};

/** The ends of several legs that enter one step have no order among themselves. */
const isSameRank = (entries: readonly string[], a: string, b: string): boolean => entries.includes(a) && entries.includes(b);
