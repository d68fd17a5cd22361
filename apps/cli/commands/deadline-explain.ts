import { type DayPage, deadlinePages, type ExplanationPage, explanationOf } from '@lien-thong/domain';
import { failed } from '../cli-failure.js';
import type { Command } from '../command.js';
import { reading, streamOf } from '../opening.js';
import { both, clockTime, duration } from '../wording.js';

export const deadlineExplain: Command = {
  name: 'deadline explain',
  usage: 'deadline explain <id|code> <deadline> [--json]',
  about: { vi: 'Vì sao hạn rơi vào ngày đó, từng ngày một', en: 'Why a deadline falls where it does, day by day' },
  options: { json: { type: 'boolean' } },
  takes: [1, 2],
  run: ({ positionals: [idOrCode, deadline = ''], options }, { env, out }) =>
    reading(env, async (engine) => {
      const { state } = await engine.dossiers.load(await streamOf(engine.store, idOrCode as string));
      const found = explanationOf(state, engine.rules, deadline);
      if (found === null) {
        const known = deadlinePages(state, engine.rules, engine.clock.now()).map((d) => d.id);
        throw failed(
          `Không có hạn “${deadline}”; có: ${known.join(', ')}`,
          `There is no deadline "${deadline}"; there are: ${known.join(', ')}`,
        );
      }
      for (const line of options.json === true ? [JSON.stringify(found, null, 2)] : lines(found)) out(line);
      return 0;
    }),
};

const lines = (found: ExplanationPage): string[] => [
  `${found.deadline} · ${found.kind}${found.agency === null ? '' : ` · ${found.agency}`}`,
  ...(found.limit
    ? [
        `  thời hạn / limit: ${found.limit.value} ${found.limit.unit} · ${found.policy}${found.cutoff ? ` · giờ chốt / cut-off ${found.cutoff}` : ''}`,
      ]
    : []),
  `  bắt đầu / start: ${clockTime(found.start)}`,
  `    ${both(found.startRule)}`,
  ...(found.takenAt === found.start ? [] : [`    coi như / taken as ${clockTime(found.takenAt)}`]),
  ...found.days.map(dayLine),
  ...found.pauses.map(
    (p) =>
      `  dừng / stood: ${clockTime(p.from)} → ${p.to === null ? '…' : clockTime(p.to)} · ${both(p.name)}${p.workingMinutes === null ? '' : ` · ${duration(p.workingMinutes)}`}`,
  ),
  `  hạn / due: ${found.dueAt === null ? 'đồng hồ đang dừng / the clock stands still' : clockTime(found.dueAt)}${found.provisional ? ' (tạm tính / provisional)' : ''}`,
  `  lịch / calendar: ${found.calendarRevision}`,
];

const dayLine = ({ date, counted, minutes, why, source, confirmed }: DayPage): string => {
  const took = counted ? duration(minutes).padStart(10) : '–'.padStart(10);
  const document =
    source === null
      ? ''
      : ` [${typeof source === 'string' ? source : source.document}${confirmed ? '' : ', chưa xác nhận / not confirmed'}]`;
  return `  ${date}  ${took}  ${both(why)}${document}`;
};
