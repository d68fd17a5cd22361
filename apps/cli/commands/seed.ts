import { readConfig } from '@lien-thong/config';
import { seedDemo } from '@lien-thong/engine';
import type { Command } from '../command.js';
import { writing } from '../opening.js';

const INSTEAD = {
  vi: 'Hãy dừng máy chủ rồi làm lại, hoặc khởi động nó với LIEN_THONG_SEED=demo.',
  en: 'Stop the server and try again, or start it with LIEN_THONG_SEED=demo.',
};

export const seed: Command = {
  name: 'seed',
  usage: 'seed',
  about: {
    vi: 'Nạp dữ liệu mẫu (tỉnh Liên Sơn giả định); chạy lại không thêm gì',
    en: 'Fills in the demo data (a fictitious province); again adds nothing',
  },
  run: (_asked, { env, out }) =>
    writing(readConfig(env), INSTEAD, async (engine) => {
      const { agencies, dossiers } = await seedDemo(engine);
      out(`✓ ${agencies} cơ quan / agencies, ${dossiers} hồ sơ / dossiers`);
      return 0;
    }),
};
