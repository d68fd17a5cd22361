import type { KeyObject } from 'node:crypto';
import type { Config } from '@lien-thong/config';
import { examineKeyServer, installationSecrets, type KeyServerExamination } from '@lien-thong/security';
import { type Finding, fail, isHere, ok, reasonOf, warn } from './check.js';
import { coverage, sandboxClock } from './clock.js';

/** PostgreSQL of the scaled-out profile: the wrapped keys, and the time that all processes share. */
export const keyStore = async (config: Config, url: string, key: KeyObject): Promise<Finding[]> => {
  try {
    const found = await examineKeyServer(url, installationSecrets(key).wrappingKey);
    const { server } = found.time;
    return [...keyStoreFindings(found), config.clock.kind === 'test' ? sandboxClock : coverage(server)];
  } catch (error) {
    // A standby and fsync = off are among the reasons.
    const reason = reasonOf(error);
    return [fail(`KEYSTORE_URL không dùng được: ${reason}`, `KEYSTORE_URL cannot be used: ${reason}`)];
  }
};

export const keyStoreFindings = (found: KeyServerExamination): Finding[] => [
  version(found),
  wire(found),
  ...parameters(found),
  keys(found),
  sharedTime(found),
];

/** Row triggers on a partitioned table. */
const OLDEST = 130_000;

const version = ({ place, version: said, versionNumber }: KeyServerExamination): Finding => {
  const text = `PostgreSQL ${place}: ${said}`;
  return versionNumber < OLDEST
    ? fail(`${text}, cần 13 trở lên`, `${text}, 13 or newer is needed`)
    : ok(`${text}, máy chính, fsync = on`, `${text}, primary, fsync = on`);
};

const wire = ({ encrypted, place }: KeyServerExamination): Finding => {
  if (encrypted) return ok('PostgreSQL: TLS', 'PostgreSQL: TLS');
  return isHere(place)
    ? ok('PostgreSQL: không TLS, trên chính máy này', 'PostgreSQL: no TLS, on this very machine')
    : warn('PostgreSQL: không TLS, mạng phải kín', 'PostgreSQL: no TLS, that network must be closed');
};

const parameters = ({ logsParameters }: KeyServerExamination): Finding[] =>
  logsParameters
    ? [
        warn(
          'PostgreSQL: khóa đã bọc có thể vào nhật ký máy chủ, hãy đặt log_parameter_max_length = 0',
          'PostgreSQL: wrapped keys may come into its log, set log_parameter_max_length = 0',
        ),
      ]
    : [];

const keys = ({ keys: whose }: KeyServerExamination): Finding => {
  switch (whose) {
    case 'none':
      return ok('Kho khóa: chưa có khóa nào', 'Key store: no keys yet');
    case 'ours':
      return ok('Kho khóa: LIEN_THONG_KEY mở được', 'Key store: LIEN_THONG_KEY opens it');
    case 'others':
      return fail(
        'Kho khóa được bọc bằng khóa khác: LIEN_THONG_KEY không phải của hệ thống này',
        'The key store was wrapped by another key: LIEN_THONG_KEY is not that of this installation',
      );
  }
};

const MOST_MS = 2_000;

/** PostgreSQL's time counts; a machine that is far off it has no working NTP, and its logs and tokens have wrong times. */
const sharedTime = ({ time }: KeyServerExamination): Finding => {
  const ahead = Math.round(time.machine - time.server);
  const text = [
    `Đồng hồ máy này ${ahead < 0 ? 'chậm' : 'nhanh'} ${Math.abs(ahead)} ms so với PostgreSQL (giờ của PostgreSQL được dùng)`,
    `The clock of this machine is ${Math.abs(ahead)} ms ${ahead < 0 ? 'behind' : 'ahead of'} PostgreSQL's (which counts)`,
  ] as const;
  return Math.abs(ahead) > MOST_MS ? warn(`${text[0]}: kiểm tra NTP`, `${text[1]}: see to NTP`) : ok(...text);
};
