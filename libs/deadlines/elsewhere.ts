import { type Advanced, advance } from './advance.js';
import type { Ring } from './alarm-clock.js';
import type { AlarmViews } from './alarm-views.js';
import { Attempts } from './attempts.js';
import { ClockGate } from './clock-gate.js';
import { Ringer } from './ringer.js';

export interface ElsewhereOptions {
  readonly views: AlarmViews;
  /** For what nobody rings within the patience. */
  readonly ring: Ring;
  now(): number;
  /** Until the views reflect everything in the log. */
  settled(): Promise<unknown>;
  /** How long the others may keep silent, in milliseconds. */
  readonly patienceMs: number;
}

/** Moves a sandbox's clock from alarm to alarm where other processes ring them; their views tell when they did. */
export const advanceElsewhere = (
  { ring, now, ...parts }: ElsewhereOptions,
  target: number,
  setNow: (to: number) => Promise<void>,
): Promise<Advanced> => {
  const ringer = new Ringer({
    ring,
    views: parts.views,
    attempts: new Attempts(() => 0),
    gate: new ClockGate(null),
    concurrency: 16,
  });
  return advance({ ...parts, ringer, clock: { set: async () => true } }, { target, now, setNow });
};
