export { type CarryOptions, Deliveries, type DeliveriesHealth, deliveriesQueue } from './deliveries.js';
export type { DeliveryState, ListedRow } from './ledger/ledger-file.js';
export type { LedgerCounts, LedgerPage, LedgerPageRequest } from './ledger/queries.js';
export { watchDeliveries } from './watch.js';
export type { Reach } from './webhooks/addresses.js';
export type { DisabledFor, Endpoint, EndpointCommand, EndpointEvent, ReplayRange } from './webhooks/endpoint.js';
export { type EndpointOutcome, endpointStream, type WebhookEndpoints } from './webhooks/endpoints.js';
export { newSecret } from './webhooks/message.js';
export { addressesOf, BadTarget, LONGEST_URL, resolveBySystem, type TargetFault, targetUrl } from './webhooks/target.js';
