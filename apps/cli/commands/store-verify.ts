import type { SignedHeads } from '@lien-thong/archive';
import { readConfig } from '@lien-thong/config';
import { leaving, openSource } from '../archive/houses.js';
import { placeOf, secretsFor } from '../archive/places.js';
import { heldAgainst, statedHeads } from '../archive/stated.js';
import { type Command, optional, required } from '../command.js';

export const storeVerify: Command = {
  name: 'store verify',
  usage: 'store verify --heads <file> [--in <place>] [--public-key <key>]',
  about: {
    vi: 'Nhật ký có đủ như đã ký không, thiếu gì, có bị viết lại không; không thay đổi gì',
    en: 'Whether the log is as it was signed, what it lacks, whether it was rewritten; changes nothing',
  },
  options: { heads: { type: 'string' }, in: { type: 'string' }, 'public-key': { type: 'string' } },
  run: async (asked, terminal) => {
    required(asked, 'heads');
    const config = readConfig(terminal.env);
    const place = placeOf(config, optional(asked, 'in'));
    const secrets = secretsFor(config, place);
    const stated = (await statedHeads(asked, secrets)) as SignedHeads;
    const house = await openSource(place, secrets, false);
    return leaving([house], () => heldAgainst(house, stated, terminal));
  },
};
