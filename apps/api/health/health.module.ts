import { Global, Module, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { Engine, NATION } from '@lien-thong/engine';
import type { FastifyInstance } from 'fastify';
import { HealthChecks } from './health-checks.js';
import { HealthController } from './health.controller.js';
import { countRequests } from './http-metrics.js';
import { Metrics } from './metrics.js';

const SHARED = [HealthChecks, Metrics];

/** Health and metrics of this process. `app.get(HealthChecks)` and `app.get(Metrics)` take what other parts add. */
@Global()
@Module({ controllers: [HealthController], providers: SHARED, exports: SHARED })
export class HealthModule implements OnModuleInit {
  constructor(
    private readonly engine: Engine,
    private readonly checks: HealthChecks,
    private readonly metrics: Metrics,
    private readonly host: HttpAdapterHost,
  ) {}

  onModuleInit(): void {
    const { store, catalogue } = this.engine;
    this.checks.register({
      name: 'store',
      check: () => {
        const { writable, reason } = store.health();
        return { ok: writable, detail: writable ? 'writable' : (reason ?? 'not writable') };
      },
    });
    this.checks.register({
      name: 'catalogue',
      check: () => ({
        ok: catalogue.calendars.has(NATION),
        detail: `${catalogue.calendars.ids().length} calendars, ${catalogue.agencies.all().length} agencies`,
      }),
    });
    this.metrics.gauge('lien_thong_store_writable', '1 while the event store takes appends.', () => (store.health().writable ? 1 : 0));
    this.metrics.gauge('lien_thong_log_events', 'Events in the log, where the store counts them.', async () => counted(await store.head()));
    countRequests(this.host.httpAdapter.getInstance<FastifyInstance>(), this.metrics);
  }
}

/** The embedded stores count their positions from 1; the others' are opaque. */
const counted = (head: string | null): number | null => {
  if (head === null) return 0;
  return /^\d{1,15}$/.test(head) ? Number(head) : null;
};
