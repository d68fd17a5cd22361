import { type Decider, type Event, Refusal } from '@lien-thong/domain';
import type { Codec } from '../codec.js';
import type { EventStore } from '../event-store.js';
import { type ExecuteOptions, type Executor, executor } from '../execute.js';

/** The smallest domain that can be refused, say "already so", and know a person. */
export type Count =
  | { readonly add: number; readonly times?: number; readonly note?: string }
  | { readonly upTo: number }
  | { readonly refuse: true };

export interface Added extends Event<'Added', { readonly n: number; readonly mark?: string }> {}

export interface Counter {
  readonly sum: number;
  readonly events: number;
}

export const counter: Decider<Count, Counter, Added> = {
  initial: { sum: 0, events: 0 },
  decide: (command, state, recordedAt) => {
    if ('refuse' in command) throw new Refusal('refused', { at: state.sum });
    const added = (n: number, note?: string): Added => ({
      type: 'Added',
      data: { n, mark: undefined },
      ...(note === undefined ? {} : { personal: { note } }),
    });
    if ('upTo' in command) {
      return { occurredAt: recordedAt, events: state.sum >= command.upTo ? [] : [added(command.upTo - state.sum)] };
    }
    const { add, times = 1, note } = command;
    return { occurredAt: recordedAt, events: Array.from({ length: times }, () => added(add, note)) };
  },
  evolve: (state, event) => ({ sum: state.sum + event.data.n, events: state.events + 1 }),
};

/** Throws at types that it does not know. */
export const countCodec: Codec<Added> = {
  encode: ({ type, data }) => ({ type, data: data as { n: number } }),
  decode: ({ type, data }) => {
    if (type !== 'Added') throw new Error(`unknown event type ${type}`);
    return { type, data: data as { n: number } };
  },
};

export const officer = { subject: 'officer-17', agency: 'H40.12', roles: ['reception'] };

export const atEight = Date.parse('2025-03-03T08:00:00+07:00');

export const counting = (
  store: EventStore,
  options: Partial<ExecuteOptions<Count, Counter, Added>> = {},
): Executor<Count, Counter, Added> =>
  executor({ store, decider: counter, codec: countCodec, now: () => atEight, readBackAfter: [0, 1], ...options });
