import { join } from 'node:path';
import { HEADS_FILE, openRestored, publicKeyOf, readHeadsFile, restore as restored } from '@lien-thong/archive';
import { readConfig } from '@lien-thong/config';
import { leaving } from '../archive/houses.js';
import { secretsOf } from '../archive/places.js';
import { destroyAgain, heldAgainst, statedHeads } from '../archive/stated.js';
import { type Command, required } from '../command.js';
import { clockTime } from '../wording.js';
import { refuseOnServer } from './backup.js';

export const restore: Command = {
  name: 'restore',
  usage: 'restore --from <directory> [--heads <file>]',
  about: {
    vi: 'Khôi phục bản sao lưu vào thư mục dữ liệu trống, và nói còn thiếu gì',
    en: 'Restores a backup into an empty data directory, and says what it lacks',
  },
  options: { from: { type: 'string' }, heads: { type: 'string' } },
  run: async (asked, terminal) => {
    const from = required(asked, 'from');
    const config = readConfig(terminal.env);
    refuseOnServer(config);
    const secrets = secretsOf(config, config.dataDir, from);
    const stated = await statedHeads(asked, secrets);
    const own = await readHeadsFile(join(from, HEADS_FILE), publicKeyOf(secrets.signingKey));
    const options = { from, dataDir: config.dataDir, secrets, destroyed: stated?.destroyed };
    const { at } = await restored(options);
    const house = openRestored(options);
    return leaving([house], async () => {
      terminal.out(`✓ ${from} → ${config.dataDir} (${clockTime(at)})`);
      await destroyAgain(house, terminal);
      const stands = await heldAgainst(house, own, terminal);
      return stated === null ? stands : Math.max(stands, await heldAgainst(house, stated, terminal));
    });
  },
};
