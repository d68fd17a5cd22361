import type { Config } from '@lien-thong/config';
import { Deliveries } from '@lien-thong/deliveries';
import { Engine, openViews, seedDemo } from '@lien-thong/engine';
import { opening } from '@lien-thong/health';
import { LocalTokens, OidcTokens, type TokenVerifier } from '@lien-thong/security';
import { ApiModule } from '../api/api.module.js';
import { EngineModule } from '../api/engine/engine.module.js';
import { httpApp, listening } from '../api/http-app.js';
import { Worker } from '../worker/worker.js';

export interface Running {
  readonly url: string;
  /** How alarms are carried, in words. */
  readonly alarms: string;
  readonly engine: Engine;
  /** Null where tokens come from an OIDC issuer. */
  readonly localTokens: LocalTokens | null;
  stop(): Promise<void>;
}

/** API and worker in one process on the embedded stores. `ownRedis`: start an installed redis-server where none is configured. */
export const standalone = (config: Config, { ownRedis = config.ownRedis } = {}): Promise<Running> =>
  opening(async (closes) => {
    const engine = await Engine.open(config);
    closes(() => engine.close());
    // Before anybody watches deadlines: its alarms ring in the past, each at its own instant.
    if (config.seed === 'demo') await seedDemo(engine);
    const localTokens = config.tokens.kind === 'local' ? await LocalTokens.open(config.dataDir) : null;
    const tokens: TokenVerifier = config.tokens.kind === 'oidc' ? new OidcTokens(config.tokens) : (localTokens as LocalTokens);
    const views = openViews(engine);
    views.start();
    closes(() => views.stop());
    const worker = await Worker.start(engine, views, ownRedis);
    closes(() => worker.stop());
    const deliveries = Deliveries.open(engine);
    closes(() => deliveries.stop());
    await deliveries.carry({ redisUrl: worker.redisUrl, warn: (remark) => console.warn(`Redis: ${remark}`) });
    const app = await httpApp(
      ApiModule.with(EngineModule.with({ engine, views, tokens, alarms: worker, deliveries, redisUrl: worker.redisUrl })),
    );
    closes(() => app.close());
    const url = await listening(app, config);
    return { url, alarms: worker.description, engine, localTokens };
  });
