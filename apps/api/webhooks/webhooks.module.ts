import { Deliveries, watchDeliveries } from '@lien-thong/deliveries';
import { HealthChecks, Metrics } from '@lien-thong/health';
import { Module, type OnModuleInit } from '@nestjs/common';
import { DossiersModule } from '../dossiers/dossiers.module.js';
import { NotificationsController } from './notifications.controller.js';
import { WebhookAccess } from './webhook-access.js';
import { WebhookDeliveriesController } from './webhook-deliveries.controller.js';
import { WebhooksController } from './webhooks.controller.js';

@Module({
  imports: [DossiersModule],
  controllers: [WebhooksController, WebhookDeliveriesController, NotificationsController],
  providers: [WebhookAccess],
})
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
