import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Comparison, compareHouses, type House, moveHouse } from '@lien-thong/archive';
import { readConfig } from '@lien-thong/config';
import { INSTALLATION_KEY_FILE } from '@lien-thong/security';
import { laneOf, leaving, openSource, openTarget } from '../archive/houses.js';
import { type Place, placeOf, secretsFor } from '../archive/places.js';
import { destroyAgain, statedHeads } from '../archive/stated.js';
import { differenceLine, tellingList, tellingProgress } from '../archive/telling.js';
import { askedWrongly } from '../cli-failure.js';
import { type Asked, type Command, optional, required, type Terminal } from '../command.js';

export const storeCopy: Command = {
  name: 'store copy',
  usage:
    'store copy --from <place> --to <place> [--keys-from postgres://…] [--keys-to postgres://…] [--heads <file>] [--live] [--verify-only] [--at-once <n>]',
  about: {
    vi: 'Chép nhật ký và khóa sang nơi khác (sqlite, sqlite:<thư mục>, server, esdb://…), rồi đối chiếu; ngắt thì chạy lại',
    en: 'Copies log and keys to another place (sqlite, sqlite:<directory>, server, esdb://…) and compares; broken off, run it again',
  },
  options: {
    from: { type: 'string' },
    to: { type: 'string' },
    'keys-from': { type: 'string' },
    'keys-to': { type: 'string' },
    heads: { type: 'string' },
    live: { type: 'boolean' },
    'verify-only': { type: 'boolean' },
    'at-once': { type: 'string' },
  },
  run: async (asked, terminal) => {
    const config = readConfig(terminal.env);
    const source = placeOf(config, required(asked, 'from'), optional(asked, 'keys-from'));
    const target = placeOf(config, required(asked, 'to'), optional(asked, 'keys-to'));
    if (JSON.stringify(source.log) === JSON.stringify(target.log))
      throw askedWrongly('Nguồn và đích là một', 'Source and target are the same');
    const secrets = secretsFor(config, source, target);
    const stated = await statedHeads(asked, secrets);
    const verifyOnly = asked.options['verify-only'] === true;
    const from = await openSource(source, secrets, asked.options.live !== true && !verifyOnly);
    return leaving([from], async () => {
      const to = verifyOnly ? await openSource(target, secrets, false) : await openTarget(target, secrets);
      return leaving([to], async () => {
        if (verifyOnly) return tellComparison(from, to, await from.log.head(), terminal);
        const lane = laneOf(target, asked);
        const options = { lane, destroyed: stated?.destroyed, onProgress: tellingProgress(terminal) };
        const { sent, upTo, isBehind } = await moveHouse(from, to, options);
        terminal.out(`✓ ${source.name} → ${target.name}: ${sent} sự kiện vừa chép / events sent`);
        await destroyAgain(to, terminal);
        const compared = await tellComparison(from, to, upTo, terminal);
        tellWhatFollows(source, target, terminal);
        return tellBehind(isBehind, asked, terminal) ? 1 : compared;
      });
    });
  },
};

const tellComparison = async (from: House, to: House, upTo: string | null, terminal: Terminal): Promise<0 | 1> => {
  const comparison = await compareHouses(from, to, upTo, tellingProgress(terminal));
  tellingList(terminal, comparison.differences, differenceLine);
  tellingList(
    terminal,
    comparison.unreadable,
    (stream) => `! ${stream}: không đọc được, đã chép nguyên / unreadable here, and there`,
  );
  terminal.out(summary(comparison));
  return comparison.differences.length === 0 ? 0 : 1;
};

const summary = ({ events, streams, dossiers, keys, inOrder, differences }: Comparison): string => {
  const same = differences.length === 0;
  return [
    same ? '✓ Giống nhau / the same' : `✗ ${differences.length} chỗ khác nhau / differences`,
    `${events} sự kiện / events`,
    `${streams} luồng / streams`,
    `${dossiers} hồ sơ dựng lại như nhau / dossiers folded`,
    `khóa / keys ${keys.alive} + ${keys.destroyed} đã hủy / destroyed`,
    inOrder
      ? 'thứ tự toàn cục như nguồn / in the very order of the source'
      : 'thứ tự trong từng luồng như nguồn / each stream in order',
  ].join(' · ');
};

const tellWhatFollows = (source: Place, target: Place, { out }: Terminal): void => {
  if (lacksKeyFile(source, target))
    out(`! Chép thêm ${INSTALLATION_KEY_FILE} sang thư mục đích / put ${INSTALLATION_KEY_FILE} into the target directory, too`);
  if (source.log.kind === 'sqlite' && target.log.kind === 'sqlite') return;
  out(
    '! Vị trí đọc cũ không còn dùng được: ai đọc /events phải đọc lại từ đầu / old positions are void: readers of /events start anew',
  );
};

/** The key-encryption key never moves by itself. */
const lacksKeyFile = ({ log: from }: Place, { log: to }: Place): boolean => {
  const has = (log: Place['log']): boolean => log.kind === 'sqlite' && existsSync(join(log.dir, INSTALLATION_KEY_FILE));
  return to.kind === 'sqlite' && has(from) && !has(to);
};

/** With `--live` it was asked for. */
const tellBehind = (isBehind: boolean, { options }: Asked, { out }: Terminal): boolean => {
  if (!isBehind) return false;
  out(
    '! Nguồn vẫn đang được ghi: hãy dừng các máy chủ rồi chạy lại để chép nốt / the source is being written on: stop its servers and run this again',
  );
  return options.live !== true;
};
