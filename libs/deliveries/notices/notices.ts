import { dayOf, toMs } from '@lien-thong/calendar';
import type { Channel, Text } from '@lien-thong/domain';
import type { StoredEvent } from '@lien-thong/event-store';
import notices from './data/vn-notices.json' with { type: 'json' };

/** By what a notice goes out. */
export const CHANNELS = ['email', 'sms', 'zalo'] as const;
export type ChannelName = (typeof CHANNELS)[number];

/** The applicant, or the mailbox of an agency: the one that the event is about, the desk, the superior of the first. */
export type Recipient = 'applicant' | 'agency' | 'receiving' | 'superior';

/**
 * Which event owes a notice to whom, as data: where it stands (`law` names a text, `practice` a report, `product` is our own
 * choice), and whether anybody has read it there. Texts hold `{placeholders}`, and nothing sensitive.
 */
export interface Notice {
  readonly id: string;
  readonly on: string;
  /** Members of the event's data that must be so. */
  readonly where?: Readonly<Record<string, string | boolean>>;
  readonly to: Recipient;
  /** Only for dossiers that were handed in by this way. */
  readonly onlyOfChannel?: Channel;
  readonly kind: 'law' | 'practice' | 'product';
  readonly source: string;
  readonly verified: boolean;
  readonly validFrom: string;
  readonly validTo: string | null;
  /** In the order of preference: the first by which the recipient can be reached. */
  readonly channels: readonly ChannelName[];
  readonly subject: Text;
  readonly text: Text;
}

export const NOTICES: readonly Notice[] = notices as readonly Notice[];

/** History tells nobody anything new. */
const STALE_AFTER_MS = 3 * 24 * 3_600_000;

/** What is recorded so long after it happened, or after the time that is claimed for it: an import, a long standstill. */
export const isStale = ({ metadata }: StoredEvent, claimed: string | null): boolean =>
  toMs(metadata.recordedAt) - toMs(claimed ?? metadata.occurredAt) > STALE_AFTER_MS;

/** The notices that an event is about, on the day on which it happened. */
export const noticesOf = ({ type, data, metadata }: StoredEvent): readonly Notice[] => {
  const day = dayOf(toMs(metadata.occurredAt));
  return NOTICES.filter((notice) => notice.on === type && isValid(notice, day) && holds(notice, data as Record<string, unknown>));
};

export const noticeById = (id: string): Notice | undefined => NOTICES.find((notice) => notice.id === id);

const isValid = ({ validFrom, validTo }: Notice, day: string): boolean =>
  validFrom <= day && (validTo === null || day <= validTo);

const holds = ({ where = {} }: Notice, data: Record<string, unknown>): boolean =>
  Object.entries(where).every(([member, value]) => data[member] === value);
