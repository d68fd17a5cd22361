import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { backUp } from '@lien-thong/archive';
import { toText } from '@lien-thong/calendar';
import { type Config, readConfig } from '@lien-thong/config';
import { INSTALLATION_KEY_FILE } from '@lien-thong/security';
import { secretsOf } from '../archive/places.js';
import { tellingProgress } from '../archive/telling.js';
import { failed } from '../cli-failure.js';
import { type Command, required } from '../command.js';
import { refuseWithoutLog } from '../opening.js';

export const backup: Command = {
  name: 'backup',
  usage: 'backup --to <directory> [--with-key]',
  about: {
    vi: 'Sao lưu nhật ký và khóa (SQLite), cả khi máy chủ đang chạy; không chép khóa mã hóa trừ khi yêu cầu',
    en: 'Backs up log and keys (SQLite), also beside a running server; the key-encryption key only when asked',
  },
  options: { to: { type: 'string' }, 'with-key': { type: 'boolean' } },
  run: async (asked, terminal) => {
    const to = required(asked, 'to');
    const config = readConfig(terminal.env);
    refuseOnServer(config);
    refuseWithoutLog(config);
    const { dataDir } = config;
    const withKey = asked.options['with-key'] === true;
    if (withKey && !existsSync(join(dataDir, INSTALLATION_KEY_FILE)))
      throw failed(`Không có ${INSTALLATION_KEY_FILE} để chép`, `There is no ${INSTALLATION_KEY_FILE} to copy`);
    // A key that is copied must be the one that opens the copy, whatever LIEN_THONG_KEY says.
    const secrets = secretsOf(withKey ? { ...config, key: undefined } : config, dataDir);
    const at = toText(Date.now());
    const { signed, keys } = await backUp({ dataDir, to, secrets, withKey, at, onProgress: tellingProgress(terminal) });
    const { events, streams } = signed.statement;
    terminal.out(
      `✓ ${to}: ${events} sự kiện / events, ${streams} luồng / streams, ${keys.alive} khóa / keys, ${keys.destroyed} đã hủy / destroyed`,
    );
    for (const line of withKey ? WITH_KEY : WITHOUT_KEY) terminal.out(line);
    return 0;
  },
};

/** The server's own backups are the right ones there: a copy of its files, or `store export`. */
export const refuseOnServer = ({ eventStoreUrl }: Config): void => {
  if (eventStoreUrl === undefined) return;
  throw failed(
    'Nhật ký nằm trên EventStoreDB: sao lưu máy chủ đó và PostgreSQL, hoặc dùng store export / store import',
    'The log is on EventStoreDB: back up that server and PostgreSQL, or use store export / store import',
  );
};

const WITHOUT_KEY = [
  '! Khóa mã hóa (installation.key hoặc LIEN_THONG_KEY) không nằm trong bản này: cất riêng, thiếu nó không mở được gì',
  '  The key-encryption key (installation.key or LIEN_THONG_KEY) is not in it: keep it elsewhere, without it nothing opens',
];
const WITH_KEY = [
  '! Bản này có cả khóa mã hóa: ai có nó đọc được mọi dữ liệu cá nhân trong đó',
  '  The key-encryption key is in it: whoever has this backup reads all personal data in it',
];
