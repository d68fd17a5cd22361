import type { Decider, Event } from '@lien-thong/domain';

/** Why a delivery was given up: closed words, for nothing that a receiver sends may reach the log. */
export type GivenUpFor =
  | 'status'
  | 'redirected'
  | 'gone'
  | 'timeout'
  | 'connection'
  | 'tls'
  | 'name-unresolved'
  | 'address-refused'
  | 'out-of-sight'
  | 'no-secret';

/** `round`: 0 at first, one more each time it was asked for again. `attempts` in this round, as far as the carrier knew. */
interface Settling {
  readonly endpoint: string;
  readonly event: string;
  readonly round: number;
  readonly attempts: number;
  readonly status: number | null;
}

export type OutcomeCommand =
  | ({ readonly type: 'delivered' } & Settling)
  | ({ readonly type: 'give-up'; readonly reason: GivenUpFor } & Settling)
  | { readonly type: 'ask-again'; readonly endpoint: string; readonly event: string };

export type OutcomeEvent =
  | Event<'WebhookDelivered', Settling>
  | Event<'WebhookGivenUp', Settling & { readonly reason: GivenUpFor }>
  | Event<'WebhookRequestedAgain', { readonly endpoint: string; readonly event: string }>;

/** Rounds that are settled. */
export type Settled = readonly number[];

/** What came of the deliveries: one stream each, `delivery-<id>`. A round is settled once, whoever carries it. */
export const outcomeDecider: Decider<OutcomeCommand, Settled, OutcomeEvent> = {
  initial: [],
  decide: (command, settled, recordedAt) => ({ occurredAt: recordedAt, events: decided(command, settled) }),
  evolve: (settled, event) => (event.type === 'WebhookRequestedAgain' ? settled : [...settled, event.data.round]),
};

const decided = (command: OutcomeCommand, settled: Settled): OutcomeEvent[] => {
  const { endpoint, event } = command;
  if (command.type === 'ask-again') return [{ type: 'WebhookRequestedAgain', data: { endpoint, event } }];
  const { round, attempts, status } = command;
  if (settled.includes(round)) return [];
  const data = { endpoint, event, round, attempts, status };
  return command.type === 'delivered'
    ? [{ type: 'WebhookDelivered', data }]
    : [{ type: 'WebhookGivenUp', data: { ...data, reason: command.reason } }];
};
