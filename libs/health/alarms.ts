import type { EnforcerHealth } from '@lien-thong/deadlines';

/** Whoever rings the alarms: what the sandbox clock and the health page need of it. */
export abstract class Alarms {
  /** Moves the sandbox clock to `to` (ms), alarm by alarm; resolves when all that were due by then were handled. */
  abstract advanceTo(to: number): Promise<void>;
  abstract nextAlarmAt(): Promise<number | null>;
  /** Which alarm clock carries them, in words. */
  abstract readonly description: string;
  abstract health(): EnforcerHealth;
}
