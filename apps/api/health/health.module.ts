import { Engine } from '@lien-thong/engine';
import { Alarms, HealthChecks, Metrics, measure, readinessOf } from '@lien-thong/health';
import { ReadModel } from '@lien-thong/read-model';
import { Global, Module, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { HealthController } from './health.controller.js';
import { countRequests } from './http-metrics.js';

const SHARED = [HealthChecks, Metrics];

/** Health and metrics of this process. `app.get(HealthChecks)` and `app.get(Metrics)` take what other parts add. */
@Global()
@Module({ controllers: [HealthController], providers: SHARED, exports: SHARED })
export class HealthModule implements OnModuleInit {
  constructor(
    private readonly engine: Engine,
    private readonly views: ReadModel,
    private readonly alarms: Alarms,
    private readonly checks: HealthChecks,
    private readonly metrics: Metrics,
    private readonly host: HttpAdapterHost,
  ) {}

  onModuleInit(): void {
    for (const check of readinessOf(this.engine, this.views, this.alarms)) this.checks.register(check);
    measure(this.metrics, this.engine, this.views, this.alarms);
    countRequests(this.host.httpAdapter.getInstance<FastifyInstance>(), this.metrics);
  }
}
