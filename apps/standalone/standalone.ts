import type { Config } from '@lien-thong/config';
import { Engine, openViews } from '@lien-thong/engine';
import { LocalTokens, OidcTokens, type TokenVerifier } from '@lien-thong/security';
import { ApiModule } from '../api/api.module.js';
import { EngineModule } from '../api/engine/engine.module.js';
import { httpApp } from '../api/http-app.js';

export interface Running {
  readonly url: string;
  stop(): Promise<void>;
}

/** API and worker in one process on the embedded stores. */
export const standalone = async (config: Config): Promise<Running> => {
  const engine = await Engine.open(config);
  const tokens: TokenVerifier = config.tokens.kind === 'oidc' ? new OidcTokens(config.tokens) : await LocalTokens.open(config.dataDir);
  const views = openViews(engine);
  views.start();
  const app = await httpApp(ApiModule.with(EngineModule.with({ engine, views, tokens })));
  await app.listen(config.port, config.host);
  const url = await app.getUrl();
  console.log(url);
  return {
    url,
    stop: async () => {
      await app.close();
      await views.stop();
      await engine.close();
    },
  };
};
