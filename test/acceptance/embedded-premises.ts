import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '@lien-thong/config';
import { LocalTokens } from '@lien-thong/security';
import { standalone } from '../../apps/standalone/standalone.js';
import { type OfficeSettings, type Premises, SANDBOX } from './premises.js';

/** The real application in this process, over real files. */
export const embeddedPremises = async ({ now, env }: OfficeSettings): Promise<Premises> => {
  const dataDir = mkdtempSync(join(tmpdir(), 'lien-thong-'));
  const config = readConfig({ PORT: '0', LIEN_THONG_DATA_DIR: dataDir, ...SANDBOX(now), ...env });
  let running = await standalone(config, { ownRedis: false });
  const tokens = await LocalTokens.open(dataDir);
  return {
    get url() {
      return running.url;
    },
    get engine() {
      return running.engine;
    },
    tokenFor: (person) => tokens.issue(person),
    restart: async () => {
      await running.stop();
      running = await standalone(config, { ownRedis: false });
    },
    close: async () => {
      await running.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
};
