import { type DynamicModule, Global, Module } from '@nestjs/common';
import { Engine } from '@lien-thong/engine';
import { ReadModel } from '@lien-thong/read-model';
import { TokenVerifier } from '@lien-thong/security';

/** What is opened before Nest starts: the engine, its views, and who checks tokens. */
export interface Opened {
  readonly engine: Engine;
  readonly views: ReadModel;
  readonly tokens: TokenVerifier;
}

@Global()
@Module({})
export class EngineModule {
  static with({ engine, views, tokens }: Opened): DynamicModule {
    const providers = [
      { provide: Engine, useValue: engine },
      { provide: ReadModel, useValue: views },
      { provide: TokenVerifier, useValue: tokens },
    ];
    return { module: EngineModule, providers, exports: providers };
  }
}
