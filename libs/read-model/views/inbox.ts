import { type Ms, toMs } from '@lien-thong/calendar';
import { activeSteps, byFact, type Dossier, type Step, timeOf } from '@lien-thong/domain';
import { NO_DATE, type View } from '../view.js';

/** One row per step that waits for somebody; `agency` is null where the applicant is awaited. */
export interface InboxRow {
  readonly dossier: string;
  readonly step: string;
  readonly agency: string | null;
  readonly state: string;
  readonly leg: string | null;
  readonly party: string;
  readonly handover: Step['handover'];
  /** A sender whose hand-over nobody has acknowledged yet. */
  readonly inTransit: 0 | 1;
  readonly enteredAt: Ms;
  readonly dueAt: Ms | null;
  readonly dueOrder: number;
  readonly warnAt: Ms | null;
  readonly status: string | null;
}

export const inbox: View<InboxRow> = {
  name: 'inbox',
  version: 1,
  columns: {
    dossier: 'TEXT NOT NULL',
    step: 'TEXT NOT NULL',
    agency: 'TEXT',
    state: 'TEXT NOT NULL',
    leg: 'TEXT',
    party: 'TEXT NOT NULL',
    handover: 'TEXT NOT NULL',
    inTransit: 'INTEGER NOT NULL',
    enteredAt: 'INTEGER NOT NULL',
    dueAt: 'INTEGER',
    dueOrder: 'INTEGER NOT NULL',
    warnAt: 'INTEGER',
    status: 'TEXT',
  },
  key: ['dossier', 'step'],
  indexes: [['agency', 'dueOrder', 'dossier', 'step']],
  rows: (dossier) => {
    const active = activeSteps(dossier);
    const senders = active
      .filter((step) => step.handover === 'pending' || step.handover === 'rejected')
      .map((step) => step.sender);
    const sending = dossier.steps.filter((step) => step.leftBy === null && senders.includes(step.id));
    return [...active.map((step) => row(dossier, step, 0)), ...sending.map((step) => row(dossier, step, 1))];
  },
};

const row = (dossier: Dossier, step: Step, inTransit: 0 | 1): InboxRow => {
  const runs = step.limit !== null && step.handover !== 'pending' && step.handover !== 'rejected';
  const notice = runs ? dossier.notices[step.clock] : undefined;
  const dueAt = notice?.dueAt == null ? null : toMs(notice.dueAt);
  return {
    dossier: dossier.id,
    step: step.id,
    agency: step.agency,
    state: step.state,
    leg: step.leg?.name ?? null,
    party: step.party,
    handover: step.handover,
    inTransit,
    enteredAt: Math.max(...step.enteredBy.map((act) => timeOf(dossier, act, byFact))),
    dueAt,
    dueOrder: dueAt ?? NO_DATE,
    warnAt: notice?.warnAt[0] === undefined ? null : toMs(notice.warnAt[0]),
    status: notice?.status ?? null,
  };
};
