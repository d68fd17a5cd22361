import { toMs } from '@lien-thong/calendar';
import { dossierOfStream, type Engine } from '@lien-thong/engine';
import { comparePositions, InvalidPosition, type StoredEvent } from '@lien-thong/event-store';
import { type Endpoint, type EndpointEvent, endpointDecider, NO_ENDPOINT, type ReplayRange } from '../webhooks/endpoint.js';
import type { OutcomeEvent } from '../webhooks/outcome.js';
import { askedAgain, countDead, endDeadRow, forgetEndpoint, keepEndpoint, owe, oweAgain, settle } from './entries.js';
import type { EndpointRow, Entry, LedgerFile } from './ledger-file.js';
import { NoticeBook, ofNotification } from './notice-book.js';
import { Sight, seenBy } from './sight.js';

/** The streams whose events make the ledger. */
export const LEDGER_STREAMS = ['dossier-', 'webhook-', 'delivery-', 'notification-', 'channel-'];

/** The ids of deliveries, the same in every process. */
export interface DeliveryIds {
  webhook(endpoint: string, event: string): string;
  notice(notice: string, event: string): string;
}

const PAGE = 500;

/**
 * Reads what is owed off the log, event by event and in its order: the same events give the same ledger, in every process
 * and whenever it is filled.
 */
export class Bookkeeper {
  readonly #endpoints = new Map<string, Endpoint>();
  readonly #notices: NoticeBook;
  readonly #sight: Sight;

  constructor(
    private readonly engine: Engine,
    private readonly ids: DeliveryIds,
  ) {
    this.#sight = new Sight(engine);
    this.#notices = new NoticeBook(engine.store, (notice, event) => ids.notice(notice, event));
  }

  /** Takes up where the file stands. */
  restore(file: LedgerFile): void {
    this.#endpoints.clear();
    for (const { id, page } of file.statement('SELECT id, page FROM endpoints').all() as EndpointRow[])
      this.#endpoints.set(id, JSON.parse(page) as Endpoint);
    this.#notices.restore(file);
  }

  async entriesOf(event: StoredEvent): Promise<readonly Entry[]> {
    if (event.stream.startsWith('webhook-')) return this.#ofEndpoint(event);
    if (event.stream.startsWith('delivery-')) return ofOutcome(event);
    if (event.stream.startsWith('notification-')) return ofNotification(event);
    if (event.stream.startsWith('channel-')) return this.#notices.ofChannel(event);
    return [...(await this.#ofDossier(event)), ...(await this.#notices.owedBy(event))];
  }

  async #ofDossier(event: StoredEvent): Promise<Entry[]> {
    const asking = [...this.#endpoints.values()].filter((endpoint) => endpoint.state === 'enabled' && asksFor(endpoint, event));
    if (asking.length === 0) return [];
    const seen = await this.#sight.after(event);
    if (seen === null) return [];
    return asking.filter(({ agency }) => seenBy(agency, seen)).map(({ id }) => owe(this.#row(id, event, seen.code, event)));
  }

  async #ofEndpoint(event: StoredEvent): Promise<readonly Entry[]> {
    const id = event.stream.slice('webhook-'.length);
    const { type, data } = event as unknown as EndpointEvent;
    // Written by newer software than this: it is not guessed at.
    if (!ENDPOINT_EVENTS.has(type)) return [];
    const recorded = { ...event, ...event.metadata, type, data } as unknown as Parameters<typeof endpointDecider.evolve>[1];
    const endpoint = endpointDecider.evolve(this.#endpoints.get(id) ?? NO_ENDPOINT, recorded);
    this.#endpoints.set(id, endpoint);
    switch (type) {
      case 'WebhookRemoved':
        this.#endpoints.delete(id);
        return [forgetEndpoint(id)];
      case 'WebhookPinged':
        return [owe(this.#row(id, event, null, event))];
      case 'WebhookReplayRequested':
        return this.#replayed(endpoint, data, event).catch(nothingIfOfAnotherLog);
      case 'WebhookEnabled':
        return [keep(endpoint), endDeadRow(id)];
      default:
        return [keep(endpoint)];
    }
  }

  /** What the endpoint asks for now, of all that was recorded in the range, of dossiers that its agency sees now. */
  async #replayed(endpoint: Endpoint, range: ReplayRange, request: StoredEvent): Promise<Entry[]> {
    const entries: Entry[] = [];
    const types = endpoint.types === null ? {} : { types: endpoint.types };
    const judged = new Map<string, Promise<string | null>>();
    const codeFor = async (stream: string): Promise<string | null> => {
      const seen = await this.#sight.at(stream, request.position);
      return seen !== null && seenBy(endpoint.agency, seen) ? seen.code : null;
    };
    for (let after = range.after; ; ) {
      const page = await this.engine.store.readAll({ after, limit: PAGE, filter: { streams: ['dossier-'], ...types } });
      for (const event of page.events) {
        if (comparePositions(event.position, request.position) > 0) return entries;
        if (!isWithin(event, range)) continue;
        const code = await (judged.get(event.stream) ?? judged.set(event.stream, codeFor(event.stream)).get(event.stream));
        if (code) entries.push(oweAgain(this.#row(endpoint.id, event, code, request)));
      }
      if (page.next === after || comparePositions(page.next, request.position) >= 0) return entries;
      after = page.next;
    }
  }

  /** `asked`: the event since which it is owed. */
  #row(endpoint: string, event: StoredEvent, code: string | null, asked: StoredEvent) {
    const { id, stream, revision, type, position } = event;
    const owedSince = toMs(asked.metadata.recordedAt);
    const delivery = this.ids.webhook(endpoint, id);
    return {
      id: delivery,
      kind: 'webhook',
      lane: endpoint,
      about: null,
      stream,
      revision,
      event: id,
      type,
      code,
      position,
      owedSince,
    } as const;
  }
}

const ENDPOINT_EVENTS: ReadonlySet<string> = new Set<EndpointEvent['type']>([
  'WebhookRegistered',
  'WebhookChanged',
  'WebhookDisabled',
  'WebhookEnabled',
  'WebhookSecretRotated',
  'WebhookRemoved',
  'WebhookPinged',
  'WebhookReplayRequested',
]);

const asksFor = ({ types }: Endpoint, { type, stream }: StoredEvent): boolean =>
  dossierOfStream(stream) !== '' && (types === null || types.includes(type));

const isWithin = ({ metadata }: StoredEvent, { from, to }: ReplayRange): boolean => {
  const at = toMs(metadata.recordedAt);
  return (from === null || at >= toMs(from)) && at <= toMs(to);
};

/** A range after a position of the log as it lay before it moved house: nobody can say any more what that was. */
const nothingIfOfAnotherLog = (error: unknown): Entry[] => {
  if (error instanceof InvalidPosition) return [];
  throw error;
};

/** Sealed secrets stay in the log alone. */
const keep = (endpoint: Endpoint): Entry => {
  const { id, agency, state } = endpoint;
  return keepEndpoint({ id, agency, state, page: JSON.stringify({ ...endpoint, secrets: [] }) });
};

const ofOutcome = (event: StoredEvent): Entry[] => {
  const { type, data } = event as unknown as OutcomeEvent;
  const id = event.stream.slice('delivery-'.length);
  const at = toMs(event.metadata.recordedAt);
  if (type === 'WebhookRequestedAgain') return [askedAgain(id, at)];
  if (type !== 'WebhookDelivered' && type !== 'WebhookGivenUp') return [];
  const { round, attempts, status, endpoint } = data;
  const settled = { id, round, at, attempts, status };
  return type === 'WebhookDelivered'
    ? [settle({ ...settled, state: 'delivered', reason: null }), endDeadRow(endpoint)]
    : [settle({ ...settled, state: 'dead', reason: data.reason }), countDead(endpoint, at)];
};
