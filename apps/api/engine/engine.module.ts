import { type DynamicModule, Global, Module } from '@nestjs/common';
import { Engine } from '@lien-thong/engine';
import { TokenVerifier } from '@lien-thong/security';

/** What was opened before Nest starts: the engine and who checks tokens. */
@Global()
@Module({})
export class EngineModule {
  static with(engine: Engine, tokens: TokenVerifier): DynamicModule {
    const providers = [
      { provide: Engine, useValue: engine },
      { provide: TokenVerifier, useValue: tokens },
    ];
    return { module: EngineModule, providers, exports: providers };
  }
}
