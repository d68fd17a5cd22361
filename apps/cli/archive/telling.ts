import type { Difference, HeadsVerdict, OnProgress, Progress } from '@lien-thong/archive';
import type { Terminal } from '../command.js';

const STEPS: Readonly<Record<Progress['step'], string>> = {
  copy: 'chép / copying',
  'read-source': 'đọc nguồn / reading the source',
  'read-target': 'đọc đích / reading the target',
  fold: 'dựng lại hồ sơ / folding dossiers',
  write: 'ghi tệp / writing',
};
const AT_LEAST_EVERY_MS = 10_000;

/** A line at each tenth of a step, and now and then in between. */
export const tellingProgress = ({ err }: Terminal): OnProgress => {
  let [step, tenth, began, told] = ['', -1, 0, 0];
  return (progress) => {
    const now = performance.now();
    if (progress.step !== step) [step, tenth, began, told] = [progress.step, 0, now, now];
    const reached = Math.floor(progress.share * 10);
    if (reached <= tenth && now - told < AT_LEAST_EVERY_MS) return;
    [tenth, told] = [reached, now];
    const rate = Math.round((progress.done * 1_000) / Math.max(1, now - began));
    const percent = `${String(Math.floor(progress.share * 100)).padStart(4)} %`;
    err(`  ${percent}  ${STEPS[progress.step]}${progress.done === 0 ? '' : `: ${progress.done} (${rate}/s)`}`);
  };
};

const MOST_TOLD = 100;

/** The first hundred, and how many more there are. */
export const tellingList = <T>({ out }: Terminal, list: readonly T[], line: (item: T) => string): void => {
  for (const item of list.slice(0, MOST_TOLD)) out(line(item));
  if (list.length > MOST_TOLD) out(`  … và ${list.length - MOST_TOLD} nữa / and ${list.length - MOST_TOLD} more`);
};

export const differenceLine = (difference: Difference): string => `✗ ${difference.stream}: ${differing(difference)}`;

const differing = (difference: Difference): string => {
  switch (difference.is) {
    case 'missing':
      return 'không có ở đích / is missing in the target';
    case 'extra':
      return 'chỉ có ở đích / is in the target only';
    case 'shorter':
      return `đích thiếu từ bản ghi ${difference.revision} / the target lacks revision ${difference.revision} and all behind it`;
    case 'longer':
      return `đích thừa từ bản ghi ${difference.revision} / the target has more, from revision ${difference.revision} on`;
    case 'another-event':
      return `bản ghi ${difference.revision} khác nhau / revision ${difference.revision} is another`;
    case 'broken':
      return `chuỗi băm đứt ở bản ghi ${difference.revision} (${difference.fault}) / the chain is broken at revision ${difference.revision}`;
    case 'folds-otherwise':
      return 'dựng lại cho kết quả khác / folds to another state';
    case 'key-missing':
      return 'thiếu khóa / its key is missing';
    case 'key-differs':
      return 'khóa khác / it has another key';
    case 'key-not-destroyed':
      return 'khóa đã hủy ở nguồn nhưng chưa hủy ở đích / its key was destroyed, and is not destroyed in the target';
  }
};

/** What a log lacks of what was stated, stream by stream. */
export const tellingVerdict = (terminal: Terminal, { lacking, rewritten, broken, revived }: HeadsVerdict): void => {
  tellingList(terminal, lacking, ({ stream, from, to }) =>
    from === 0
      ? `✗ ${stream}: thiếu cả luồng, bản ghi 0–${to} / the whole stream is missing, revisions 0 to ${to}`
      : `✗ ${stream}: thiếu bản ghi ${from}–${to} / lacks revisions ${from} to ${to}`,
  );
  tellingList(
    terminal,
    rewritten,
    ({ stream, revision }) =>
      `✗ ${stream}: lịch sử đã bị viết lại, đến bản ghi ${revision} / history was rewritten, at or before revision ${revision}`,
  );
  tellingList(
    terminal,
    broken,
    ({ stream, revision, fault }) =>
      `✗ ${stream}: chuỗi băm đứt ở bản ghi ${revision} (${fault}) / the chain is broken at revision ${revision}`,
  );
  tellingList(terminal, revived, (stream) => `✗ ${stream}: khóa đã hủy nay lại có / its key was destroyed, and is here again`);
};
