/** A small procedure without fault, for specs: a desk, an office, an applicant who pays, two opinions, one result. */
export const licence = () => structuredClone(definition) as Draft;

/** A definition that a spec may break in any way. */
// biome-ignore lint/suspicious/noExplicitAny: the specs write what no type allows
export type Draft = any;

const text = (vi: string, en: string) => ({ vi, en });
const days = (value: number) => ({ value, unit: 'workingDay' });

const opinion = (party: string, event: string) => ({
  mandatory: true,
  initial: 'review',
  states: {
    review: { party, limit: days(2), on: { answer: { target: 'given', event } } },
    given: { type: 'final' },
  },
});

const definition = {
  format: 'lien-thong-procedure/1',
  code: '9.900010',
  version: 1,
  effectiveFrom: '2025-01-01',
  effectiveTo: null,
  name: text('Cấp giấy phép thử', 'Trial licence'),
  field: 'trial',
  legalBasis: [{ id: 'nd-1', document: '1/2025/NĐ-CP', article: null, validFrom: '2024-01-01', validTo: null }],
  counting: { policy: 'HOUR_EXACT', cutoff: null },
  timeLimit: { ...days(8), basis: 'nd-1' },
  committedLimit: null,
  lead: 'office',
  parties: {
    desk: { kind: 'one-stop', name: text('Bộ phận Một cửa', 'One-stop desk') },
    office: { kind: 'competent', name: text('Phòng chuyên môn', 'Office') },
    police: { kind: 'consulted', name: text('Công an', 'Police') },
    applicant: { kind: 'applicant', name: text('Người nộp', 'Applicant') },
  },
  components: [{ code: 'application-form', name: text('Đơn', 'Form'), required: true }],
  fees: [{ code: 'fee', name: text('Lệ phí', 'Fee'), amount: 1000, currency: 'VND' }],
  results: [{ code: 'licence', name: text('Giấy phép', 'Licence'), outcome: 'granted' }],
  facts: {
    due: { type: 'boolean', name: text('Phải nộp', 'Due') },
    amount: { type: 'integer', name: text('Số tiền', 'Amount') },
    kind: { type: 'string', name: text('Loại', 'Kind'), enum: ['new', 'renewal'] },
    address: { type: 'string', name: text('Địa chỉ', 'Address'), personal: true },
  },
  initial: 'received',
  states: {
    received: {
      party: 'desk',
      limit: days(1),
      portalStatus: 2,
      on: { transfer: { target: 'check', event: 'Transferred' } },
    },
    check: {
      party: 'office',
      handover: 'acknowledged',
      limit: days(2),
      portalStatus: 4,
      on: {
        conclude: [
          { guard: { fact: 'due', equals: true }, target: 'payment', event: 'FoundDue', requires: ['amount'] },
          { target: 'opinions', event: 'FoundFree' },
        ],
        'send-back': { target: 'received', event: 'SentBack' },
      },
    },
    payment: {
      party: 'applicant',
      clock: 'paused',
      pauseReason: { code: 'payment', basis: 'nd-1' },
      limit: { value: 30, unit: 'calendarDay' },
      portalStatus: 6,
      on: { confirm: { by: ['office'], target: 'opinions', event: 'PaymentConfirmed' } },
    },
    opinions: {
      type: 'parallel',
      portalStatus: 4,
      legs: {
        police: { ...opinion('police', 'PoliceAnswered'), onTimeout: { policy: 'tacit-consent', basis: 'nd-1' } },
        office: opinion('office', 'OfficeAnswered'),
      },
      join: { target: 'decision', event: 'OpinionsGathered' },
    },
    decision: {
      party: 'office',
      limit: days(3),
      portalStatus: 4,
      on: { 'issue-result': { target: 'ready', results: ['licence'] } },
    },
    ready: { party: 'desk', clock: 'stopped', portalStatus: 9, on: { 'return-result': { target: 'returned' } } },
    returned: { type: 'final', outcome: 'completed', portalStatus: 10 },
  },
};
