import { existsSync } from 'node:fs';
import { type Config, readConfig } from '@lien-thong/config';
import { openViews } from '@lien-thong/engine';
import type { Progress, ViewName } from '@lien-thong/read-model';
import { askedWrongly, failed } from '../cli-failure.js';
import type { Command, Terminal } from '../command.js';
import { holderOf, refuseWithoutLog, viewsFile, writing } from '../opening.js';

/** Every view by name; one that is missing here does not compile. */
const VIEWS: Readonly<Record<ViewName, true>> = {
  dossiers: true,
  participants: true,
  holders: true,
  searchTokens: true,
  inbox: true,
  deadlines: true,
  alarms: true,
  apologyTasks: true,
};

const INSTEAD = {
  vi: 'Hãy dừng máy chủ rồi làm lại; máy chủ tự dựng lại các bảng khi phiên bản của chúng đổi.',
  en: 'Stop the server and try again; it rebuilds by itself whatever has a new version.',
};

export const viewsRebuild: Command = {
  name: 'views rebuild',
  usage: `views rebuild [${Object.keys(VIEWS).join('|')}]`,
  about: { vi: 'Dựng lại các bảng tra cứu từ nhật ký', en: 'Rebuilds the views from the log' },
  takes: [0, 1],
  run: async ({ positionals: [name = 'all'] }, terminal) => {
    if (name !== 'all' && !Object.hasOwn(VIEWS, name))
      throw askedWrongly(
        `Không có bảng “${name}”; có: ${Object.keys(VIEWS).join(', ')}`,
        `There is no view "${name}"; there are: ${Object.keys(VIEWS).join(', ')}`,
      );
    const config = readConfig(terminal.env);
    refuseWithoutLog(config);
    if (config.eventStoreUrl !== undefined) refuseElsewhere(config);
    return writing(config, INSTEAD, async (engine) => {
      const views = openViews(engine);
      views.start();
      try {
        await views.settled();
        const started = performance.now();
        await views.rebuild(name as ViewName | 'all', progressOn(terminal));
        terminal.out(`✓ ${name}: ${Math.round(performance.now() - started)} ms`);
        return 0;
      } finally {
        await views.stop();
      }
    });
  },
};

/** Where many processes run, each has its own replica: that of this data directory is rebuilt, and of no other. */
const refuseElsewhere = (config: Config): void => {
  const { dataDir } = config;
  if (!existsSync(viewsFile(config)))
    throw failed(
      `Không có bảng tra cứu trong ${dataDir}: mỗi tiến trình có bản riêng, hãy đặt LIEN_THONG_DATA_DIR của tiến trình đó`,
      `There are no views in ${dataDir}: each process has its own, set LIEN_THONG_DATA_DIR to that of the process`,
    );
  const pid = holderOf(viewsFile(config));
  if (pid === null) return;
  throw failed(
    `Một tiến trình đang chạy với ${dataDir}${pid}. ${INSTEAD.vi} Các tiến trình khác không bị ảnh hưởng.`,
    `A process runs on ${dataDir}${pid}. ${INSTEAD.en} The other processes are not concerned.`,
  );
};

/** A line at each tenth of the way. */
const progressOn = ({ err }: Terminal): ((progress: Progress) => void) => {
  let tenths = 0;
  return ({ done, total }) => {
    const now = total === 0 ? 10 : Math.floor((done * 10) / total);
    if (now === tenths) return;
    tenths = now;
    err(`  ${String(now * 10).padStart(3)} %  ${done}/${total} hồ sơ / dossiers`);
  };
};
