import type { Dossier } from '@lien-thong/domain';
import { dossierOfStream, type Engine, SYSTEM } from '@lien-thong/engine';
import { type Executor, executor, type StoredEvent } from '@lien-thong/event-store';
import type { Applicant } from '@lien-thong/security';
import type { Attempt, Carried } from '../carrier/carrier.js';
import type { ListedRow } from '../ledger/ledger-file.js';
import { plain } from '../plain-codec.js';
import type { NoticeChannel } from './channels/channel.js';
import type { ChannelName, Notice } from './notices.js';
import { noticeById } from './notices.js';
import { type NotificationCommand, type NotificationEvent, type NotOwedFor, notificationDecider } from './notification.js';
import { wordingOf } from './wording.js';

const DONE: Carried = { is: 'done' };

/** How somebody can be reached; null where a person was erased. */
type Addresses = Partial<Record<ChannelName, string>> | null;

/**
 * Tells people what the log owes them. An address is unsealed for the moment of sending, and stands nowhere else: not in the
 * ledger, not in a job, not in what came of it.
 */
export class NoticeSender {
  readonly #notifications: Executor<NotificationCommand, boolean, NotificationEvent>;

  constructor(
    private readonly engine: Engine,
    private readonly channels: readonly NoticeChannel[],
    /** By what notices go out now, from any process. */
    private readonly switchedOn: () => readonly string[],
  ) {
    const { store, clock } = engine;
    const now = (): number => clock.now();
    this.#notifications = executor({ store, now, decider: notificationDecider, codec: plain<NotificationEvent>() });
  }

  async send(row: ListedRow, attempt: Attempt): Promise<Carried> {
    const notice = noticeById(row.about ?? '');
    const [event] = await this.engine.store.readStream(row.stream, { from: row.revision, limit: 1 });
    if (notice === undefined || event === undefined || (await this.#isSettled(row))) return DONE;
    const { state: dossier } = await this.engine.dossiers.load(row.stream);
    if (notice.onlyOfChannel !== undefined && dossier.channel !== notice.onlyOfChannel)
      return this.#notOwed(row, attempt, 'not-of-this-way');
    const addresses = await this.#addressesOf(notice, dossier, event);
    if (addresses === null) return this.#notOwed(row, attempt, 'erased');
    const ways = notice.channels.flatMap((name) => this.channels.filter((channel) => channel.name === name));
    const channel = ways.find(({ name }) => addresses[name] !== undefined);
    if (channel === undefined) return this.#unsent(row, attempt, notice, addresses);
    const wording = wordingOf(notice, dossier, event, this.engine.rules);
    const told = await channel.send({ id: row.id, to: addresses[channel.name] as string, ...wording });
    return this.#settle(row, attempt, channel.name, told);
  }

  /** While a configuration goes round, another worker may have the channel that this one lacks: the notice is left to it. */
  async #unsent(row: ListedRow, attempt: Attempt, { channels }: Notice, addresses: object): Promise<Carried> {
    const elsewhere = channels.filter((name) => !this.#has(name) && this.switchedOn().includes(name));
    if (elsewhere.some((name) => name in addresses)) return { is: 'again', notBeforeMs: 0 };
    return this.#notOwed(row, attempt, channels.some((name) => this.#has(name)) ? 'no-address' : 'no-channel');
  }

  #has(name: ChannelName): boolean {
    return this.channels.some((channel) => channel.name === name);
  }

  async #settle(
    row: ListedRow,
    attempt: Attempt,
    channel: ChannelName,
    told: 'sent' | 'refused' | 'unreachable',
  ): Promise<Carried> {
    if (told === 'unreachable' && !attempt.last) return { is: 'again', notBeforeMs: 0 };
    const settling = { ...settlingOf(row, attempt), channel };
    await this.#record(row, told === 'sent' ? { ...settling, type: 'sent' } : { ...settling, type: 'give-up', reason: told });
    return DONE;
  }

  async #notOwed(row: ListedRow, attempt: Attempt, reason: NotOwedFor): Promise<Carried> {
    await this.#record(row, { ...settlingOf(row, attempt), type: 'not-owed', reason });
    return DONE;
  }

  async #addressesOf({ to }: Notice, dossier: Dossier, { data }: StoredEvent): Promise<Addresses> {
    if (to === 'applicant') return this.#ofApplicant(dossier);
    const { rules } = this.engine;
    const about = (data as { agency?: string | null }).agency ?? dossier.receivingAgency;
    const code = to === 'receiving' ? dossier.receivingAgency : to === 'superior' ? (rules.agency(about)?.superior ?? '') : about;
    const mailbox = rules.agency(code)?.mailbox;
    return mailbox === undefined ? {} : { email: mailbox };
  }

  async #ofApplicant({ id }: Dossier): Promise<Addresses> {
    const [first] = await this.engine.store.readStream(`dossier-${id}`, { limit: 1 });
    const personal = first === undefined ? null : await this.engine.personalOf(first);
    if (personal === null) return null;
    const { email, phone } = personal.applicant as Applicant;
    return { ...(email ? { email } : {}), ...(phone ? { sms: phone, zalo: phone } : {}) };
  }

  async #isSettled({ id }: ListedRow): Promise<boolean> {
    return (await this.#notifications.load(streamOf(id))).state;
  }

  async #record(row: ListedRow, command: NotificationCommand): Promise<void> {
    const commandId = this.engine.secrets.idFor('notification-outcome', row.id);
    await this.#notifications.execute(streamOf(row.id), command, { commandId, actor: SYSTEM });
  }
}

const streamOf = (id: string): string => `notification-${id}`;

const settlingOf = ({ about, stream, event }: ListedRow, { number }: Attempt) => ({
  notice: about ?? '',
  dossier: dossierOfStream(stream),
  event,
  attempts: number,
});
