import { createHash } from 'node:crypto';
import type { DossierAlarm } from './alarm-clock.js';

/** Which alarm it is; the same for every process. */
export const alarmKey = ({ dossier, deadline, version, rung }: Omit<DossierAlarm, 'at'>): string =>
  JSON.stringify([dossier, deadline, version, rung]);

/** The same as a job id: BullMQ takes neither a colon nor an id of digits only. It tells nothing of the dossier. */
export const alarmId = (alarm: Omit<DossierAlarm, 'at'>): string =>
  `alarm-${createHash('sha256').update(alarmKey(alarm)).digest('hex').slice(0, 40)}`;
