/** One thing to be carried, by ids only: what it is about stands in the log. */
export interface Load {
  readonly id: string;
  readonly kind: 'webhook' | 'notice';
  /** Loads of one lane wait for each other, and for nobody else. */
  readonly lane: string;
  readonly round: number;
}

export interface Attempt {
  /** 1 for the first. What the carrier lost begins at 1 again. */
  readonly number: number;
  /** There will be no other after this one. */
  readonly last: boolean;
  /** Aborted when the carrier stops: whatever is under way is to be tried again. */
  readonly signal: AbortSignal;
}

/** `again`: at the next of the intervals, or later if a receiver asks for it (milliseconds). */
export type Carried = { readonly is: 'done' } | { readonly is: 'again'; readonly notBeforeMs: number };

/** Handles one load. Rejecting counts as a failed attempt. */
export type Carry = (load: Load, attempt: Attempt) => Promise<Carried>;

export interface CarrierHealth {
  readonly kind: 'in-process' | 'bullmq';
  readonly ok: boolean;
  /** What is wrong, or only remarkable, in words for an operator. */
  readonly remarks: readonly string[];
}

export interface CarrierTiming {
  /** Milliseconds before the second attempt, the third and so on; after the last of them there is no other. */
  readonly retries: readonly number[];
  readonly ofOneLane?: number;
  readonly together?: number;
}

/** So many loads at a time: of one lane, and of all. */
export const OF_ONE_LANE = 2;
export const TOGETHER = 32;

/**
 * Carries loads and is never the record of anything: what it loses is found in the log and handed over again. Nothing here
 * throws into the caller or keeps it waiting for long.
 */
export abstract class Carrier {
  abstract start(carry: Carry): Promise<void>;
  /** Takes loads; one that it has already is not taken twice. False when they could not be taken: they may still be carried. */
  abstract hand(loads: readonly Load[]): Promise<boolean>;
  /** Carries nothing any more; waits a short while for what is under way. */
  abstract stop(): Promise<void>;
  abstract health(): CarrierHealth;
}

/** Up to a fifth earlier or later, so that what failed together does not come back together. */
export const waitOf = (retries: readonly number[], attempt: number, notBeforeMs: number, chance = Math.random()): number => {
  const interval = retries[attempt - 1] ?? 0;
  return Math.max(Math.round(interval * (0.8 + 0.4 * chance)), notBeforeMs);
};

/** Which load it is: the same id for every process. BullMQ takes neither a colon nor an id of digits only. */
export const loadId = ({ kind, id, round }: Load): string => `${kind}-${id}-${round}`;
