/** How many loads of each lane are under way. */
export class Lanes {
  readonly #busy = new Map<string, number>();

  constructor(private readonly ofOneLane: number) {}

  enter(lane: string): boolean {
    const busy = this.#busy.get(lane) ?? 0;
    if (busy >= this.ofOneLane) return false;
    this.#busy.set(lane, busy + 1);
    return true;
  }

  leave(lane: string): void {
    const busy = (this.#busy.get(lane) ?? 1) - 1;
    if (busy > 0) this.#busy.set(lane, busy);
    else this.#busy.delete(lane);
  }
}
