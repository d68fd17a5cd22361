import { type Ms, toMs } from '@lien-thong/calendar';
import { type DossierPage, dossierPage, foldAsOf, judgedAt, type PastRead } from '@lien-thong/domain';
import type { Engine } from '@lien-thong/engine';
import { askedWrongly, failed } from '../cli-failure.js';
import { type Asked, type Command, optional } from '../command.js';
import { reading, streamOf } from '../opening.js';
import { both, clockTime, duration } from '../wording.js';

export const dossierState: Command = {
  name: 'dossier state',
  usage: 'dossier state <id|code> [--as-of <instant>] [--valid-at <instant>] [--json]',
  about: {
    vi: 'Hồ sơ bây giờ, như đã ghi nhận (--as-of) hoặc như đã xảy ra (--valid-at) vào một thời điểm',
    en: 'The dossier now, as it was recorded (--as-of), or as it was true (--valid-at), at an instant',
  },
  options: { 'as-of': { type: 'string' }, 'valid-at': { type: 'string' }, json: { type: 'boolean' } },
  takes: [1, 1],
  run: (asked, { env, out }) => {
    const past = pastOf(asked);
    return reading(env, async (engine) => {
      const page = await pageOf(engine, asked.positionals[0] as string, past);
      for (const line of asked.options.json === true ? [JSON.stringify(page, null, 2)] : lines(page)) out(line);
      return 0;
    });
  },
};

const pastOf = (asked: Asked): PastRead => {
  const [asOf, validAt] = [instant(asked, 'as-of'), instant(asked, 'valid-at')];
  return { ...(asOf === undefined ? {} : { asOf }), ...(validAt === undefined ? {} : { validAt }) };
};

const instant = (asked: Asked, name: string): Ms | undefined => {
  const text = optional(asked, name);
  if (text === undefined) return undefined;
  try {
    return toMs(text);
  } catch {
    throw askedWrongly(
      `--${name} phải là thời điểm RFC 3339 có múi giờ, ví dụ 2026-03-02T08:00:00+07:00`,
      `--${name} is an RFC 3339 instant with an offset, for example 2026-03-02T08:00:00+07:00`,
    );
  }
};

const pageOf = async (engine: Engine, idOrCode: string, past: PastRead): Promise<DossierPage> => {
  const { events } = await engine.dossiers.read(await streamOf(engine.store, idOrCode));
  // A sandbox may be ahead of this machine: it is at least as late as what it has recorded.
  const now = Math.max(engine.clock.now(), ...events.slice(-1).map(({ recordedAt }) => toMs(recordedAt)));
  if ((past.asOf ?? now) > now || (past.validAt ?? now) > now)
    throw askedWrongly('Thời điểm nằm trong tương lai', 'That instant lies in the future');
  const dossier = foldAsOf(events, past);
  if (dossier === null) throw failed('Lúc đó chưa có hồ sơ này', 'The dossier was not there yet');
  return dossierPage(dossier, engine.rules, judgedAt(past, now));
};

const lines = (page: DossierPage): string[] => {
  const { procedure, appointment, verdict } = page;
  return [
    `${page.code} · ${both(procedure.name)} (${procedure.code}${procedure.version === null ? '' : ` v${procedure.version}`})`,
    `  id: ${page.id} · revision ${page.revision}`,
    `  trạng thái / status: ${page.status}${page.activeStates.length > 0 ? ` · ${page.activeStates.join(', ')}` : ''}`,
    `  tiếp nhận / received: ${clockTime(page.receivedAt ?? page.submittedAt)} · ${page.receivingAgency} · ${page.channel}`,
    ...(appointment
      ? [
          `  hẹn trả / appointment: ${clockTime(appointment.currentAt)}${appointment.reappointments > 0 ? ` (hẹn lại / moved ${appointment.reappointments}×)` : ''}`,
        ]
      : []),
    ...clockLines(page),
    `  kết luận / verdict: ${verdict.byFact} (thực tế / by fact) · ${verdict.byRecord} (ghi nhận / by record)`,
    ...page.steps.map(
      (s) =>
        `  bước / step ${s.id}: ${s.agency ?? s.party} · ${clockTime(s.enteredAt)} → ${clockTime(s.leftAt)} · hạn / due ${clockTime(s.dueAt)} · ${s.deadlineState}`,
    ),
    ...page.corrections.map((c) => `  đính chính / correction ${c.id}: ${clockTime(c.occurredAt)} · ${c.agency} · ${c.status}`),
    ...page.apologyTasks.map((t) => `  xin lỗi / apology ${t.id}: ${t.agency} · ${t.status} · hạn / due ${clockTime(t.dueAt)}`),
    ...page.results.map((r) => `  kết quả / result ${r.code}: ${r.outcome} · ${clockTime(r.issuedAt)}`),
  ];
};

const clockLines = ({ clock }: DossierPage): string[] => {
  if (clock === null) return [];
  const late = clock.overrunMinutes > 0 ? ` · quá hạn / over by ${duration(clock.overrunMinutes)}` : '';
  return [
    `  đồng hồ / clock: ${clock.state}${clock.reason ? ` (${clock.reason})` : ''} · hạn / due ${clockTime(clock.dueAt)}${clock.provisional ? ' (tạm tính / provisional)' : ''}`,
    `    đã dùng / used ${duration(clock.consumedMinutes)} · còn / left ${duration(clock.remainingMinutes)}${late}`,
  ];
};
