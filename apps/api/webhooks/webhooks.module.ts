import { Deliveries, watchDeliveries } from '@lien-thong/deliveries';
import { HealthChecks, Metrics } from '@lien-thong/health';
import { Module, type OnModuleInit } from '@nestjs/common';
import { WebhookAccess } from './webhook-access.js';
import { WebhookDeliveriesController } from './webhook-deliveries.controller.js';
import { WebhooksController } from './webhooks.controller.js';

@Module({ controllers: [WebhooksController, WebhookDeliveriesController], providers: [WebhookAccess] })
export class WebhooksModule implements OnModuleInit {
  constructor(
    private readonly checks: HealthChecks,
    private readonly metrics: Metrics,
    private readonly deliveries: Deliveries,
  ) {}

  onModuleInit(): void {
    watchDeliveries(this.checks, this.metrics, this.deliveries);
  }
}
