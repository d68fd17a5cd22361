import { Deliveries } from '@lien-thong/deliveries';
import { Engine } from '@lien-thong/engine';
import { Alarms } from '@lien-thong/health';
import { ReadModel } from '@lien-thong/read-model';
import { TokenVerifier } from '@lien-thong/security';
import { type DynamicModule, Global, Module } from '@nestjs/common';
import { QueuePlace } from '../queues/queue-place.js';

/** What is opened before Nest starts: the engine, its views, and who checks tokens. */
export interface Opened {
  readonly engine: Engine;
  readonly views: ReadModel;
  readonly tokens: TokenVerifier;
  readonly alarms: Alarms;
  readonly deliveries: Deliveries;
  /** Of the queues, where there are any. */
  readonly redisUrl?: string;
}

@Global()
@Module({})
export class EngineModule {
  static with({ engine, views, tokens, alarms, deliveries, redisUrl }: Opened): DynamicModule {
    const providers = [
      { provide: Engine, useValue: engine },
      { provide: ReadModel, useValue: views },
      { provide: TokenVerifier, useValue: tokens },
      { provide: Alarms, useValue: alarms },
      { provide: Deliveries, useValue: deliveries },
      { provide: QueuePlace, useValue: new QueuePlace(redisUrl) },
    ];
    return { module: EngineModule, providers, exports: providers };
  }
}
