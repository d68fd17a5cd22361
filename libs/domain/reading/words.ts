import { type Ms, toText, type WorkingCalendar } from '@lien-thong/calendar';
import type { Dossier } from '../dossier/state.js';
import type { ProcedureDefinition, Text } from '../procedure/definition.js';
import { stateAt } from '../procedure/statechart.js';
import type { Rules } from '../rules.js';

/** Names and durations as people read them, in both languages. */

export const definitionOf = (dossier: Dossier, rules: Rules): ProcedureDefinition | undefined =>
  dossier.receipt ? rules.procedure(dossier.procedure, dossier.receipt.version).definition : undefined;

const same = (text: string): Text => ({ vi: text, en: text });

export const stateName = (definition: ProcedureDefinition | undefined, path: string): Text =>
  (definition && stateAt(definition, path)?.name) ?? same(path);

export const partyName = (definition: ProcedureDefinition | undefined, party: string): Text =>
  definition?.parties[party]?.name ?? same(party);

/** The agency as the directory names it, with its code; the applicant where it is nobody's agency. */
export const agencyName = (rules: Rules, agency: string | null): Text => {
  if (agency === null) return { vi: 'người nộp hồ sơ', en: 'the applicant' };
  const name = rules.agency(agency)?.name;
  return name && name.vi !== agency ? { vi: `${name.vi} (${agency})`, en: `${name.en} (${agency})` } : same(agency);
};

const REASONS: Readonly<Record<string, Text>> = {
  supplement: { vi: 'chờ người nộp bổ sung hồ sơ', en: 'waiting for the applicant’s supplement' },
  'excluded-step': { vi: 'thời gian không tính vào thời hạn giải quyết', en: 'time that does not count for the dossier' },
  left: { vi: 'hồ sơ đang ở bước khác', en: 'the dossier is at another step' },
  stopped: { vi: 'đồng hồ đã dừng', en: 'the clock is stopped' },
  paused: { vi: 'tạm dừng', en: 'paused' },
};

/** Why a clock stood: the procedure's own name for it, else the engine's. */
export const pauseReasonName = (dossier: Dossier, rules: Rules, reason: string | null): Text => {
  if (reason !== null && Object.hasOwn(REASONS, reason)) return REASONS[reason] as Text;
  const definition = definitionOf(dossier, rules);
  const step = dossier.steps.find((s) => s.pauseReason?.code === reason);
  return step?.pauseReason?.name ?? (step ? stateName(definition, step.state) : same(reason ?? '–'));
};

/** Working minutes as days, hours and minutes of a calendar's own working day. */
export const durationOf = (calendar: WorkingCalendar, minutes: number): Text => {
  const days = Math.floor(minutes / calendar.dayMinutes);
  const hours = Math.floor((minutes % calendar.dayMinutes) / 60);
  const rest = (minutes % calendar.dayMinutes) % 60;
  const parts = [
    { count: days, vi: 'ngày', en: 'd' },
    { count: hours, vi: 'giờ', en: 'h' },
    { count: rest, vi: 'phút', en: 'min' },
  ].filter((part, i) => part.count > 0 || (i === 2 && minutes === 0));
  return {
    vi: `${parts.map((p) => `${p.count} ${p.vi}`).join(' ')} làm việc`,
    en: `${parts.map((p) => `${p.count} ${p.en}`).join(' ')} of working time`,
  };
};

/** An instant as forms write it: `09:00 ngày 02/03/2026`. */
export const momentOf = (at: Ms): Text => {
  const text = toText(at);
  const time = text.slice(11, 16);
  const day = `${text.slice(8, 10)}/${text.slice(5, 7)}/${text.slice(0, 4)}`;
  return { vi: `${time} ngày ${day}`, en: `${time} on ${day}` };
};
