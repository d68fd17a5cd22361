import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR } from '@nestjs/core';
import { CqrsModule } from '@nestjs/cqrs';
import { BearerGuard } from './access/bearer.guard.js';
import { ApologiesModule } from './apologies/apologies.module.js';
import { AuditModule } from './audit/audit.module.js';
import { CatalogueModule } from './catalogue/catalogue.module.js';
import { DocsModule } from './docs/docs.module.js';
import { DossiersModule } from './dossiers/dossiers.module.js';
import { EventsModule } from './events/events.module.js';
import { HealthModule } from './health/health.module.js';
import { AbreastInterceptor } from './http/abreast.interceptor.js';
import { PatienceInterceptor } from './http/patience.interceptor.js';
import { ListsModule } from './lists/lists.module.js';
import { ProblemFilter } from './problems/problems.js';
import { QueuesModule } from './queues/queues.module.js';
import { TestClockModule } from './test-clock/test-clock.module.js';
import { WebhooksModule } from './webhooks/webhooks.module.js';

const ROUTES = [
  CatalogueModule,
  DossiersModule,
  ApologiesModule,
  ListsModule,
  TestClockModule,
  EventsModule,
  HealthModule,
  DocsModule,
  AuditModule,
  WebhooksModule,
  QueuesModule,
];

/** Everything that answers over HTTP. */
@Module({})
export class ApiModule {
  static with(engine: DynamicModule): DynamicModule {
    return {
      module: ApiModule,
      imports: [CqrsModule.forRoot(), engine, ...ROUTES],
      providers: [
        { provide: APP_FILTER, useClass: ProblemFilter },
        { provide: APP_GUARD, useClass: BearerGuard },
        { provide: APP_INTERCEPTOR, useClass: PatienceInterceptor },
        { provide: APP_INTERCEPTOR, useClass: AbreastInterceptor },
      ],
    };
  }
}
