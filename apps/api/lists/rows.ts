import { type Ms, toText } from '@lien-thong/calendar';
import type { DeadlineItem, InboxItem, TaskItem } from '@lien-thong/read-model';

const text = (ms: Ms | null): string | null => (ms === null ? null : toText(ms));

export const deadlineAnswer = (item: DeadlineItem) => ({
  ...item,
  dueAt: text(item.dueAt),
  warnAt: text(item.warnAt),
  missedAt: text(item.missedAt),
});

export const taskAnswer = ({ number, ...item }: TaskItem) => ({
  ...item,
  raisedAt: text(item.raisedAt),
  dueAt: text(item.dueAt),
  newAppointmentAt: text(item.newAppointmentAt),
  ...(number === null ? {} : { number }),
});

export const inboxAnswer = (item: InboxItem) => ({
  ...item,
  enteredAt: text(item.enteredAt),
  dueAt: text(item.dueAt),
  warnAt: text(item.warnAt),
});
