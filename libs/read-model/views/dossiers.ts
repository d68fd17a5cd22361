import { type Ms, toMs } from '@lien-thong/calendar';
import { activeSteps, byFact, type Dossier, holders, portalStatusOf, type Status, statusOf, timeOf } from '@lien-thong/domain';
import { NO_DATE, type View } from '../view.js';
import type { NoticeStatus } from './deadlines.js';
import { isOpenDeadline } from './open-deadline.js';

/** One row per dossier. How near it is to its deadline depends on the instant of the question, so its parts stand here. */
export interface DossierRow {
  readonly dossier: string;
  readonly code: string;
  readonly revision: number;
  readonly status: Status;
  readonly portalStatus: number;
  readonly procedure: string;
  readonly procedureVersion: number | null;
  readonly receivingAgency: string;
  readonly lead: string | null;
  /** JSON array of agencies. */
  readonly holders: string;
  /** JSON array of states, leg states as `part.leg.state`. */
  readonly activeStates: string;
  readonly receivedAt: Ms | null;
  readonly receivedOrder: number;
  /** The due instant on record; null while the clock stands. */
  readonly dueAt: Ms | null;
  readonly dueOrder: number;
  readonly warnAt: Ms | null;
  readonly deadline: NoticeStatus | null;
  readonly deadlineOpen: 0 | 1;
}

export const dossiers: View<DossierRow> = {
  name: 'dossiers',
  version: 1,
  columns: {
    dossier: 'TEXT NOT NULL',
    code: 'TEXT NOT NULL',
    revision: 'INTEGER NOT NULL',
    status: 'TEXT NOT NULL',
    portalStatus: 'INTEGER NOT NULL',
    procedure: 'TEXT NOT NULL',
    procedureVersion: 'INTEGER',
    receivingAgency: 'TEXT NOT NULL',
    lead: 'TEXT',
    holders: 'TEXT NOT NULL',
    activeStates: 'TEXT NOT NULL',
    receivedAt: 'INTEGER',
    receivedOrder: 'INTEGER NOT NULL',
    dueAt: 'INTEGER',
    dueOrder: 'INTEGER NOT NULL',
    warnAt: 'INTEGER',
    deadline: 'TEXT',
    deadlineOpen: 'INTEGER NOT NULL',
  },
  key: ['dossier'],
  indexes: [['receivedOrder', 'dossier'], ['dueOrder', 'dossier'], ['code'], ['receivingAgency', 'receivedOrder']],
  rows: (dossier) => {
    const receivedAt = dossier.receipt === null ? null : timeOf(dossier, dossier.receipt.act, byFact);
    const notice = dossier.notices.dossier;
    const dueAt = notice?.dueAt == null ? null : toMs(notice.dueAt);
    return [
      {
        dossier: dossier.id,
        code: dossier.code,
        revision: dossier.revision,
        status: statusOf(dossier),
        portalStatus: portalStatusOf(dossier),
        procedure: dossier.procedure,
        procedureVersion: dossier.receipt?.version ?? null,
        receivingAgency: dossier.receivingAgency,
        lead: dossier.receipt?.lead ?? null,
        holders: JSON.stringify(holders(dossier)),
        activeStates: JSON.stringify(activeStates(dossier)),
        receivedAt,
        receivedOrder: receivedAt ?? NO_DATE,
        dueAt,
        dueOrder: dueAt ?? NO_DATE,
        warnAt: notice?.warnAt[0] === undefined ? null : toMs(notice.warnAt[0]),
        deadline: notice?.status ?? null,
        deadlineOpen: notice && isOpenDeadline(dossier, notice) ? 1 : 0,
      },
    ];
  },
};

const activeStates = (dossier: Dossier): string[] => activeSteps(dossier).map((step) => step.state);
