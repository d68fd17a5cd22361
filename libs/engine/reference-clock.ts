import type { Ms } from '@lien-thong/calendar';
import { Clock } from './clock.js';

/** What a server that all processes share says of the time, in milliseconds since 1970. Rejects while it is away. */
export type TimeSource = () => Promise<Ms>;

const EVERY_MS = 10_000;
/** A slow answer says little of when it was given. */
const SLOW_MS = 1_000;

/**
 * One time for all processes of an installation: that of a server which they share, carried on by the monotonic clock of
 * this process. Processes on machines whose clocks differ agree on whether a deadline is over; a machine whose clock is set, or
 * wrong from the start, changes nothing. While the server is away the clock goes on by itself.
 */
export class ReferenceClock extends Clock {
  readonly #timer: NodeJS.Timeout;
  #reference: Ms;
  #measuredAt: number;

  private constructor(
    private readonly source: TimeSource,
    private readonly monotonic: () => number,
    { at, measuredAt }: Measure,
  ) {
    super();
    this.#reference = at;
    this.#measuredAt = measuredAt;
    this.#timer = setInterval(() => void this.measure(), EVERY_MS);
    this.#timer.unref();
  }

  /** @throws what the source throws: without a time nothing can be decided. */
  static async open(source: TimeSource, monotonic = (): number => performance.now()): Promise<ReferenceClock> {
    return new ReferenceClock(source, monotonic, await measured(source, monotonic));
  }

  override now(): Ms {
    return Math.floor(this.#reference + this.monotonic() - this.#measuredAt);
  }

  /** By how much the clock of this machine is ahead of the reference, in milliseconds. */
  get machineAheadMs(): number {
    return Date.now() - this.now();
  }

  /** Differences that the way of the answer explains are none: the clock goes on smoothly. */
  async measure(): Promise<void> {
    const measure = await measured(this.source, this.monotonic).catch(() => null);
    if (measure === null || measure.uncertainMs > SLOW_MS) return;
    const expected = this.#reference + measure.measuredAt - this.#measuredAt;
    if (Math.abs(measure.at - expected) <= measure.uncertainMs + 1) return;
    this.#reference = measure.at;
    this.#measuredAt = measure.measuredAt;
  }

  override async close(): Promise<void> {
    clearInterval(this.#timer);
  }
}

interface Measure {
  readonly at: Ms;
  readonly measuredAt: number;
  /** Half the way there and back. */
  readonly uncertainMs: number;
}

const measured = async (source: TimeSource, monotonic: () => number): Promise<Measure> => {
  const asked = monotonic();
  const said = await source();
  const measuredAt = monotonic();
  const uncertainMs = (measuredAt - asked) / 2;
  return { at: said + uncertainMs, measuredAt, uncertainMs };
};
