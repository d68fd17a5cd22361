import type { Ms } from '@lien-thong/calendar';
import { calendarOf, enteredAt } from '../clocks/clocks.js';
import { byFact, timeOf } from '../clocks/lens.js';
import { agencyStay } from '../clocks/stays.js';
import { isLate } from '../dossier/settle.js';
import { isInTransit, isStray, type Step } from '../dossier/state.js';
import type { Text } from '../procedure/definition.js';
import { runningMinutes } from './measures.js';
import { type Telling, type Told, told } from './telling.js';
import { agencyName, definitionOf, partyName, stateName } from './words.js';

/** Every stay with the one who held the dossier, and the way there where a hand-over had to be acknowledged. */
export const stays = (telling: Telling): Told[] =>
  telling.dossier.steps.flatMap((step) => [...transit(telling, step), ...stay(telling, step)]);

/** Another agency's late entry is not the holder's time: its stay begins when it was first recorded. */
const stay = (telling: Telling, step: Step): Told[] => {
  const { dossier, rules, now } = telling;
  if (step.handover === 'pending' || step.handover === 'rejected') return [];
  const from = agencyStay(dossier, step, byFact)?.from ?? enteredAt(dossier, step);
  const to = step.leftBy === null ? null : Math.max(from, timeOf(dossier, step.leftBy, byFact));
  const title = stateName(definitionOf(dossier, rules), step.state);
  const holder = holderOf(telling, step);
  const note = noteOf(telling, step);
  const said = { vi: `${title.vi}: ${holder.vi} giữ hồ sơ${note.vi}`, en: `${title.en}: held by ${holder.en}${note.en}` };
  return [
    told(
      {
        kind: 'step',
        from,
        to,
        calendar: calendarOf(dossier, rules, step.calendar),
        title,
        said,
        about: aboutOf(step),
        agency: step.agency,
      },
      now,
    ),
  ];
};

/** From the transfer to its acknowledgement or rejection the sender answers for the dossier. */
const transit = (telling: Telling, step: Step): Told[] => {
  const { dossier, rules, now } = telling;
  if (step.handover === 'none') return [];
  const sender = dossier.steps.find((s) => s.id === step.sender);
  const end = step.acknowledgedBy ?? (step.handover === 'pending' ? step.leftBy : rejectedBy(telling, step));
  const from = enteredAt(dossier, step);
  const to = end === null ? null : Math.max(from, timeOf(dossier, end, byFact));
  const target = stateName(definitionOf(dossier, rules), step.state);
  const [giver, taker] = [agencyName(rules, sender?.agency ?? null), agencyName(rules, step.agency)];
  const how = HANDOVER[step.handover];
  const said = {
    vi: `${how.vi}: ${giver.vi} bàn giao cho ${taker.vi} (${target.vi})`,
    en: `${how.en}: ${giver.en} hands over to ${taker.en} (${target.en})`,
  };
  const calendar = calendarOf(dossier, rules, sender?.calendar ?? step.calendar);
  return [
    told({ kind: 'in-transit', from, to, calendar, title: how, said, about: aboutOf(step), agency: sender?.agency ?? null }, now),
  ];
};

const HANDOVER: Readonly<Record<'pending' | 'acknowledged' | 'rejected', Text>> = {
  pending: { vi: 'Đang bàn giao', en: 'In transit' },
  acknowledged: { vi: 'Bàn giao', en: 'Handed over' },
  rejected: { vi: 'Bàn giao bị từ chối', en: 'Hand-over rejected' },
};

const rejectedBy = ({ dossier }: Telling, step: Step): string | null =>
  step.leftBy ??
  Object.values(dossier.acts).findLast((act) => act.type === 'HandoverRejected' && act.agency === step.agency)?.id ??
  null;

const aboutOf = (step: Step) => ({ id: step.clock, step: step.id, state: step.state, party: step.party });

const holderOf = ({ dossier, rules }: Telling, step: Step): Text => {
  if (step.agency === null) return partyName(definitionOf(dossier, rules), step.party);
  const [party, agency] = [partyName(definitionOf(dossier, rules), step.party), agencyName(rules, step.agency)];
  return { vi: `${party.vi}, ${agency.vi},`, en: `${party.en}, ${agency.en}` };
};

const noteOf = ({ dossier }: Telling, step: Step): Text => {
  if (isInTransit(dossier, step)) return { vi: ' (đang bàn giao)', en: ' (being handed over)' };
  if (step.passedOverBy !== null)
    return step.leg?.onTimeout === 'tacit-consent'
      ? { vi: ' (im lặng: coi như đồng ý)', en: ' (silent: deemed to consent)' }
      : { vi: ' (không có ý kiến: hồ sơ đi tiếp)', en: ' (no opinion: the dossier went on)' };
  if (isStray(dossier, step)) return { vi: ' (hồ sơ đã đi tiếp)', en: ' (the dossier went on)' };
  if (step.mode === 'excluded') return { vi: ' (không tính vào thời hạn giải quyết)', en: ' (not counted for the dossier)' };
  return { vi: '', en: '' };
};

/** Where a deadline was missed: from its due instant on, with the minutes in which the clock ran beyond it. */
export const lateness = ({ dossier, rules, now, clocks }: Telling): Told[] =>
  clocks.flatMap((clock) => {
    if (!isLate(clock, now) || clock.dueAt === null) return [];
    const from: Ms = clock.dueAt;
    const what = clock.step ? stateName(definitionOf(dossier, rules), clock.step.state) : DEADLINE[clock.kind];
    const who = agencyName(rules, clock.agency);
    const title = { vi: `Quá hạn: ${what.vi}`, en: `Overdue: ${what.en}` };
    const said = { vi: `${title.vi}, ${who.vi}`, en: `${title.en}, ${who.en}` };
    const minutes = runningMinutes(clock, from, Math.min(clock.endedAt ?? now, now));
    const about = clock.step ? aboutOf(clock.step) : { id: clock.id };
    return [
      told(
        { kind: 'overdue', from, to: clock.endedAt, calendar: clock.calendar, title, said, minutes, about, agency: clock.agency },
        now,
      ),
    ];
  });

const DEADLINE: Readonly<Record<Telling['clocks'][number]['kind'], Text>> = {
  step: { vi: 'bước xử lý', en: 'step' },
  dossier: { vi: 'hồ sơ', en: 'the dossier' },
  applicant: { vi: 'người nộp bổ sung hồ sơ', en: 'the applicant’s supplement' },
  'intake-review': { vi: 'xem xét tiếp nhận', en: 'intake review' },
  apology: { vi: 'văn bản xin lỗi', en: 'letter of apology' },
};
