import type { Ms } from '@lien-thong/calendar';

/** The engine's clock, in milliseconds since 1970. Token times and rate limits never go by it. */
export abstract class Clock {
  abstract now(): Ms;
}

export class SystemClock extends Clock {
  override now(): Ms {
    return Date.now();
  }
}

/** The sandbox clock: it stands still between advances, and moves forward only. */
export class TestClock extends Clock {
  constructor(private at: Ms) {
    super();
  }

  override now(): Ms {
    return this.at;
  }

  moveTo(at: Ms): void {
    this.at = Math.max(this.at, at);
  }
}
