import { type Instant, toMs, toText } from '@lien-thong/calendar';
import { type Decider, type Event, Refusal } from '@lien-thong/domain';

/** Why an endpoint gets nothing: a person said so, the receiver answered 410, or nothing could be delivered for long. */
export type DisabledFor = 'by-hand' | 'gone' | 'failing';

/** A signing secret, sealed, by the event that brought it. `until`: how long a replaced one still signs; null for the newest. */
export interface EndpointSecret {
  readonly event: string;
  readonly sealed: string;
  readonly until: Instant | null;
}

/** Where one agency's system takes events. `types`: those it asks for; null is all. */
export interface Endpoint {
  readonly id: string;
  readonly agency: string;
  readonly url: string;
  readonly types: readonly string[] | null;
  readonly description: string | null;
  readonly state: 'absent' | 'enabled' | 'disabled' | 'removed';
  readonly disabled: { readonly reason: DisabledFor; readonly at: Instant } | null;
  readonly registeredAt: Instant;
  readonly secrets: readonly EndpointSecret[];
}

export const NO_ENDPOINT: Endpoint = {
  id: '',
  agency: '',
  url: '',
  types: null,
  description: null,
  state: 'absent',
  disabled: null,
  registeredAt: '',
  secrets: [],
};

interface Settings {
  readonly url: string;
  readonly types: readonly string[] | null;
  readonly description: string | null;
}

/** Events of the log: recorded from an instant on (inclusive) or after a position, up to an instant (inclusive). */
export interface ReplayRange {
  readonly from: Instant | null;
  readonly after: string | null;
  readonly to: Instant;
}

export type EndpointCommand =
  | ({ readonly type: 'register'; readonly id: string; readonly agency: string; readonly secret: string } & Settings)
  | ({ readonly type: 'change' } & Partial<Settings>)
  | { readonly type: 'disable'; readonly reason: DisabledFor }
  | { readonly type: 'enable' }
  | { readonly type: 'rotate-secret'; readonly secret: string; readonly overlapHours: number }
  | { readonly type: 'remove' }
  | { readonly type: 'ping' }
  | ({ readonly type: 'replay' } & ReplayRange);

interface Sealed {
  readonly sealed?: string;
}
export type EndpointEvent =
  | Event<'WebhookRegistered', Settings & Sealed & { readonly id: string; readonly agency: string }>
  | Event<'WebhookChanged', Partial<Settings>>
  | Event<'WebhookDisabled', { readonly reason: DisabledFor }>
  | Event<'WebhookEnabled', object>
  | Event<'WebhookSecretRotated', Sealed & { readonly overlapUntil: Instant }>
  | Event<'WebhookRemoved', object>
  | Event<'WebhookPinged', object>
  | Event<'WebhookReplayRequested', ReplayRange>;

const HOUR_MS = 3_600_000;

/** Endpoints of webhooks: one stream each, `webhook-<id>`. Secrets are sealed under the stream's own key. */
export const endpointDecider: Decider<EndpointCommand, Endpoint, EndpointEvent> = {
  initial: NO_ENDPOINT,
  decide: (command, endpoint, recordedAt) => ({ occurredAt: recordedAt, events: decided(command, endpoint, recordedAt) }),
  evolve: (endpoint, event) => evolved(endpoint, event, event.id, event.recordedAt),
};

const decided = (command: EndpointCommand, endpoint: Endpoint, now: Instant): EndpointEvent[] => {
  if (command.type === 'register') return endpoint.state === 'absent' ? [registered(command)] : [];
  if (endpoint.state === 'absent' || endpoint.state === 'removed') throw new Refusal('webhook-unknown');
  switch (command.type) {
    case 'change':
      return changed(command, endpoint);
    case 'disable':
      return endpoint.state === 'disabled' ? [] : [{ type: 'WebhookDisabled', data: { reason: command.reason } }];
    case 'enable':
      return endpoint.state === 'enabled' ? [] : [{ type: 'WebhookEnabled', data: {} }];
    case 'rotate-secret': {
      const overlapUntil = toText(toMs(now) + command.overlapHours * HOUR_MS);
      return [{ type: 'WebhookSecretRotated', data: { overlapUntil }, personal: { secret: command.secret } }];
    }
    case 'remove':
      return [{ type: 'WebhookRemoved', data: {} }];
    case 'ping':
      return [{ type: 'WebhookPinged', data: whileEnabled(endpoint, {}) }];
    case 'replay':
      return [{ type: 'WebhookReplayRequested', data: whileEnabled(endpoint, rangeOf(command, now)) }];
  }
};

const registered = ({ id, agency, url, types, description, secret }: Extract<EndpointCommand, { type: 'register' }>) =>
  ({ type: 'WebhookRegistered', data: { id, agency, url, types, description }, personal: { secret } }) as const;

/** Only what differs is recorded. */
const changed = ({ url, types, description }: Partial<Settings>, endpoint: Endpoint): EndpointEvent[] => {
  const data = {
    ...(url === undefined || url === endpoint.url ? {} : { url }),
    ...(types === undefined || String(types) === String(endpoint.types) ? {} : { types }),
    ...(description === undefined || description === endpoint.description ? {} : { description }),
  };
  return Object.keys(data).length === 0 ? [] : [{ type: 'WebhookChanged', data }];
};

const whileEnabled = <T>(endpoint: Endpoint, data: T): T => {
  if (endpoint.state !== 'enabled') throw new Refusal('webhook-disabled', { disabled: endpoint.disabled });
  return data;
};

const rangeOf = ({ from, after, to }: ReplayRange, now: Instant): ReplayRange => {
  if (from !== null && toMs(from) > toMs(to)) throw new Refusal('replay-range-invalid', { pointer: '/from' });
  // What is to come comes by itself.
  return { from, after, to: toMs(to) > toMs(now) ? now : to };
};

const evolved = (endpoint: Endpoint, event: EndpointEvent, id: string, at: Instant): Endpoint => {
  switch (event.type) {
    case 'WebhookRegistered': {
      const { sealed, ...settings } = event.data;
      return { ...NO_ENDPOINT, ...settings, state: 'enabled', registeredAt: at, secrets: withNewest([], id, sealed, at) };
    }
    case 'WebhookChanged':
      return { ...endpoint, ...event.data };
    case 'WebhookDisabled':
      return { ...endpoint, state: 'disabled', disabled: { reason: event.data.reason, at } };
    case 'WebhookEnabled':
      return { ...endpoint, state: 'enabled', disabled: null };
    case 'WebhookSecretRotated':
      return { ...endpoint, secrets: withNewest(endpoint.secrets, id, event.data.sealed, event.data.overlapUntil) };
    case 'WebhookRemoved':
      return { ...endpoint, state: 'removed', secrets: [] };
    case 'WebhookPinged':
    case 'WebhookReplayRequested':
      return endpoint;
  }
};

/** The newest signs for good; the one before it up to the end of the overlap, older ones no longer. */
const withNewest = (
  secrets: readonly EndpointSecret[],
  event: string,
  sealed: string | undefined,
  overlapUntil: Instant,
): EndpointSecret[] => {
  const [newest] = secrets;
  return [{ event, sealed: sealed ?? '', until: null }, ...(newest ? [{ ...newest, until: overlapUntil }] : [])];
};
