import type { Config } from '@lien-thong/config';
import { Deliveries } from '@lien-thong/deliveries';
import { Engine, openViews } from '@lien-thong/engine';
import { opening, tellProgress, type Up } from '@lien-thong/health';
import { LocalTokens, OidcTokens } from '@lien-thong/security';
import { AlarmsElsewhere } from './alarms-elsewhere.js';
import { ApiModule } from './api.module.js';
import { Draining } from './draining.js';
import { EngineModule } from './engine/engine.module.js';
import { httpApp, listening } from './http-app.js';

/**
 * One API process among others: its own replica of the views, everything else shared. It answers while it catches up. Stopped, it
 * is not ready at once, and gone when the drain is over and every request under way was answered.
 */
export const serveApi = (config: Config): Promise<Up> =>
  opening(async (closes) => {
    const engine = await Engine.open(config);
    closes(() => engine.close());
    const tokens = config.tokens.kind === 'oidc' ? new OidcTokens(config.tokens) : await LocalTokens.open(config.dataDir);
    const views = openViews(engine);
    views.start();
    closes(() => views.stop());
    closes(tellProgress(views));
    const deliveries = Deliveries.open(engine);
    closes(() => deliveries.stop());
    const alarms = new AlarmsElsewhere(engine, views);
    const app = await httpApp(
      ApiModule.with(EngineModule.with({ engine, views, tokens, alarms, deliveries, redisUrl: config.redisUrl })),
    );
    closes(() => app.close());
    const draining = new Draining(app);
    const url = await listening(app, config);
    closes(() => draining.for(config.drainSeconds));
    return { url };
  });
