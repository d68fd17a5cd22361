import type { ClockMode, Guard } from '@lien-thong/domain';
import type { GraphNode, ProcedureGraph } from './graph.js';

const UNITS = { workingDay: 'ngày làm việc', workingHour: 'giờ làm việc', calendarDay: 'ngày', month: 'tháng' } as const;

const CLOCKS: Record<ClockMode, string | null> = {
  running: null,
  paused: 'tạm dừng',
  excluded: 'không tính vào thời hạn',
  stopped: 'đã dừng',
};

/** What stands under a state's name in a diagram: who has it, for how long, and what its clock does; in Vietnamese. */
export const captionsOf = ({ party, limit, clock }: GraphNode): string[] =>
  [party?.name.vi, limit ? `${limit.value} ${UNITS[limit.unit]}` : null, clock ? CLOCKS[clock] : null].filter(
    (line) => line != null,
  );

/** A guard in one line. Facts go by their keys, which the API speaks too. */
export const guardText = (guard: Guard): string => {
  if ('all' in guard) return `(${guard.all.map(guardText).join(' và ')})`;
  if ('any' in guard) return `(${guard.any.map(guardText).join(' hoặc ')})`;
  if ('not' in guard) return `không ${guardText(guard.not)}`;
  if ('equals' in guard) return `${guard.fact} = ${guard.equals}`;
  if ('in' in guard) return `${guard.fact} ∈ ${guard.in.join(' | ')}`;
  if ('atLeast' in guard) return `${guard.fact} ≥ ${guard.atLeast}`;
  if ('atMost' in guard) return `${guard.fact} ≤ ${guard.atMost}`;
  if ('moreThan' in guard) return `${guard.fact} > ${guard.moreThan}`;
  if ('lessThan' in guard) return `${guard.fact} < ${guard.lessThan}`;
  return guard.present ? `có ${guard.fact}` : `chưa có ${guard.fact}`;
};

/** The diagram's own title. */
export const titleOf = ({ code, version, name }: ProcedureGraph): string => `${code} v${version}: ${name.vi}`;
