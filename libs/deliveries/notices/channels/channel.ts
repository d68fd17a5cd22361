import type { ChannelName } from '../notices.js';

/** What is to be told. `id` stays the same however often it is sent. */
export interface NoticeMessage {
  readonly id: string;
  /** An e-mail address or a telephone number: nothing keeps it but the channel's own far end. */
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** `refused`: for good · `unreachable`: to be tried again. */
export type Told = 'sent' | 'refused' | 'unreachable';

/** A way to tell somebody something. Never throws, and says nothing of whom it told. */
export abstract class NoticeChannel {
  abstract readonly name: ChannelName;
  abstract send(message: NoticeMessage): Promise<Told>;
  abstract close(): Promise<void>;
}
