import { join } from 'node:path';
import type { Config } from '@lien-thong/config';
import { deliveriesQueue, type Engine } from '@lien-thong/engine';
import { BullmqCarrier } from './carrier/bullmq/bullmq-carrier.js';
import type { Carrier, CarrierHealth } from './carrier/carrier.js';
import { InProcessCarrier } from './carrier/in-process/in-process-carrier.js';
import { Courier } from './courier.js';
import { Bookkeeper } from './ledger/bookkeeper.js';
import { Ledger } from './ledger/ledger.js';
import { type DeliveryState, LedgerFile, type ListedRow } from './ledger/ledger-file.js';
import {
  channelsOn,
  counts,
  deliveriesTo,
  deliveryById,
  endpointsOf,
  type LedgerCounts,
  type LedgerPage,
  type LedgerPageRequest,
  noticesAbout,
} from './ledger/queries.js';
import type { NoticeChannel } from './notices/channels/channel.js';
import { OutboxChannel } from './notices/channels/outbox-channel.js';
import { SmtpChannel } from './notices/channels/smtp-channel.js';
import { NoticeSender } from './notices/send-notice.js';
import { switchChannels } from './notices/switching.js';
import type { Endpoint } from './webhooks/endpoint.js';
import { WebhookEndpoints } from './webhooks/endpoints.js';
import { WebhookSender } from './webhooks/send-webhook.js';

/** A ledger that is this far behind counts later. */
const REFLECTED_WITHIN_MS = 2_000;

export interface CarryOptions {
  /** Unset: deliveries are carried within this process. */
  readonly redisUrl?: string;
  readonly warn?: (remark: string) => void;
}

export interface DeliveriesHealth extends LedgerCounts {
  readonly position: string | null;
  readonly caughtUp: boolean;
  /** Null in a process that does not carry. */
  readonly carrier: CarrierHealth | null;
  /** By what notices go out now, as the log has it. */
  readonly channels: readonly string[];
}

/** What this installation owes to the outside: who takes it, what is owed, and, in a worker, its carrying. */
export class Deliveries {
  readonly endpoints: WebhookEndpoints;
  readonly #file: LedgerFile;
  readonly #ledger: Ledger;
  #courier: Courier | null = null;
  #channels: readonly NoticeChannel[] = [];

  private constructor(private readonly engine: Engine) {
    this.endpoints = new WebhookEndpoints(engine);
    this.#file = LedgerFile.open(join(engine.config.dataDir, 'deliveries.sqlite'));
    const bookkeeper = new Bookkeeper(engine, {
      webhook: (endpoint, event) => this.endpoints.deliveryId(endpoint, event),
      notice: (notice, event) => engine.secrets.idFor('notice', notice, event),
    });
    this.#ledger = new Ledger({ store: engine.store, file: this.#file, bookkeeper });
  }

  /** Opens the ledger of this process and follows the log with it. */
  static open(engine: Engine): Deliveries {
    const deliveries = new Deliveries(engine);
    deliveries.#ledger.start();
    return deliveries;
  }

  /** From now on this process delivers, beside any others that do. */
  async carry(options: CarryOptions = {}): Promise<void> {
    const { webhooks } = this.engine.config;
    this.#channels = channelsOf(this.engine.config);
    await switchChannels(
      this.engine,
      this.#channels.map(({ name }) => name),
    );
    const notices = new NoticeSender(this.engine, this.#channels, () => channelsOn(this.#file));
    const sender = new WebhookSender(this.engine, this.endpoints, this.#file, {
      reach: webhooks,
      reflected: (position) => this.#ledger.waitFor(position, REFLECTED_WITHIN_MS),
    });
    this.#courier = new Courier({
      ledger: this.#ledger,
      file: this.#file,
      carrier: this.#carrier(options),
      settled: () => this.#settled(),
      deliver: { webhook: (row, attempt) => sender.send(row, attempt), notice: (row, attempt) => notices.send(row, attempt) },
    });
    await this.#courier.start();
  }

  async #settled(): Promise<void> {
    const head = await this.engine.store.head();
    if (head !== null) await this.#ledger.waitFor(head, REFLECTED_WITHIN_MS);
  }

  #carrier({ redisUrl, warn }: CarryOptions): Carrier {
    const retries = this.engine.config.deliveryRetries;
    if (redisUrl === undefined) return new InProcessCarrier({ retries });
    return new BullmqCarrier({ url: redisUrl, queue: deliveriesQueue(this.engine), retries, warn });
  }

  endpointsOf(agency: string, request: LedgerPageRequest): LedgerPage<Endpoint> {
    const { data, ...page } = endpointsOf(this.#file, agency, request);
    return { ...page, data: data.map(({ page: state }) => JSON.parse(state) as Endpoint) };
  }

  deliveriesTo(query: LedgerPageRequest & { readonly lane: string; readonly state?: DeliveryState }): LedgerPage<ListedRow> {
    return deliveriesTo(this.#file, query);
  }

  noticesAbout(query: LedgerPageRequest & { readonly stream: string }): LedgerPage<ListedRow> {
    return noticesAbout(this.#file, query);
  }

  delivery(id: string): ListedRow | null {
    return deliveryById(this.#file, id);
  }

  waitFor(position: string, timeoutMs: number): Promise<boolean> {
    return this.#ledger.waitFor(position, timeoutMs);
  }

  health(): DeliveriesHealth {
    const { position, caughtUp } = this.#ledger;
    return {
      ...counts(this.#file),
      position,
      caughtUp,
      carrier: this.#courier?.health() ?? null,
      channels: channelsOn(this.#file),
    };
  }

  /** Since when the oldest is owed, in milliseconds of the engine's clock; 0 while nothing is. */
  oldestOwedMs(): number {
    const since = counts(this.#file).oldestOwedSince;
    return since === null ? 0 : Math.max(0, this.engine.clock.now() - since);
  }

  async stop(): Promise<void> {
    await this.#courier?.stop();
    for (const channel of this.#channels) await channel.close();
    await this.#ledger.stop();
    this.#file.close();
  }
}

/** A server for e-mail where one is configured; files where somebody asked for them; else none. */
const channelsOf = ({ mail, outbox, dataDir }: Config): NoticeChannel[] => [
  ...(mail === undefined ? [] : [new SmtpChannel(mail)]),
  ...outbox.map((name) => new OutboxChannel(name, dataDir)),
];
