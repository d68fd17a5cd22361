import { readConfig } from '@lien-thong/config';
import { openViews } from '@lien-thong/engine';
import type { Progress, ViewName } from '@lien-thong/read-model';
import { askedWrongly } from '../cli-failure.js';
import type { Command, Terminal } from '../command.js';
import { refuseWithoutLog, writing } from '../opening.js';

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
