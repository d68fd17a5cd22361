import type { Ms } from '@lien-thong/calendar';
import { byFact, timeOf } from '../clocks/lens.js';
import type { Correction } from '../dossier/state.js';
import type { Text } from '../procedure/definition.js';
import { type Telling, type TimelineKind, type Told, told } from './telling.js';
import { agencyName, definitionOf } from './words.js';

/** What happened at one instant: submission, receipt, results, the ways a dossier ends. */
export const milestones = (telling: Telling): Told[] => {
  const { dossier, rules } = telling;
  const results = definitionOf(dossier, rules)?.results ?? [];
  const at = (act: string | null | undefined, kind: TimelineKind, title: Text, id?: string): Told[] =>
    act == null ? [] : [milestone(telling, act, kind, title, id)];
  return [
    ...at(dossier.submittedBy, 'submission', { vi: 'Nộp hồ sơ trực tuyến', en: 'Submitted online' }),
    ...at(dossier.refusedBy, 'refusal', { vi: 'Từ chối tiếp nhận hồ sơ', en: 'Refused at intake' }),
    ...at(dossier.receipt?.act, 'receipt', { vi: 'Tiếp nhận hồ sơ', en: 'Received' }),
    ...dossier.results.flatMap(({ act, result }) => {
      const name = results.find((r) => r.code === result)?.name ?? { vi: result, en: result };
      return at(act, 'result', { vi: `Ban hành kết quả: ${name.vi}`, en: `Result issued: ${name.en}` }, result);
    }),
    ...at(dossier.returned, 'return', { vi: 'Trả kết quả cho người nộp', en: 'Result returned to the applicant' }),
    ...at(dossier.withdrawal, 'withdrawal-request', { vi: 'Người nộp đề nghị rút hồ sơ', en: 'Withdrawal requested' }),
    ...(dossier.ended?.how === 'withdrawn' ? at(dossier.ended.act, 'withdrawal', { vi: 'Rút hồ sơ', en: 'Withdrawn' }) : []),
    ...(dossier.ended?.how === 'stopped'
      ? at(dossier.ended.act, 'stop', { vi: 'Dừng giải quyết hồ sơ', en: 'Processing stopped' })
      : []),
  ];
};

const milestone = (
  { dossier, rules, now, receiving }: Telling,
  act: string,
  kind: TimelineKind,
  title: Text,
  id?: string,
): Told => {
  const from = timeOf(dossier, act, byFact);
  const agency = dossier.acts[act]?.agency ?? dossier.receivingAgency;
  const who = agencyName(rules, agency);
  const said = { vi: `${title.vi} (${who.vi})`, en: `${title.en} (${who.en})` };
  return told({ kind, from, to: from, calendar: receiving, title, said, about: id === undefined ? {} : { id }, agency }, now);
};

/** Between the time that was claimed and the time of the first record: the corrector's late entry, and nobody else's delay. */
export const corrections = (telling: Telling): Told[] =>
  telling.dossier.corrections.flatMap((correction) => {
    const act = telling.dossier.acts[correction.act];
    return act === undefined ? [] : [corrected(telling, correction, act.occurredAt)];
  });

const corrected = ({ rules, now, receiving }: Telling, correction: Correction, recorded: Ms): Told => {
  const [from, to] = [Math.min(correction.occurredAt, recorded), Math.max(correction.occurredAt, recorded)];
  const who = agencyName(rules, correction.agency);
  const title = { vi: 'Nhập muộn', en: 'Late entry' };
  const how = DECIDED[correction.status];
  const said = { vi: `${title.vi} của ${who.vi}, ${how.vi}`, en: `${title.en} by ${who.en}, ${how.en}` };
  return told(
    { kind: 'late-entry', from, to, calendar: receiving, title, said, about: { id: correction.id }, agency: correction.agency },
    now,
  );
};

const DECIDED: Readonly<Record<Correction['status'], Text>> = {
  pending: { vi: 'thời điểm khai báo đang chờ duyệt', en: 'the claimed time awaits approval' },
  approved: { vi: 'thời điểm khai báo đã được chấp thuận', en: 'the claimed time counts' },
  rejected: { vi: 'thời điểm khai báo không được chấp thuận', en: 'the claimed time was rejected' },
};
