import type { Decider, Event } from '@lien-thong/domain';
import type { ChannelName } from './notices.js';

/** Why nothing was sent: there was nobody to reach, or nothing to tell any more. */
export type NotOwedFor = 'erased' | 'no-address' | 'no-channel' | 'not-of-this-way';
export type NotSentFor = 'refused' | 'unreachable';

interface Settling {
  readonly notice: string;
  readonly dossier: string;
  readonly event: string;
  readonly attempts: number;
}

export type NotificationCommand =
  | ({ readonly type: 'sent'; readonly channel: ChannelName } & Settling)
  | ({ readonly type: 'give-up'; readonly channel: ChannelName; readonly reason: NotSentFor } & Settling)
  | ({ readonly type: 'not-owed'; readonly reason: NotOwedFor } & Settling);

export type NotificationEvent =
  | Event<'NotificationSent', Settling & { readonly channel: ChannelName }>
  | Event<'NotificationGivenUp', Settling & { readonly channel: ChannelName; readonly reason: NotSentFor }>
  | Event<'NotificationNotOwed', Settling & { readonly reason: NotOwedFor }>;

/** What came of the notices: one stream each, `notification-<id>`, settled once. No address ever stands in it. */
export const notificationDecider: Decider<NotificationCommand, boolean, NotificationEvent> = {
  initial: false,
  decide: (command, settled, recordedAt) => ({ occurredAt: recordedAt, events: settled ? [] : [decided(command)] }),
  evolve: () => true,
};

const decided = (command: NotificationCommand): NotificationEvent => {
  const { notice, dossier, event, attempts } = command;
  const data = { notice, dossier, event, attempts };
  switch (command.type) {
    case 'sent':
      return { type: 'NotificationSent', data: { ...data, channel: command.channel } };
    case 'give-up':
      return { type: 'NotificationGivenUp', data: { ...data, channel: command.channel, reason: command.reason } };
    case 'not-owed':
      return { type: 'NotificationNotOwed', data: { ...data, reason: command.reason } };
  }
};
