import { readConfig } from '@lien-thong/config';
import type { Command } from '../command.js';
import type { Finding } from '../doctor/check.js';
import { clock, directory, key, log, secretFiles, writer } from '../doctor/data-directory.js';
import { diskSpace, nodeVersion, portFree, redis, sqliteVersion, timeZone } from '../doctor/machine.js';
import { notices } from '../doctor/notices.js';
import { both } from '../wording.js';

const MARKS: Readonly<Record<Finding['level'], string>> = { ok: '✓', warn: '!', fail: '✗' };

export const doctor: Command = {
  name: 'doctor',
  usage: 'doctor',
  about: {
    vi: 'Kiểm tra máy này có đủ điều kiện chạy không, còn thiếu gì',
    en: 'Looks whether this machine is fit, and what is missing',
  },
  run: async (_asked, { env, out }) => {
    const config = readConfig(env);
    const findings = [
      nodeVersion(),
      sqliteVersion(),
      directory(config),
      secretFiles(config),
      key(config),
      await log(config),
      writer(config),
      await portFree(config),
      await redis(config, env),
      notices(config),
      diskSpace(config),
      timeZone(),
      await clock(config),
    ];
    for (const finding of findings) out(`${MARKS[finding.level]} ${both(finding)}`);
    return findings.some(({ level }) => level === 'fail') ? 1 : 0;
  },
};
