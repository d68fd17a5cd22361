import { toMs } from '@lien-thong/calendar';
import type { Engine } from '@lien-thong/engine';
import { type Envelope, type Executor, executor, type Outcome } from '@lien-thong/event-store';
import { plain } from '../plain-codec.js';
import { type Endpoint, type EndpointCommand, type EndpointEvent, endpointDecider } from './endpoint.js';
import { type OutcomeCommand, type OutcomeEvent, outcomeDecider, type Settled } from './outcome.js';

export const endpointStream = (id: string): string => `webhook-${id}`;
export const deliveryStream = (id: string): string => `delivery-${id}`;

export type EndpointOutcome = Outcome<Endpoint, EndpointEvent>;

/** The endpoints of all agencies and what came of their deliveries, as they stand in the log. */
export class WebhookEndpoints {
  readonly #endpoints: Executor<EndpointCommand, Endpoint, EndpointEvent>;
  readonly #outcomes: Executor<OutcomeCommand, Settled, OutcomeEvent>;

  constructor(private readonly engine: Engine) {
    const { store, sealer, clock } = engine;
    const now = (): number => clock.now();
    this.#endpoints = executor({ store, sealer, now, decider: endpointDecider, codec: plain<EndpointEvent>() });
    this.#outcomes = executor({ store, now, decider: outcomeDecider, codec: plain<OutcomeEvent>() });
  }

  /** The id of a delivery, the same for every process: of one event to one endpoint. */
  deliveryId(endpoint: string, event: string): string {
    return this.engine.secrets.idFor('webhook-delivery', endpoint, event);
  }

  async load(id: string): Promise<Endpoint> {
    return (await this.#endpoints.load(endpointStream(id))).state;
  }

  async hasTaken(id: string, commandId: string): Promise<boolean> {
    return (await this.#endpoints.load(endpointStream(id))).commands.has(commandId);
  }

  /** A removed endpoint has no secrets any more: their key is destroyed with it. */
  async execute(id: string, command: EndpointCommand, envelope: Envelope): Promise<EndpointOutcome> {
    const outcome = await this.#endpoints.execute(endpointStream(id), command, envelope);
    if (outcome.state.state === 'removed' && envelope.dryRun !== true) await this.engine.keys.destroy(endpointStream(id));
    return outcome;
  }

  /** The secrets that sign now, newest first. */
  async secretsOf({ id, secrets }: Endpoint): Promise<string[]> {
    const now = this.engine.clock.now();
    const valid = secrets.filter(({ until }) => until === null || toMs(until) > now);
    const opened = await Promise.all(
      valid.map(({ event, sealed }) => this.engine.sealer.open(endpointStream(id), event, sealed)),
    );
    return opened.flatMap((personal) => (personal === null ? [] : [personal.secret as string]));
  }

  /** The secret that a command brought, for its first answer and the replays of it. */
  async secretOf({ events, state }: EndpointOutcome): Promise<string | null> {
    const brought = events.find(({ data }) => 'sealed' in data);
    if (brought === undefined) return null;
    const { sealed } = brought.data as { sealed: string };
    const personal = await this.engine.sealer.open(endpointStream(state.id), brought.id, sealed);
    return (personal?.secret as string | undefined) ?? null;
  }

  async isSettled(delivery: string, round: number): Promise<boolean> {
    return (await this.#outcomes.load(deliveryStream(delivery))).state.includes(round);
  }

  record(delivery: string, command: OutcomeCommand, envelope: Envelope): Promise<Outcome<Settled, OutcomeEvent>> {
    return this.#outcomes.execute(deliveryStream(delivery), command, envelope);
  }
}
