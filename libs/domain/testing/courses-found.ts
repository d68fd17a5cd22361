import type { Course, Move } from './random-course.js';

/**
 * Courses that once broke an invariant, cut down to what broke it. The property drives them first, every time; the specs
 * named tell them as sentences. They lean on the walker: where it changes they may come to mean something else.
 */

const move = ([wait, kind = 0, pick = 0, backdate = 0]: readonly number[]): Move => ({
  wait: wait ?? 0,
  ringing: 'prompt',
  kind,
  pick,
  backdate,
});
const circles = (online: boolean, moves: readonly (readonly number[])[]): Course => ({
  procedure: 2,
  online,
  startMinute: 0,
  moves: moves.map(move),
});

/** Seed -333269089. A leg was passed over for a used-up limit before the hand-over was acknowledged (leg-handover.spec.ts). */
const silentBeforeAcknowledged = circles(true, [
  ...[[0], [0], [0], [0], [0], [3600], [0, 0, 1], [21621], [0], [3600], [0], [3423], [0], [21711], [1052, 0, 6], [32809, 0, 6]],
  ...[[26433], [0], [0, 0, 2], [0, 50, 4], [0, 0, 2]],
]);

/** Seed 3. The answer that completed a part came before its own agency's acknowledgement counted (leg-handover.spec.ts). */
const answeredBeforeAcknowledged = circles(false, [
  ...[[0], [0], [0, 0, 1], [0, 67, 3959], [0], [0, 0, 4], [25846, 0, 0, 86400], [0, 0, 4, 3600]],
]);

export const coursesFound: readonly Course[] = [silentBeforeAcknowledged, answeredBeforeAcknowledged];
