import type { Example } from './description.js';

/** Requests as people really send them. A spec sends each of them to the application. */
const example = (summary: string, value: unknown): Example => ({ summary, value });
const command = (summary: string, type: string, data: object = {}, more: object = {}): Example =>
  example(summary, { type, data, ...more });

export const NEW_DOSSIERS = {
  'at-the-desk': example('Certified copies, handed in at the desk', {
    procedure: '9.900003',
    receivingAgency: 'H99.01',
    channel: 'direct',
    returnChannel: 'direct',
    applicant: { kind: 'person', name: 'Nguyễn Thị Ví Dụ', identifier: '099000000001', phone: '0900000001' },
    components: [{ code: 'application-form', originals: 1, copies: 0, digitised: true }],
    facts: { copies: 2, recordKind: 'birth' },
  }),
  online: example('The same, submitted online: it waits for `receive`', {
    procedure: '9.900003',
    receivingAgency: 'H99.01',
    channel: 'online',
    returnChannel: 'post',
    applicant: { kind: 'person', name: 'Trần Văn Thí Dụ', email: 'vi-du@example.vn', address: 'Thôn Mẫu, xã Mẫu' },
    components: [{ code: 'application-form', originals: 0, copies: 1, digitised: true }],
  }),
};

export const COMMANDS: Readonly<Record<string, Example>> = {
  receive: command('A submitted dossier is received: the clock starts', 'receive'),
  refuse: command('A submitted dossier is refused at intake', 'refuse', {
    reason: 'Không thuộc thẩm quyền',
    legalBasis: 'NĐ 118/2025/NĐ-CP',
  }),
  'take-action': command('An action of the procedure', 'take-action', {
    action: 'transfer-to-civil-registry',
    note: 'Đủ thành phần hồ sơ',
  }),
  'take-action-late': command(
    'The same, entered late: it needs evidence, and a second person approves the time',
    'take-action',
    { action: 'transfer-to-civil-registry' },
    { occurredAt: '2026-02-27T08:00:00+07:00', evidence: { kind: 'document', reference: 'Sổ giao nhận số 12' } },
  ),
  'acknowledge-handover': command('The receiver acknowledges a hand-over', 'acknowledge-handover'),
  'reject-handover': command('The receiver rejects it', 'reject-handover', { reason: 'Thiếu bản đồ trích đo' }),
  'hand-over-again': command('The sender hands over again', 'hand-over-again', { step: 'appraisal.1', agency: 'H99.10' }),
  'request-supplement': command('Papers are asked for: the clocks pause', 'request-supplement', {
    items: [{ component: 'authorisation', content: 'Bổ sung văn bản ủy quyền có chứng thực' }],
    reason: 'Người nộp không phải là người yêu cầu',
    respondBy: '2026-03-20',
  }),
  'receive-supplement': command('The papers have come: the clocks go on', 'receive-supplement', {
    components: [{ code: 'authorisation', originals: 1, copies: 0, digitised: true }],
  }),
  'request-withdrawal': command('The applicant wishes to withdraw', 'request-withdrawal', { reason: 'Không còn nhu cầu' }),
  'confirm-withdrawal': command('The withdrawal is confirmed', 'confirm-withdrawal'),
  'decline-withdrawal': command('The wish is taken back', 'decline-withdrawal', { reason: 'Người nộp đổi ý' }),
  stop: command('A head stops the processing', 'stop', { reason: 'Có quyết định của tòa án', legalBasis: 'QĐ 01/2026/QĐ-TA' }),
  'issue-result': command('The result is issued', 'issue-result', { result: 'certified-copy', reference: 'TL-2026-0001' }),
  'return-result': command('The result is handed to the applicant', 'return-result', { channel: 'direct', proof: 'Chữ ký nhận' }),
  'propose-cause': command('A cause of the lateness is proposed', 'propose-cause', {
    cause: 'objective',
    agency: 'H99.02',
    ground: 'Mất điện cả ngày',
  }),
  'contest-cause': command('The cause is contested', 'contest-cause', {
    cause: 'subjective',
    agency: 'H99.02',
    ground: 'Có máy phát dự phòng',
  }),
  'decide-cause': command('The cause is decided', 'decide-cause', {
    cause: 'objective',
    agency: 'H99.02',
    ground: 'Xác nhận của điện lực',
  }),
  'request-correction': command(
    'A recorded time was wrong',
    'request-correction',
    { eventId: '5b0d1f0a-0000-5000-8000-000000000000', occurredAt: '2026-03-02T07:45:00+07:00' },
    { evidence: { kind: 'document', reference: 'Sổ tiếp nhận, trang 3' } },
  ),
  'approve-correction': command('A head approves it: another person than the requester', 'approve-correction', {
    correction: 'correction.1',
  }),
  'reject-correction': command('A head rejects it', 'reject-correction', { correction: 'correction.1', reason: 'Không khớp sổ' }),
  migrate: command('The dossier is moved to another version of its procedure', 'migrate', {
    version: 2,
    legalBasis: 'QĐ 02/2026/QĐ-UBND',
  }),
  annotate: command('A note that changes nothing', 'annotate', { text: 'Đã gọi điện cho người nộp' }),
};

export const TASK_COMMANDS: Readonly<Record<string, Example>> = {
  draft: command('An officer drafts the letter', 'draft', {
    reasonClass: 'subjective',
    reason: 'Chậm luân chuyển hồ sơ',
    newAppointment: '2026-03-12',
  }),
  sign: command('A head signs it: another person than the drafter', 'sign'),
  issue: command('The letter is issued with its number', 'issue', { number: '12/TXL-HT' }),
  'record-delivery': command('It has reached the applicant', 'record-delivery', { channel: 'direct', proof: 'Chữ ký nhận' }),
  waive: command('A head waives the letter', 'waive', { legalBasis: 'NĐ 118/2025/NĐ-CP', reason: 'Hồ sơ đã rút' }),
};

export const AGENCY = {
  registry: example('A civil registry that serves one party of all procedures', {
    name: { vi: 'Phòng Hộ tịch tỉnh Mẫu', en: 'Civil registry of the model province' },
    kind: 'competent',
    superior: 'H99',
    serves: { 'civil-registry': ['*'] },
    validFrom: '2018-01-01',
  }),
};

export const CALENDARS = {
  layer: example("A layer above the nation's calendar", { name: { vi: 'Lịch tỉnh Mẫu', en: 'Calendar of the model province' } }),
};
export const DAYS = {
  outage: example('A day off, with the document that decided it', {
    kind: 'off',
    reason: 'Nghỉ do bão',
    source: { document: 'Công điện 01/CĐ-UBND', date: '2026-03-16' },
    confirmed: true,
  }),
};
export const PREVIEWS = { outage: example('What that day would move', { date: '2026-03-17', ...(DAYS.outage.value as object) }) };

export const CALCULATIONS = {
  'same-day': example('A receipt after the cut-off', {
    start: '2026-03-02T15:30:00+07:00',
    limit: { value: 3, unit: 'workingDay' },
    policy: 'CIVIL_DATE',
    cutoff: '15:00',
  }),
  paused: example('By the hour, with a pause', {
    start: '2026-03-02T08:00:00+07:00',
    limit: { value: 16, unit: 'workingHour' },
    policy: 'HOUR_EXACT',
    pauses: [{ from: '2026-03-02T10:00:00+07:00', to: '2026-03-03T10:00:00+07:00' }],
  }),
};

export const ADVANCES = {
  to: example('To an instant', { to: '2026-03-02T10:00:00+07:00' }),
  by: example('By working time', { by: { value: 1, unit: 'workingHour' } }),
  next: example('To the next alarm', { to: 'nextDeadline' }),
};

export const WEBHOOKS = {
  some: example('Two kinds of events of our dossiers', {
    url: 'https://mot-cua.example/lien-thong',
    types: ['DossierReceived', 'StepBecameOverdue'],
    description: 'Phần mềm một cửa',
  }),
  all: example('All of them', { url: 'https://mot-cua.example/tat-ca' }),
};
export const WEBHOOK_COMMAND_EXAMPLES: Readonly<Record<string, Example>> = {
  change: command('It asks for other events', 'change', { types: ['DossierReceived', 'ResultIssued'] }),
  'rotate-secret': command('A new secret; for two days both sign', 'rotate-secret', { overlapHours: 48 }),
  disable: command('Nothing is sent to it any more', 'disable'),
  enable: command('It is sent to again', 'enable'),
  remove: command('It is gone, and its secrets with it', 'remove'),
};
export const REPLAYS = {
  outage: example('What an outage lost', { from: '2026-03-01T00:00:00+07:00', to: '2026-03-02T00:00:00+07:00' }),
};
