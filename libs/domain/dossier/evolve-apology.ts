import { toMs } from '@lien-thong/calendar';
import type { Recorded } from '../decider.js';
import type { ApologyEvent } from './events.js';
import { superseded } from './evolve-notice.js';
import type { ApologyTask, Dossier } from './state.js';

/** The duty to apologise, from owed to delivered, waived or withdrawn. */
export const evolveApology = (dossier: Dossier, event: Recorded<ApologyEvent>): Dossier => {
  switch (event.type) {
    case 'ApologyTaskRaised':
      return { ...dossier, tasks: [...dossier.tasks, raised(event)] };
    case 'ApologyTaskExtended':
      return change(dossier, event, (task) => ({ breaches: [...task.breaches, event.data.breach] }));
    case 'ApologyDrafted':
      return change(dossier, event, () => ({
        status: 'drafted',
        draftedBy: event.actor.subject,
        newAppointmentAt: event.data.newAppointmentAt,
      }));
    case 'ApologySigned':
      return change(dossier, event, () => ({ status: 'signed' }));
    case 'ApologyIssued':
      return reappointed(
        change(dossier, event, () => ({ status: 'issued', number: event.data.number })),
        event,
      );
    case 'ApologyDelivered':
      return change(dossier, event, () => ({ status: 'delivered' }));
    case 'ApologyWaived':
      return unowed(
        change(dossier, event, () => ({ status: 'waived' })),
        event,
      );
    case 'ApologyTaskWithdrawn':
      return unowed(
        change(dossier, event, () => ({ status: 'withdrawn' })),
        event,
      );
  }
};

const raised = (event: Recorded<Extract<ApologyEvent, { type: 'ApologyTaskRaised' }>>): ApologyTask => ({
  id: event.data.task,
  deadline: event.data.deadline,
  agency: event.data.agency,
  status: 'owed',
  breaches: event.data.breaches,
  raisedAt: toMs(event.occurredAt),
  dueAt: event.data.dueAt,
  form: event.data.form,
  draftedBy: null,
  newAppointmentAt: null,
  number: null,
  closedAt: null,
});

const change = (dossier: Dossier, event: Recorded<ApologyEvent>, to: (task: ApologyTask) => Partial<ApologyTask>): Dossier => ({
  ...dossier,
  tasks: dossier.tasks.map((task) =>
    task.id === event.data.task ? closed({ ...task, ...to(task) }, toMs(event.occurredAt)) : task,
  ),
});

/** The letter's own deadline is over once it is issued, or no longer owed. */
const closed = (task: ApologyTask, at: number): ApologyTask =>
  task.closedAt === null && ['issued', 'waived', 'withdrawn'].includes(task.status) ? { ...task, closedAt: at } : task;

const unowed = (dossier: Dossier, event: Recorded<ApologyEvent>): Dossier => {
  const deadline = dossier.tasks.find((task) => task.id === event.data.task)?.deadline;
  return { ...dossier, notices: superseded(dossier, (id) => id === deadline) };
};

const reappointed = (dossier: Dossier, event: Recorded<Extract<ApologyEvent, { type: 'ApologyIssued' }>>): Dossier =>
  event.data.newAppointmentAt === null || event.data.reappointment === null
    ? dossier
    : {
        ...dossier,
        notices: superseded(dossier, (id) => dossier.reappointments.some((made) => made.deadline === id)),
        reappointments: [
          ...dossier.reappointments,
          {
            deadline: event.data.reappointment,
            task: event.data.task,
            at: event.data.newAppointmentAt,
            madeAt: toMs(event.occurredAt),
          },
        ],
      };
