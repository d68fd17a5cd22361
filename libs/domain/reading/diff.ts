import type { Text } from '../procedure/definition.js';
import type { DossierPage, StepPage } from './page.js';

/** One difference between two pages of a dossier. A thing that is new has no `from`, one that is gone no `to`. */
export interface Change {
  readonly path: string;
  readonly label: Text;
  readonly from: unknown;
  readonly to: unknown;
}

/** What changed between two readings of one dossier, labelled, in the order in which a page shows it. */
export const diffOf = (before: DossierPage, after: DossierPage): Change[] => {
  const known = new Map(fieldsOf(before).map((field) => [field.path, field]));
  const now = fieldsOf(after);
  const paths = new Set(now.map((field) => field.path));
  return [
    ...now.flatMap(({ path, label, value }) => changed(path, label, known.get(path)?.value ?? null, value)),
    ...[...known.values()].flatMap(({ path, label, value }) => (paths.has(path) ? [] : changed(path, label, value, null))),
  ];
};

interface Field {
  readonly path: string;
  readonly label: Text;
  readonly value: unknown;
}

const changed = (path: string, label: Text, from: unknown, to: unknown): Change[] =>
  JSON.stringify(from) === JSON.stringify(to) ? [] : [{ path, label, from, to }];

const field = (path: string, value: unknown, vi: string, en: string): Field => ({ path, label: { vi, en }, value });

const fieldsOf = (page: DossierPage): Field[] => [
  ...standing(page),
  ...dates(page),
  ...Object.entries(page.facts).map(([name, value]) => field(`facts.${name}`, value, `Dữ kiện ${name}`, `Fact ${name}`)),
  ...page.steps.flatMap(stepFields),
  ...listed(page),
  field('verdict.byFact', page.verdict.byFact, 'Đánh giá theo thực tế', 'Verdict by fact'),
  field('verdict.byRecord', page.verdict.byRecord, 'Đánh giá theo ghi nhận', 'Verdict by record'),
  field('verdict.asReappointed', page.verdict.asReappointed, 'Đánh giá theo ngày hẹn lại', 'Verdict as re-appointed'),
  field('outcome', page.outcome, 'Hình thức kết thúc', 'Outcome'),
];

const standing = (page: DossierPage): Field[] => [
  field('status', page.status, 'Tình trạng', 'Status'),
  field('portalStatus', page.portalStatus, 'Trạng thái trên Cổng Dịch vụ công', 'Portal status'),
  field('receivedAt', page.receivedAt, 'Thời điểm tiếp nhận', 'Received'),
  field('procedure.version', page.procedure.version, 'Phiên bản thủ tục', 'Procedure version'),
  field('parties', page.parties, 'Các cơ quan tham gia', 'Bound agencies'),
  field('activeStates', page.activeStates, 'Bước hiện tại', 'Active states'),
  field('holders', holdersOf(page), 'Cơ quan đang giữ hồ sơ', 'Held by'),
];

const dates = ({ appointment, clock }: DossierPage): Field[] => [
  field('appointment.promisedAt', appointment?.promisedAt ?? null, 'Ngày hẹn trả', 'Appointment'),
  field('appointment.currentAt', appointment?.currentAt ?? null, 'Ngày hẹn trả hiện tại', 'Present appointment'),
  field('clock.state', clock?.state ?? null, 'Đồng hồ thời hạn', 'Clock'),
  field('clock.dueAt', clock?.dueAt ?? null, 'Hạn giải quyết', 'Due'),
];

const stepFields = (step: StepPage): Field[] => {
  const path = `steps.${step.id}`;
  const named = (name: string, value: unknown, vi: string, en: string): Field =>
    field(`${path}.${name}`, value, `Bước ${step.id}: ${vi}`, `Step ${step.id}: ${en}`);
  return [
    named('agency', step.agency, 'cơ quan', 'agency'),
    named('enteredAt', step.enteredAt, 'bắt đầu lúc', 'entered'),
    named('handover', step.handover ?? null, 'bàn giao', 'hand-over'),
    named('acknowledgedAt', step.acknowledgedAt ?? null, 'xác nhận bàn giao lúc', 'acknowledged'),
    named('leftAt', step.leftAt, 'kết thúc lúc', 'left'),
    named('dueAt', step.dueAt, 'hạn', 'due'),
    named('deadlineState', step.deadlineState, 'tình trạng thời hạn', 'deadline state'),
  ];
};

const listed = (page: DossierPage): Field[] => [
  ...page.supplements.flatMap((s) => [
    field(`supplements.${s.id}.requestedAt`, s.requestedAt, `Yêu cầu bổ sung ${s.id}`, `Supplement ${s.id} requested`),
    field(`supplements.${s.id}.outcome`, s.outcome, `Kết quả bổ sung ${s.id}`, `Outcome of supplement ${s.id}`),
  ]),
  ...page.results.map((r, i) => field(`results.${i}`, r.code, `Kết quả thứ ${i + 1}`, `Result ${i + 1}`)),
  ...page.corrections.flatMap((c) => [
    field(
      `corrections.${c.id}.occurredAt`,
      c.occurredAt,
      `Đính chính ${c.id}: thời điểm khai báo`,
      `Correction ${c.id}: claimed time`,
    ),
    field(`corrections.${c.id}.status`, c.status, `Đính chính ${c.id}`, `Correction ${c.id}`),
  ]),
  ...page.apologyTasks.map((t) => field(`apologyTasks.${t.id}.status`, t.status, `Văn bản xin lỗi ${t.id}`, `Apology ${t.id}`)),
];

/** In transit the sender holds it; a leg that the dossier went on without holds nothing. */
const holdersOf = ({ steps, activeStates }: DossierPage): string[] => {
  const open = steps.filter((s) => s.leftAt === null && s.handover !== 'pending' && s.handover !== 'rejected');
  const held = open.filter(
    (s) => s.leg === null || activeStates.includes(s.state) || steps.some((o) => o.leg === s.leg && o.handover === 'pending'),
  );
  return [...new Set(held.flatMap((s) => (s.agency === null ? [] : [s.agency])))];
};
