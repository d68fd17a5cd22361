import type { Command } from './command.js';

const CALL = 'npm run -s cli --';

export const overview = (commands: readonly Command[]): string[] => {
  const width = Math.max(...commands.map(({ name }) => name.length)) + 2;
  return [
    `Liên Thông · ${CALL} <lệnh / command> [--help]`,
    '',
    ...commands.flatMap(({ name, about }) => [`  ${name.padEnd(width)}${about.vi}`, `  ${' '.repeat(width)}${about.en}`]),
    '',
    'Mã kết thúc / exit codes: 0 xong / done · 1 không xong hoặc có phát hiện / not done, or something found · 2 gọi sai / asked wrongly',
    'Cấu hình / configuration: LIEN_THONG_DATA_DIR, PORT, LIEN_THONG_KEY, EVENTSTORE_URL, KEYSTORE_URL, REDIS_URL …',
  ];
};

export const helpOn = ({ usage, about }: Command): string[] => [`${CALL} ${usage}`, `  ${about.vi}`, `  ${about.en}`];

export const usageOf = ({ usage }: Command): string => `Cách dùng / usage: ${CALL} ${usage}`;
