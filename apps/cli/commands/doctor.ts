import { type Config, readConfig } from '@lien-thong/config';
import type { Command } from '../command.js';
import type { Finding } from '../doctor/check.js';
import { clock } from '../doctor/clock.js';
import { directory, key, log, secretFiles, writer } from '../doctor/data-directory.js';
import { eventStore } from '../doctor/event-store.js';
import { issuer } from '../doctor/issuer.js';
import { keyStore } from '../doctor/key-store.js';
import { diskSpace, nodeVersion, portFree, sqliteVersion, timeZone } from '../doctor/machine.js';
import { notices } from '../doctor/notices.js';
import { redis } from '../doctor/redis.js';
import { views } from '../doctor/views.js';
import { both } from '../wording.js';

const MARKS: Readonly<Record<Finding['level'], string>> = { ok: '✓', warn: '!', fail: '✗' };

export const doctor: Command = {
  name: 'doctor',
  usage: 'doctor',
  about: {
    vi: 'Kiểm tra máy này và các máy chủ nó dùng có đủ điều kiện chạy không, còn thiếu gì',
    en: 'Looks whether this machine and the servers it uses are fit, and what is missing',
  },
  run: async (_asked, { env, out }) => {
    const config = readConfig(env);
    const findings = [
      nodeVersion(),
      sqliteVersion(),
      directory(config),
      secretFiles(config),
      key(config),
      ...(await stores(config)),
      writer(config),
      await views(config),
      await portFree(config),
      ...(await redis(config, env)),
      notices(config),
      await issuer(config),
      diskSpace(config),
      timeZone(),
    ].filter((finding) => finding !== null);
    for (const finding of findings) out(`${MARKS[finding.level]} ${both(finding)}`);
    return findings.some(({ level }) => level === 'fail') ? 1 : 0;
  },
};

/** Log, keys and clock: those of this machine, or those that all processes share. */
const stores = async (config: Config): Promise<Finding[]> => {
  const { eventStoreUrl, keyStoreUrl, key: shared } = config;
  if (eventStoreUrl === undefined || keyStoreUrl === undefined || shared === undefined)
    return [await log(config), await clock(config)];
  return [...(await eventStore(eventStoreUrl)), ...(await keyStore(config, keyStoreUrl, shared))];
};
