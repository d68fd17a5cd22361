import { alarmsOf, type Dossier, type DossierEvent, decode, evolve, noDossier } from '@lien-thong/domain';
import type { StoredEvent } from '@lien-thong/event-store';

/** One effect each: what a deadline may give once, and by what it is told apart from another. */
const ONCE: Readonly<Record<string, (data: any) => string>> = {
  StepBecameOverdue: ({ deadline, version }) => `${deadline}/${version}`,
  DossierBecameOverdue: ({ deadline, version }) => `${deadline}/${version}`,
  ApplicantLimitExpired: ({ deadline, version }) => `${deadline}/${version}`,
  DutyDeadlineMissed: ({ deadline, version }) => `${deadline}/${version}`,
  DeadlineWarned: ({ deadline, version, rung }) => `${deadline}/${version}/${rung}`,
  DeadlineEscalated: ({ deadline, version, rung }) => `${deadline}/${version}/${rung}`,
  ApologyTaskRaised: ({ task }) => task,
};

export interface DeadlineVerdict {
  readonly faults: readonly string[];
  readonly breaches: number;
  readonly letters: number;
}

/** What the log says of the deadlines when everything due by `now` (ms) should have rung: each once, none early, none missing. */
export const judgeDeadlines = (log: readonly StoredEvent[], now: number): DeadlineVerdict => {
  const seen = new Set<string>();
  const faults: string[] = [];
  const dossiers = new Map<string, Dossier>();
  const count = { breaches: 0, letters: 0 };
  for (const event of log) {
    if (!event.stream.startsWith('dossier-')) continue;
    dossiers.set(event.stream, folded(dossiers.get(event.stream) ?? noDossier, event));
    const told = ONCE[event.type]?.(event.data);
    if (told === undefined) continue;
    const effect = `${event.stream} ${event.type} ${told}`;
    if (seen.has(effect)) faults.push(`twice: ${effect}`);
    seen.add(effect);
    const { dueAt } = event.data as { readonly dueAt?: string };
    if (event.type.endsWith('BecameOverdue')) {
      count.breaches += 1;
      if (Date.parse(event.metadata.recordedAt) <= Date.parse(dueAt ?? '')) faults.push(`early: ${effect}`);
    }
    if (event.type === 'ApologyTaskRaised') count.letters += 1;
  }
  for (const [stream, dossier] of dossiers)
    for (const alarm of alarmsOf(dossier))
      if (alarm.at <= now) faults.push(`never rang: ${stream} ${alarm.deadline}/${alarm.version} ${alarm.rung}`);
  return { faults, ...count };
};

const folded = (dossier: Dossier, { id, revision, type, data, metadata }: StoredEvent): Dossier => {
  const { commandId, actor, occurredAt, recordedAt } = metadata;
  const event = decode({ type, data: data as never }) as DossierEvent;
  return evolve(dossier, { ...event, id, revision, commandId, actor, occurredAt, recordedAt });
};
