import { type Ms, toMs } from '@lien-thong/calendar';
import { type ApologyTask, isOpenTask } from '@lien-thong/domain';
import type { View } from '../view.js';

/** One row per letter of apology that is, or was, owed. */
export interface ApologyTaskRow {
  readonly dossier: string;
  readonly task: string;
  readonly agency: string;
  readonly status: ApologyTask['status'];
  /** JSON array of breach ids. */
  readonly breaches: string;
  readonly raisedAt: Ms;
  readonly dueAt: Ms;
  readonly number: string | null;
  readonly form: string;
  readonly newAppointmentAt: Ms | null;
  /** Issued, waived or withdrawn: the letter itself can no longer be late. */
  readonly closedAt: Ms | null;
  /** Not yet delivered, waived or withdrawn. */
  readonly open: 0 | 1;
}

export const apologyTasks: View<ApologyTaskRow> = {
  name: 'apologyTasks',
  version: 1,
  columns: {
    dossier: 'TEXT NOT NULL',
    task: 'TEXT NOT NULL',
    agency: 'TEXT NOT NULL',
    status: 'TEXT NOT NULL',
    breaches: 'TEXT NOT NULL',
    raisedAt: 'INTEGER NOT NULL',
    dueAt: 'INTEGER NOT NULL',
    number: 'TEXT',
    form: 'TEXT NOT NULL',
    newAppointmentAt: 'INTEGER',
    closedAt: 'INTEGER',
    open: 'INTEGER NOT NULL',
  },
  key: ['dossier', 'task'],
  indexes: [['task'], ['dueAt', 'dossier', 'task'], ['agency', 'dueAt']],
  rows: (dossier) =>
    dossier.tasks.map((task) => ({
      dossier: dossier.id,
      task: task.id,
      agency: task.agency,
      status: task.status,
      breaches: JSON.stringify(task.breaches),
      raisedAt: task.raisedAt,
      dueAt: toMs(task.dueAt),
      number: task.number,
      form: task.form,
      newAppointmentAt: task.newAppointmentAt === null ? null : toMs(task.newAppointmentAt),
      closedAt: task.closedAt,
      open: isOpenTask(task) ? 1 : 0,
    })),
};
