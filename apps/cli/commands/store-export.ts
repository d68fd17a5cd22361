import { exportKeys, exportLog, storeSource } from '@lien-thong/archive';
import { toText } from '@lien-thong/calendar';
import { readConfig } from '@lien-thong/config';
import { leaving, openSource } from '../archive/houses.js';
import { placeOf, secretsFor } from '../archive/places.js';
import { tellingProgress } from '../archive/telling.js';
import { type Command, optional, required } from '../command.js';

export const storeExport: Command = {
  name: 'store export',
  usage: 'store export --to <file>[.gz] [--keys <file>] [--from <place>]',
  about: {
    vi: 'Ghi nhật ký (và khóa, nếu yêu cầu) ra tệp, cả khi máy chủ đang chạy',
    en: 'Writes the log (and the keys, when asked) to a file, also beside a running server',
  },
  options: { to: { type: 'string' }, keys: { type: 'string' }, from: { type: 'string' } },
  run: async (asked, terminal) => {
    const config = readConfig(terminal.env);
    const place = placeOf(config, optional(asked, 'from'));
    const file = required(asked, 'to');
    const house = await openSource(place, secretsFor(config, place), false);
    return leaving([house], async () => {
      const at = toText(Date.now());
      const source = storeSource(house.log, await house.log.head());
      const { events, streams, sha256 } = await exportLog(source, file, at, tellingProgress(terminal));
      terminal.out(`✓ ${file}: ${events} sự kiện / events, ${streams} luồng / streams · sha-256 ${sha256}`);
      const keys = optional(asked, 'keys');
      if (keys === undefined) return 0;
      // After the log: later keys fit an earlier log, never the other way round.
      const { alive, destroyed } = await exportKeys(house.keys, keys, at);
      terminal.out(`✓ ${keys}: ${alive} khóa / keys, ${destroyed} đã hủy / destroyed`);
      terminal.err('! Tệp khóa cùng với khóa mã hóa mở được mọi dữ liệu cá nhân: cất riêng, ở nơi khác');
      terminal.err('  This file and the key-encryption key together open all personal data: keep them apart, and elsewhere');
      return 0;
    });
  },
};
