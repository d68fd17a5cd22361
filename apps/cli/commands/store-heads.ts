import { stateHeads, writeHeadsFile } from '@lien-thong/archive';
import { toText } from '@lien-thong/calendar';
import { readConfig } from '@lien-thong/config';
import { leaving, openSource } from '../archive/houses.js';
import { placeOf, secretsFor } from '../archive/places.js';
import { tellingProgress } from '../archive/telling.js';
import { type Command, optional } from '../command.js';

export const storeHeads: Command = {
  name: 'store heads',
  usage: 'store heads [--out <file>[.gz]] [--from <place>]',
  about: {
    vi: 'Ký xác nhận nhật ký đang ở đâu, để sau này biết bản khôi phục thiếu gì',
    en: 'Signs where the log stands, so that a restored copy can say what it lacks',
  },
  options: { out: { type: 'string' }, from: { type: 'string' } },
  run: async (asked, terminal) => {
    const config = readConfig(terminal.env);
    const place = placeOf(config, optional(asked, 'from'));
    const secrets = secretsFor(config, place);
    const house = await openSource(place, secrets, false);
    return leaving([house], async () => {
      const { signingKey } = secrets;
      const heads = await stateHeads(house, { at: toText(Date.now()), signingKey, onProgress: tellingProgress(terminal) });
      const file = optional(asked, 'out');
      if (file !== undefined) await writeHeadsFile(file, heads);
      const { statement, publicKey, signature } = heads.signed;
      terminal.out(
        `✓ ${statement.at} · ${statement.events} sự kiện / events · ${statement.streams} luồng / streams · vị trí / position ${statement.position ?? '–'}`,
      );
      terminal.out(`  gốc / root ${statement.root} · khóa đã hủy / keys destroyed ${statement.destroyed}`);
      terminal.out(`  chữ ký / signature ${signature}`);
      terminal.out(`  khóa công khai / public key ${publicKey}`);
      return 0;
    });
  },
};
