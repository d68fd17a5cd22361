import type { Config } from '@lien-thong/config';
import { type Finding, ok, warn } from './check.js';

/** By what applicants and agencies are told. Addresses of servers may hold a password: only the host is printed. */
export const notices = ({ mail, outbox }: Config): Finding => {
  const ways = [...(mail === undefined ? [] : [`SMTP ${new URL(mail.url).host}`]), ...outbox.map((name) => `outbox/${name}`)];
  return ways.length === 0
    ? warn(
        'Không có kênh gửi thông báo (SMTP_URL, LIEN_THONG_OUTBOX): không ai được báo gì',
        'There is no channel for notices (SMTP_URL, LIEN_THONG_OUTBOX): nobody is told anything',
      )
    : ok(`Thông báo qua: ${ways.join(', ')}`, `Notices by: ${ways.join(', ')}`);
};
