import { compareWithFile, importHouse } from '@lien-thong/archive';
import { readConfig } from '@lien-thong/config';
import { laneOf, leaving, openTarget } from '../archive/houses.js';
import { placeOf, secretsFor } from '../archive/places.js';
import { destroyAgain, heldAgainst, statedHeads } from '../archive/stated.js';
import { differenceLine, tellingList, tellingProgress } from '../archive/telling.js';
import { type Command, optional, required } from '../command.js';

export const storeImport: Command = {
  name: 'store import',
  usage: 'store import --from <file> [--keys <file>] [--to <place>] [--heads <file>] [--at-once <n>]',
  about: {
    vi: 'Nạp nhật ký từ tệp vào một nơi trống, rồi đối chiếu; ngắt thì chạy lại',
    en: 'Brings a log from its file into an empty place and compares; broken off, run it again',
  },
  options: {
    from: { type: 'string' },
    keys: { type: 'string' },
    to: { type: 'string' },
    heads: { type: 'string' },
    'at-once': { type: 'string' },
  },
  run: async (asked, terminal) => {
    const config = readConfig(terminal.env);
    const log = required(asked, 'from');
    const place = placeOf(config, optional(asked, 'to'));
    const secrets = secretsFor(config, place);
    const stated = await statedHeads(asked, secrets);
    const house = await openTarget(place, secrets);
    return leaving([house], async () => {
      const onProgress = tellingProgress(terminal);
      const lane = laneOf(place, asked);
      const options = { log, keys: optional(asked, 'keys'), destroyed: stated?.destroyed, lane, onProgress };
      const { written, keys, sent } = await importHouse(house, options);
      const taken = keys === null ? '' : `, ${keys.alive} khóa / keys, ${keys.destroyed} đã hủy / destroyed`;
      terminal.out(`✓ ${log} → ${place.name}: ${sent} / ${written.events} sự kiện / events${taken}`);
      if (keys === null) for (const line of WITHOUT_KEYS) terminal.out(line);
      await destroyAgain(house, terminal);
      const differences = await compareWithFile(log, house, onProgress);
      tellingList(terminal, differences, differenceLine);
      terminal.out(
        differences.length === 0 ? '✓ Giống tệp / as in the file' : `✗ ${differences.length} khác tệp / not as in the file`,
      );
      const stands = stated === null ? 0 : await heldAgainst(house, stated, terminal);
      return differences.length === 0 ? stands : 1;
    });
  },
};

const WITHOUT_KEYS = [
  '! Không có tệp khóa (--keys): không đọc được dữ liệu cá nhân. Nạp khóa trước khi chạy bất cứ gì trên nơi này',
  '  Imported without --keys: personal data cannot be read. Bring the keys before anything is started there',
];
