import { readConfig } from '@lien-thong/config';
import { seedDemo } from '@lien-thong/engine';
import { failed } from '../cli-failure.js';
import type { Command } from '../command.js';
import { writing } from '../opening.js';

const INSTEAD = {
  vi: 'Hãy dừng máy chủ rồi làm lại, hoặc khởi động nó với LIEN_THONG_SEED=demo.',
  en: 'Stop the server and try again, or start it with LIEN_THONG_SEED=demo.',
};

export const seed: Command = {
  name: 'seed',
  usage: 'seed [--workers-stopped]',
  about: {
    vi: 'Nạp dữ liệu mẫu (tỉnh Liên Sơn giả định); chạy lại không thêm gì',
    en: 'Fills in the demo data (a fictitious province); again adds nothing',
  },
  options: { 'workers-stopped': { type: 'boolean' } },
  run: async ({ options }, { env, out }) => {
    const config = readConfig(env);
    // The lock of an embedded log says whether anybody watches its deadlines. Of a server nobody can tell.
    if (config.eventStoreUrl !== undefined && options['workers-stopped'] !== true)
      throw failed(
        'Dữ liệu mẫu diễn ra trong quá khứ: worker đang chạy sẽ báo quá hạn ngay giữa chừng. Hãy dừng mọi worker, rồi chạy lại với --workers-stopped.',
        'The demo happens in the past: running workers would call it overdue halfway. Stop all workers, then try again with --workers-stopped.',
      );
    return writing(config, INSTEAD, async (engine) => {
      const { agencies, dossiers } = await seedDemo(engine);
      out(`✓ ${agencies} cơ quan / agencies, ${dossiers} hồ sơ / dossiers`);
      return 0;
    });
  },
};
