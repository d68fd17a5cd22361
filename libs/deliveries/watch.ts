import type { Finding, HealthChecks, Metrics } from '@lien-thong/health';
import type { Deliveries } from './deliveries.js';

/** What the machines that run this process ask about its deliveries. A queue that is away is a remark: nothing is lost by it. */
export const watchDeliveries = (checks: HealthChecks, metrics: Metrics, deliveries: Deliveries): void => {
  checks.register({ name: 'deliveries', check: () => finding(deliveries) });
  metrics.gauge('lien_thong_deliveries_owed', 'Webhooks and notices that are owed.', () => deliveries.health().owed);
  metrics.gauge('lien_thong_deliveries_dead', 'Webhooks and notices that were given up.', () => deliveries.health().dead);
  metrics.gauge(
    'lien_thong_deliveries_oldest_owed_seconds',
    "Since when the oldest is owed, by the engine's clock; 0 while none is.",
    () => deliveries.oldestOwedMs() / 1000,
  );
  metrics.gauge('lien_thong_delivery_carrier_ok', '1 while deliveries are carried by this process.', () => {
    const { carrier } = deliveries.health();
    return carrier === null ? null : carrier.ok ? 1 : 0;
  });
};

const finding = (deliveries: Deliveries): Finding => {
  const { owed, dead, caughtUp, carrier, channels } = deliveries.health();
  const remarks = [
    caughtUp ? `${owed} owed, ${dead} given up` : 'catching up',
    channels.length === 0 ? 'no channel for notices is configured: nobody is told anything' : `notices by ${channels.join(', ')}`,
    ...(carrier === null ? ['carried by other processes'] : [carrier.kind, ...carrier.remarks]),
  ];
  return { ok: true, detail: remarks.join('; ') };
};
