import { type Ms, toMs } from '@lien-thong/calendar';
import type { DeadlineKind, Notice } from '@lien-thong/domain';
import { NO_DATE, type View } from '../view.js';
import { isOpenDeadline } from './open-deadline.js';

export type NoticeStatus = Notice['status'];

/** One row per dossier and deadline, as last announced. */
export interface DeadlineRow {
  readonly dossier: string;
  readonly deadline: string;
  readonly kind: DeadlineKind;
  readonly step: string | null;
  readonly state: string | null;
  readonly agency: string | null;
  readonly version: number;
  readonly status: NoticeStatus;
  readonly dueAt: Ms | null;
  readonly dueOrder: number;
  readonly warnAt: Ms | null;
  readonly missedAt: Ms | null;
  readonly provisional: 0 | 1;
  readonly open: 0 | 1;
}

export const deadlines: View<DeadlineRow> = {
  name: 'deadlines',
  version: 1,
  columns: {
    dossier: 'TEXT NOT NULL',
    deadline: 'TEXT NOT NULL',
    kind: 'TEXT NOT NULL',
    step: 'TEXT',
    state: 'TEXT',
    agency: 'TEXT',
    version: 'INTEGER NOT NULL',
    status: 'TEXT NOT NULL',
    dueAt: 'INTEGER',
    dueOrder: 'INTEGER NOT NULL',
    warnAt: 'INTEGER',
    missedAt: 'INTEGER',
    provisional: 'INTEGER NOT NULL',
    open: 'INTEGER NOT NULL',
  },
  key: ['dossier', 'deadline'],
  indexes: [
    ['dueOrder', 'dossier', 'deadline'],
    ['agency', 'dueOrder'],
  ],
  rows: (dossier) =>
    Object.values(dossier.notices).map((notice) => {
      const dueAt = notice.dueAt === null ? null : toMs(notice.dueAt);
      return {
        dossier: dossier.id,
        deadline: notice.deadline,
        kind: notice.kind,
        step: notice.step,
        state: notice.state,
        agency: notice.agency,
        version: notice.version,
        status: notice.status,
        dueAt,
        dueOrder: dueAt ?? NO_DATE,
        warnAt: notice.warnAt[0] === undefined ? null : toMs(notice.warnAt[0]),
        missedAt: notice.missedAt === null ? null : toMs(notice.missedAt),
        provisional: notice.provisional ? 1 : 0,
        open: isOpenDeadline(dossier, notice) ? 1 : 0,
      };
    }),
};
