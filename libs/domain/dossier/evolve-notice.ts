import type { Recorded } from '../decider.js';
import type { NoticeEvent } from './events.js';
import type { Dossier, Notice } from './state.js';

/** What stands announced after a notice. Notices are never read back as truth about the course. */
export const evolveNotice = (notices: Dossier['notices'], event: Recorded<NoticeEvent>): Dossier['notices'] => ({
  ...notices,
  [event.data.deadline]: after(notices[event.data.deadline], event),
});

/** Deadlines that are over without having been met or missed: the dossier went on without them. */
export const superseded = (dossier: Dossier, which: (deadline: string) => boolean): Dossier['notices'] =>
  Object.fromEntries(
    Object.entries(dossier.notices).map(([id, n]) =>
      which(id) && (n.status === 'armed' || n.status === 'paused') ? [id, { ...n, status: 'superseded' as const }] : [id, n],
    ),
  );

const after = (known: Notice | undefined, event: Recorded<NoticeEvent>): Notice => {
  const notice: Notice = { ...(known ?? blank), ...about(event) };
  switch (event.type) {
    case 'DeadlineArmed':
    case 'ClockResumed':
    case 'DueDateRevised': {
      const { dueAt, warnAt, provisional } = event.data;
      return { ...notice, dueAt, warnAt, provisional, status: 'armed', breach: null, missedAt: null };
    }
    case 'ClockPaused':
      return { ...notice, dueAt: null, warnAt: [], status: 'paused' };
    case 'DeadlineMet':
      return { ...notice, dueAt: event.data.dueAt, status: 'met' };
    case 'DeadlineWarned':
      return { ...notice, warned: [...notice.warned, event.data.rung] };
    case 'StepBecameOverdue':
    case 'DossierBecameOverdue':
    case 'ApplicantLimitExpired':
    case 'DutyDeadlineMissed': {
      const { dueAt, escalateAt, deadline, version } = event.data;
      return { ...notice, dueAt, escalateAt, status: 'missed', breach: `${deadline}.v${version}`, missedAt: event.occurredAt };
    }
    case 'DeadlineEscalated':
      return { ...notice, escalated: [...notice.escalated, event.data.rung] };
    case 'BreachRescinded':
      return { ...notice, status: 'superseded', breach: null, missedAt: null, escalateAt: [] };
  }
};

const about = ({ data }: Recorded<NoticeEvent>): Pick<Notice, 'deadline' | 'kind' | 'step' | 'state' | 'agency' | 'version'> => ({
  deadline: data.deadline,
  kind: data.kind,
  step: data.step,
  state: data.state,
  agency: data.agency,
  version: data.version,
});

const blank: Notice = {
  deadline: '',
  kind: 'step',
  step: null,
  state: null,
  agency: null,
  version: 0,
  dueAt: null,
  warnAt: [],
  provisional: false,
  status: 'armed',
  warned: [],
  escalated: [],
  escalateAt: [],
  breach: null,
  missedAt: null,
};
