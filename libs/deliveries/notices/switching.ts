import { randomUUID } from 'node:crypto';
import type { Decider, Event } from '@lien-thong/domain';
import { type Engine, SYSTEM } from '@lien-thong/engine';
import { executor } from '@lien-thong/event-store';
import { plain } from '../plain-codec.js';
import { CHANNELS, type ChannelName } from './notices.js';

export type ChannelEvent = Event<'ChannelSwitchedOn', object> | Event<'ChannelSwitchedOff', object>;

const switchDecider: Decider<{ readonly on: boolean }, boolean, ChannelEvent> = {
  initial: false,
  decide: ({ on }, was, recordedAt) => ({
    occurredAt: recordedAt,
    events: on === was ? [] : [{ type: on ? 'ChannelSwitchedOn' : 'ChannelSwitchedOff', data: {} }],
  }),
  evolve: (_was, { type }) => type === 'ChannelSwitchedOn',
};

/**
 * Takes down in the log which channels there are from now on: a notice is owed only where one was on when its event was
 * recorded. So nothing is owed for what was there before, and nothing piles up where nobody sends.
 */
export const switchChannels = async ({ store, clock }: Engine, on: readonly ChannelName[]): Promise<void> => {
  const channels = executor({ store, now: () => clock.now(), decider: switchDecider, codec: plain<ChannelEvent>() });
  for (const name of CHANNELS)
    await channels.execute(`channel-${name}`, { on: on.includes(name) }, { commandId: randomUUID(), actor: SYSTEM });
};
