import type { Ms } from '@lien-thong/calendar';
import { type Clause, clause } from './clause.js';

/** How near a dossier or a step is to its deadline at an instant, as the page of one dossier says it. */
export type Nearness = 'on-track' | 'due-soon' | 'overdue' | 'paused' | 'met' | 'missed' | 'none';

/** A deadline's own state (ruling 21): `due-soon` is an armed one whose warning instant has come. */
export type DeadlineState = 'armed' | 'due-soon' | 'met' | 'missed' | 'paused' | 'superseded';

/** An act at exactly the due instant is in time: until then it is due soon. Columns: status, open, warnAt, dueAt. */
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
    `CASE WHEN ${alias}.status = 'armed' AND ${alias}.warnAt <= ? AND ? <= ${alias}.dueAt THEN 'due-soon' ELSE ${alias}.status END`,
    now,
    now,
  );
