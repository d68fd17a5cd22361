import type { Ms } from '@lien-thong/calendar';
import type { DeadlineStatus } from '@lien-thong/domain';
import { type Clause, clause } from './clause.js';

/** How near a dossier or a step is to its deadline at an instant, as the page of one dossier says it. */
export type Nearness = 'on-track' | 'due-soon' | 'overdue' | 'paused' | 'met' | 'missed' | 'none';

/** A deadline's own state (ruling 21), as the dossier's own list of deadlines says it: missed from its due instant on. */
export type DeadlineState = DeadlineStatus;

/** An act at exactly the due instant is in time: until then it is due soon. */
export const nearness = (now: Ms, status: string, open: string, alias: string): Clause =>
  clause(
    `CASE ${alias}.${status}
       WHEN 'armed' THEN CASE WHEN ${alias}.dueAt < ? THEN 'overdue' WHEN ${alias}.warnAt <= ? THEN 'due-soon' ELSE 'on-track' END
       WHEN 'paused' THEN 'paused'
       WHEN 'met' THEN 'met'
       WHEN 'missed' THEN CASE ${alias}.${open} WHEN 1 THEN 'overdue' ELSE 'missed' END
       ELSE 'none' END`,
    now,
    now,
  );

export const deadlineState = (now: Ms, alias: string): Clause =>
  clause(
    `CASE WHEN ${alias}.status <> 'armed' THEN ${alias}.status
          WHEN ${alias}.dueAt < ? THEN 'missed'
          WHEN ${alias}.warnAt <= ? THEN 'due-soon'
          ELSE 'armed' END`,
    now,
    now,
  );
