import { addDays, dayOf, type Ms, nextWorkingDay, toText } from '@lien-thong/calendar';
import { lastCloseOf, receivingCalendar, ruleSetOf } from '../clocks/clocks.js';
import { isHeadOf, isOfficerOf, isReception, refuseUnless } from '../dossier/acting.js';
import type {
  ApologyCommand,
  DeliverApology,
  DraftApology,
  IssueApology,
  SignApology,
  WaiveApology,
} from '../dossier/commands.js';
import type { ApologyEvent } from '../dossier/events.js';
import type { ApologyTask, Dossier } from '../dossier/state.js';
import { sealed } from '../dossier/take-action.js';
import { Refusal } from '../refusal.js';
import type { Rules } from '../rules.js';

/** The letter's own course: drafted by an officer, signed by another person who is a head, numbered, delivered; or waived. */
export const writeLetter = (command: ApologyCommand, dossier: Dossier, rules: Rules, now: Ms): ApologyEvent[] => {
  const task = dossier.tasks.find((t) => t.id === command.task);
  if (!task) throw new Refusal('task-unknown', { task: command.task });
  switch (command.type) {
    case 'draft':
      return [draft(command, task, dossier, rules, now)];
    case 'sign':
      return [sign(command, task)];
    case 'issue':
      return [issue(command, task, dossier, rules, now)];
    case 'record-delivery':
      return [deliver(command, task, dossier)];
    case 'waive':
      return [waive(command, task)];
  }
};

const ref = (task: ApologyTask) => ({ task: task.id, agency: task.agency });

const refuseUnlessAt = (task: ApologyTask, ...allowed: ApologyTask['status'][]): void =>
  refuseUnless(allowed.includes(task.status), 'task-not-in-state', { taskStatus: task.status, allowed });

const draft = (command: DraftApology, task: ApologyTask, dossier: Dossier, rules: Rules, now: Ms): ApologyEvent => {
  refuseUnless(isOfficerOf(command.by, task.agency), 'agency-not-responsible', { responsible: [task.agency] });
  refuseUnlessAt(task, 'owed', 'drafted', 'signed');
  const day = command.newAppointment;
  if (day !== undefined) {
    refuseReappointment(dossier, rules);
    refuseBadDay(dossier, rules, day, now);
  }
  const at = day === undefined ? null : toText(lastCloseOf(receivingCalendar(dossier, rules), day));
  return {
    type: 'ApologyDrafted',
    data: { ...ref(task), reasonClass: command.reasonClass, newAppointmentAt: at },
    personal: { reason: command.reason },
  };
};

const refuseReappointment = (dossier: Dossier, rules: Rules): void => {
  const limit = ruleSetOf(dossier, rules).parameters.maxReappointments.value;
  refuseUnless(dossier.reappointments.length < limit, 'reappointment-limit-reached', { pointer: '/data/newAppointment', limit });
};

/** The new appointment must be a working day later than today. */
const refuseBadDay = (dossier: Dossier, rules: Rules, day: string, now: Ms): void => {
  const calendar = receivingCalendar(dossier, rules);
  const next = nextWorkingDay(calendar, dayOf(now));
  const working = nextWorkingDay(calendar, addDays(day, -1)) === day;
  refuseUnless(day > dayOf(now) && working, 'new-appointment-invalid', { pointer: '/data/newAppointment', earliest: next });
};

const sign = (command: SignApology, task: ApologyTask): ApologyEvent => {
  refuseUnless(isHeadOf(command.by, task.agency), 'agency-not-responsible', { responsible: [task.agency] });
  refuseUnlessAt(task, 'drafted');
  refuseUnless(task.draftedBy !== command.by.subject, 'same-person', { subject: command.by.subject });
  return { type: 'ApologySigned', data: ref(task) };
};

const issue = (command: IssueApology, task: ApologyTask, dossier: Dossier, rules: Rules, now: Ms): ApologyEvent => {
  refuseUnless(isOfficerOf(command.by, task.agency), 'agency-not-responsible', { responsible: [task.agency] });
  refuseUnlessAt(task, 'signed');
  if (task.newAppointmentAt !== null) {
    refuseReappointment(dossier, rules);
    refuseBadDay(dossier, rules, task.newAppointmentAt.slice(0, 10), now);
  }
  const reappointment = task.newAppointmentAt === null ? null : `reappointment.${dossier.reappointments.length + 1}`;
  return {
    type: 'ApologyIssued',
    data: { ...ref(task), number: command.number, newAppointmentAt: task.newAppointmentAt, reappointment },
  };
};

const deliver = (command: DeliverApology, task: ApologyTask, dossier: Dossier): ApologyEvent => {
  const allowed = isOfficerOf(command.by, task.agency) || isReception(dossier, command.by);
  refuseUnless(allowed, 'agency-not-responsible', { responsible: [task.agency, dossier.receivingAgency] });
  refuseUnlessAt(task, 'issued');
  return {
    type: 'ApologyDelivered',
    data: { ...ref(task), channel: command.channel },
    ...sealed(command.proof === undefined ? {} : { proof: command.proof }),
  };
};

const waive = (command: WaiveApology, task: ApologyTask): ApologyEvent => {
  refuseUnless(isHeadOf(command.by, task.agency), 'agency-not-responsible', { responsible: [task.agency] });
  refuseUnlessAt(task, 'owed', 'drafted', 'signed');
  return { type: 'ApologyWaived', data: { ...ref(task), legalBasis: command.legalBasis }, personal: { reason: command.reason } };
};
