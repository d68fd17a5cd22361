import { type Ms, toMs, toText } from '@lien-thong/calendar';
import type { ApologyTask, Dossier } from '../dossier/state.js';

/** One duty to apologise, as it stands at an instant. `overdue`: the letter is not issued, and should be. */
export interface TaskPage {
  readonly id: string;
  readonly status: ApologyTask['status'];
  readonly dossier: { readonly id: string; readonly code: string };
  readonly agency: string;
  readonly breaches: readonly string[];
  readonly raisedAt: string;
  readonly dueAt: string;
  readonly overdue: boolean;
  readonly form: string;
  readonly newAppointmentAt: string | null;
  readonly number?: string;
}

export const taskPage = ({ id, code }: Pick<Dossier, 'id' | 'code'>, task: ApologyTask, now: Ms): TaskPage => ({
  id: task.id,
  status: task.status,
  dossier: { id, code },
  agency: task.agency,
  breaches: task.breaches,
  raisedAt: toText(task.raisedAt),
  dueAt: task.dueAt,
  overdue: task.closedAt === null && toMs(task.dueAt) < now,
  form: task.form,
  newAppointmentAt: task.newAppointmentAt,
  ...(task.number === null ? {} : { number: task.number }),
});
