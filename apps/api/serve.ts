import type { Config } from '@lien-thong/config';
import { Deliveries } from '@lien-thong/deliveries';
import { Engine, openViews } from '@lien-thong/engine';
import { tellProgress } from '@lien-thong/health';
import { LocalTokens, OidcTokens } from '@lien-thong/security';
import { AlarmsElsewhere } from './alarms-elsewhere.js';
import { ApiModule } from './api.module.js';
import { Draining } from './draining.js';
import { EngineModule } from './engine/engine.module.js';
import { httpApp } from './http-app.js';

export interface Served {
  readonly url: string;
  /** Not ready at once, gone when the drain is over and every request under way was answered. */
  stop(): Promise<void>;
}

/** One API process among others: its own replica of the views, everything else shared. It answers while it catches up. */
export const serveApi = async (config: Config): Promise<Served> => {
  const closing: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    for (const close of closing.splice(0).reverse()) await close();
  };
  try {
    const engine = await Engine.open(config);
    closing.push(() => engine.close());
    const tokens = config.tokens.kind === 'oidc' ? new OidcTokens(config.tokens) : await LocalTokens.open(config.dataDir);
    const views = openViews(engine);
    views.start();
    closing.push(() => views.stop());
    closing.push(tellProgress(views));
    const deliveries = Deliveries.open(engine);
    closing.push(() => deliveries.stop());
    const alarms = new AlarmsElsewhere(engine, views);
    const app = await httpApp(
      ApiModule.with(EngineModule.with({ engine, views, tokens, alarms, deliveries, redisUrl: config.redisUrl })),
    );
    closing.push(() => app.close());
    const draining = new Draining(app);
    await app.listen(config.port, config.host);
    closing.push(() => draining.for(config.drainSeconds));
    return { url: await app.getUrl(), stop };
  } catch (error) {
    await stop();
    throw error;
  }
};
