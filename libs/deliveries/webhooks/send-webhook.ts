import { dossierScope, dossierStream, type Engine, SYSTEM } from '@lien-thong/engine';
import { type StoredEvent, UnreadableEvent } from '@lien-thong/event-store';
import type { Attempt, Carried } from '../carrier/carrier.js';
import type { LedgerFile, ListedRow } from '../ledger/ledger-file.js';
import { endpointRow } from '../ledger/queries.js';
import { seenBy } from '../ledger/sight.js';
import type { Reach } from './addresses.js';
import type { Endpoint } from './endpoint.js';
import type { WebhookEndpoints } from './endpoints.js';
import { dossierMessage, pingMessage, signedHeaders } from './message.js';
import type { GivenUpFor, OutcomeCommand } from './outcome.js';
import { type Answer, post } from './post.js';

export interface WebhookSenderOptions {
  readonly reach: Reach;
  /** Until the ledger reflects a position, or a moment has passed. */
  reflected(position: string): Promise<unknown>;
}

const DONE: Carried = { is: 'done' };
/** An endpoint to which nothing could be delivered for so long is disabled. */
const FAILING_FOR_MS = 3 * 24 * 3_600_000;
/** Fewer failures than these are no proof of anything. */
const FAILING_AT_LEAST = 5;
const LONGEST_REST_MS = 24 * 3_600_000;

/** Sends what is owed to endpoints. What came of it stands in the log, once, whoever carried it. */
export class WebhookSender {
  constructor(
    private readonly engine: Engine,
    private readonly endpoints: WebhookEndpoints,
    private readonly file: LedgerFile,
    private readonly options: WebhookSenderOptions,
  ) {}

  async send(row: ListedRow, attempt: Attempt): Promise<Carried> {
    const endpoint = await this.endpoints.load(row.lane);
    // Held while it is disabled: it stays owed, and is handed over again once it is enabled.
    if (endpoint.state !== 'enabled' || (await this.endpoints.isSettled(row.id, row.round))) return DONE;
    const body = await this.#bodyOf(row, endpoint);
    if (body === null) return this.#unsent(row, attempt, 'out-of-sight');
    const secrets = await this.endpoints.secretsOf(endpoint);
    // Removed a moment ago, or restored without its key: nothing ever goes out unsigned.
    if (secrets.length === 0) return this.#unsent(row, attempt, 'no-secret');
    const headers = signedHeaders(secrets, row.id, body);
    const answer = await post(endpoint.url, headers, body, { reach: this.options.reach, signal: attempt.signal });
    if (attempt.signal.aborted && answer.is === 'failed') return { is: 'again', notBeforeMs: 0 };
    return this.#settle(row, endpoint, attempt, answer);
  }

  async #unsent(row: ListedRow, attempt: Attempt, reason: GivenUpFor): Promise<Carried> {
    await this.#giveUp(row, attempt, reason, null);
    return DONE;
  }

  /** Null where the agency does not see the dossier, as it is now. */
  async #bodyOf(row: ListedRow, { id, agency }: Endpoint): Promise<string | null> {
    const [event] = await this.engine.store.readStream(row.stream, { from: row.revision, limit: 1 });
    if (event === undefined) return null;
    if (row.code === null) return pingMessage(event, id);
    return (await this.#isSeen(agency, row.code, event)) ? dossierMessage(event, dossierOf(event, row.code)) : null;
  }

  async #isSeen(agency: string, code: string, { stream }: StoredEvent): Promise<boolean> {
    try {
      const { state } = await this.engine.dossiers.load(stream);
      return seenBy(agency, { code, scope: dossierScope(state, this.engine.rules, this.engine.today()) });
    } catch (error) {
      if (error instanceof UnreadableEvent) return false;
      throw error;
    }
  }

  async #settle(row: ListedRow, endpoint: Endpoint, attempt: Attempt, answer: Answer): Promise<Carried> {
    switch (answer.is) {
      case 'accepted':
        await this.#record(row, { ...settling(row, attempt, answer.status), type: 'delivered' });
        return DONE;
      case 'gone':
        await this.#giveUp(row, attempt, 'gone', answer.status);
        await this.#disable(endpoint, 'gone', row.id);
        return DONE;
      case 'failed': {
        if (!attempt.last) return { is: 'again', notBeforeMs: Math.min(answer.retryAfterMs ?? 0, LONGEST_REST_MS) };
        const position = await this.#giveUp(row, attempt, answer.reason, answer.status);
        if (position !== null) await this.options.reflected(position);
        await this.#disableIfFailing(endpoint, row.id);
        return DONE;
      }
    }
  }

  #giveUp(row: ListedRow, attempt: Attempt, reason: GivenUpFor, status: number | null): Promise<string | null> {
    return this.#record(row, { ...settling(row, attempt, status), type: 'give-up', reason });
  }

  async #record(row: ListedRow, command: OutcomeCommand): Promise<string | null> {
    const commandId = this.engine.secrets.idFor('webhook-outcome', row.id, String(row.round));
    const { position } = await this.endpoints.record(row.id, command, { commandId, actor: SYSTEM });
    return position;
  }

  /** The ledger counts what was given up without a delivery between, this one included. */
  async #disableIfFailing(endpoint: Endpoint, delivery: string): Promise<void> {
    const known = endpointRow(this.file, endpoint.id);
    if (known === null || known.deadSince === null || known.deadInARow < FAILING_AT_LEAST) return;
    if (this.engine.clock.now() - known.deadSince >= FAILING_FOR_MS) await this.#disable(endpoint, 'failing', delivery);
  }

  async #disable({ id }: Endpoint, reason: 'gone' | 'failing', delivery: string): Promise<void> {
    const commandId = this.engine.secrets.idFor('webhook-disable', id, delivery);
    await this.endpoints.execute(id, { type: 'disable', reason }, { commandId, actor: SYSTEM });
  }
}

const dossierOf = ({ stream }: StoredEvent, code: string) => ({ id: stream.slice(dossierStream('').length), code });

const settling = ({ lane, event, round }: ListedRow, { number }: Attempt, status: number | null) => ({
  endpoint: lane,
  event,
  round,
  attempts: number,
  status,
});
