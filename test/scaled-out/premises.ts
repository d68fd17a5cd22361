import { readConfig } from '@lien-thong/config';
import { Engine } from '@lien-thong/engine';
import { type OfficeSettings, type Premises, SANDBOX } from '../acceptance/premises.js';
import { Installation } from './installation.js';

/** Two API and two worker processes over an event store, a PostgreSQL and a Redis; requests go to the API processes in turn. */
export const scaledOutPremises = async ({ now, env }: OfficeSettings): Promise<Premises> => {
  const installation = await Installation.open({ env: { ...SANDBOX(now), ...env } });
  const engine = await Engine.open(readConfig(installation.envOf('reader')));
  let turn = 0;
  return {
    get url() {
      turn += 1;
      return installation.apis[turn % installation.apis.length]?.url ?? '';
    },
    engine,
    tokenFor: (person) => installation.issuer.issue(person),
    restart: () => installation.restart(),
    close: async () => {
      await engine.close();
      await installation.close();
    },
  };
};
