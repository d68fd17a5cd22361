import { toMs } from '@lien-thong/calendar';
import type { EventStore, StoredEvent } from '@lien-thong/event-store';
import { isStale, noticesOf } from '../notices/notices.js';
import type { NotificationEvent } from '../notices/notification.js';
import type { ChannelEvent } from '../notices/switching.js';
import { owe, settle, switchedOff, switchedOn } from './entries.js';
import { type Entry, type LedgerFile, NOTICES_LANE } from './ledger-file.js';

const MOST_OF_AN_APPEND = 100;

/** What the log owes in notices: by which channels there were when an event was recorded, and by how old it was then. */
export class NoticeBook {
  /** Since when each channel is on, in milliseconds. */
  readonly #channels = new Map<string, number>();

  constructor(
    private readonly store: EventStore,
    private readonly idOf: (notice: string, event: string) => string,
  ) {}

  restore(file: LedgerFile): void {
    this.#channels.clear();
    for (const { name, since } of file.statement('SELECT name, since FROM channels').all() as { name: string; since: number }[])
      this.#channels.set(name, since);
  }

  /** Owed where one of its channels was on when the event was recorded. */
  async owedBy(event: StoredEvent): Promise<Entry[]> {
    const recordedAt = toMs(event.metadata.recordedAt);
    const isOn = (channel: string): boolean => (this.#channels.get(channel) ?? Number.POSITIVE_INFINITY) <= recordedAt;
    const owed = this.#channels.size === 0 ? [] : noticesOf(event).filter(({ channels }) => channels.some(isOn));
    if (owed.length === 0 || isStale(event, await this.#claimedFor(event))) return [];
    return owed.map(({ id }) => owe(this.#row(id, event)));
  }

  /** The time that a late entry claims stands in the same append; null where nothing is claimed. */
  async #claimedFor({ stream, revision, metadata }: StoredEvent): Promise<string | null> {
    const following = await this.store.readStream(stream, { from: revision + 1, limit: MOST_OF_AN_APPEND });
    const claim = following.find((next) => next.type === 'CorrectionRequested' && next.metadata.commandId === metadata.commandId);
    return claim === undefined ? null : (claim.data as { occurredAt: string }).occurredAt;
  }

  #row(notice: string, { id, stream, revision, type, position, metadata }: StoredEvent) {
    const owedSince = toMs(metadata.recordedAt);
    const own = { id: this.idOf(notice, id), kind: 'notice', lane: NOTICES_LANE, about: notice, code: null } as const;
    return { ...own, stream, revision, event: id, type, position, owedSince };
  }

  ofChannel({ stream, type, metadata }: StoredEvent): Entry[] {
    const channel = stream.slice('channel-'.length);
    const since = toMs(metadata.recordedAt);
    switch (type as ChannelEvent['type']) {
      case 'ChannelSwitchedOn':
        this.#channels.set(channel, since);
        return [switchedOn(channel, since)];
      case 'ChannelSwitchedOff':
        this.#channels.delete(channel);
        return [switchedOff(channel)];
    }
    return [];
  }
}

/** What came of a notice. */
export const ofNotification = (event: StoredEvent): Entry[] => {
  const { type, data } = event as unknown as NotificationEvent;
  const id = event.stream.slice('notification-'.length);
  const settled = { id, round: 0, at: toMs(event.metadata.recordedAt), attempts: data.attempts, status: null };
  switch (type) {
    case 'NotificationSent':
      return [settle({ ...settled, state: 'delivered', reason: null, channel: data.channel })];
    case 'NotificationGivenUp':
      return [settle({ ...settled, state: 'dead', reason: data.reason, channel: data.channel })];
    case 'NotificationNotOwed':
      return [settle({ ...settled, state: 'void', reason: data.reason })];
    default:
      return [];
  }
};
