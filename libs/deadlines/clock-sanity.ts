/** One look at two clocks, in milliseconds: the wall clock may be set by anybody, the monotonic one never jumps. */
export interface Look {
  readonly wall: number;
  readonly monotonic: number;
}

export interface SanityLimits {
  /** The wall clock may run ahead of the monotonic one by so much between two looks (a suspended machine, a set clock). */
  readonly forwardMs: number;
  readonly backwardMs: number;
  /** After a jump nothing fires until the clocks have gone alike for so long. */
  readonly stableMs: number;
}

export const SANITY_LIMITS: SanityLimits = { forwardMs: 120_000, backwardMs: 2_000, stableMs: 30_000 };

export interface Sanity {
  readonly last: Look;
  /** What is waited for before anything fires again; null while all is well. */
  readonly hold: { readonly jumpMs: number; readonly until: number } | null;
}

export const sane = (look: Look): Sanity => ({ last: look, hold: null });

const BASELINE_MS = 10_000;

/** Between two looks both clocks go on by the same; a difference is a jump of the wall clock (D7). */
export const observed = (before: Sanity, look: Look, limits: SanityLimits = SANITY_LIMITS): Sanity => {
  const jumpMs = look.wall - before.last.wall - (look.monotonic - before.last.monotonic);
  const jumped = jumpMs > limits.forwardMs || jumpMs < -limits.backwardMs;
  if (jumped) return { last: look, hold: { jumpMs, until: look.monotonic + limits.stableMs } };
  const over = before.hold !== null && look.monotonic >= before.hold.until;
  // A baseline is kept for a while, so that a clock that creeps ahead in many small steps is found as well.
  const last = look.monotonic - before.last.monotonic < BASELINE_MS ? before.last : look;
  return { last, hold: over ? null : before.hold };
};
