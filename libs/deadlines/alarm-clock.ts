import type { Alarm } from '@lien-thong/domain';

/** An alarm of one dossier. `at` is in milliseconds. */
export interface DossierAlarm extends Alarm {
  readonly dossier: string;
}

export type Ring = (alarm: DossierAlarm) => Promise<void>;

export interface AlarmClockHealth {
  readonly kind: 'in-process' | 'bullmq' | 'elsewhere';
  readonly ok: boolean;
  /** What is wrong, or only remarkable, in words for an operator. */
  readonly remarks: readonly string[];
}

/**
 * Rings at or after the instant of an alarm, and is never the record of anything: what it loses, the sweeper rings.
 * Nothing here throws into the caller or keeps it waiting for long.
 */
export abstract class AlarmClock {
  /** `ring` may reject: it is then tried again a few times, and left to the sweeper after that. */
  abstract start(ring: Ring): Promise<void>;
  /**
   * Takes alarms; one that is due rings at once. An alarm taken already is not taken twice, but due now if it became so
   * (the clock was moved). False when they could not be taken: they may still ring.
   */
  abstract set(alarms: readonly DossierAlarm[]): Promise<boolean>;
  /** Rings nothing any more; waits for the rings under way. */
  abstract stop(): Promise<void>;
  abstract health(): AlarmClockHealth;
}
