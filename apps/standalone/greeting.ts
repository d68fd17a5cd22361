import type { Config } from '@lien-thong/config';
import type { Running } from './standalone.js';

const DAY = 24 * 60 * 60;

/** What `npm start` prints when everything answers: links, where the data lie, and a token to begin with. */
export const greeting = async ({ url, alarms, localTokens }: Running, config: Config): Promise<string> => {
  const lines = [
    '',
    'Liên Thông đã sẵn sàng / is ready',
    `  API        ${url}/api/v1`,
    `  Tài liệu   ${url}/api/docs`,
    `  OpenAPI    ${url}/api/openapi.json`,
    `  Sức khỏe   ${url}/health/ready`,
    `  Dữ liệu    ${config.dataDir}`,
    `  Báo hạn    ${alarms}`,
  ];
  if (localTokens !== null) {
    const token = await localTokens.issue({ subject: 'lan', name: 'Lan', agency: 'H99.01', roles: ['reception'], ttl: DAY });
    lines.push('', 'Mã truy cập thử, bộ phận một cửa H99.01 / a token of the one-stop desk H99.01:', `  export TOKEN=${token}`);
    lines.push('Mã khác / others: npm run -s cli -- token --agency H99.10 --roles officer --subject minh');
  }
  return `${lines.join('\n')}\n\nCtrl-C để dừng / to stop.`;
};
