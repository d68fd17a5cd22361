import { type Look, observed, SANITY_LIMITS, type Sanity, type SanityLimits, sane } from './clock-sanity.js';

/** Looks at the clocks each time before something fires, and holds it back after a jump. */
export class ClockGate {
  #sanity: Sanity;

  constructor(
    private readonly look: (() => Look) | null,
    private readonly limits: SanityLimits = SANITY_LIMITS,
  ) {
    this.#sanity = sane(look?.() ?? { wall: 0, monotonic: 0 });
  }

  isHolding(): boolean {
    if (this.look === null) return false;
    this.#sanity = observed(this.#sanity, this.look(), this.limits);
    return this.#sanity.hold !== null;
  }

  /** By how much the wall clock jumped, while that holds everything back. */
  get jumpMs(): number | null {
    return this.#sanity.hold?.jumpMs ?? null;
  }

  /** Somebody has looked, and the wall clock is right. */
  confirm(): void {
    if (this.look !== null) this.#sanity = sane(this.look());
  }
}
