const named = (vi: string, en: string) => ({ vi, en });

/** A procedure that no code knows: two legs, a hand-over inside one, fresh re-entry, two results with a payment between them. */
export const groundwater = {
  format: 'lien-thong-procedure/1',
  code: '9.900005',
  version: 1,
  effectiveFrom: '2025-07-01',
  effectiveTo: null,
  name: named('Cấp phép khai thác nước dưới đất', 'Licence for groundwater'),
  field: 'water-resources',
  legalBasis: [
    { id: 'luat-tnn', document: '28/2023/QH15', article: null, validFrom: '2024-07-01', validTo: null, unverified: true },
  ],
  counting: { policy: 'HOUR_EXACT', cutoff: null },
  timeLimit: { value: 20, unit: 'workingDay', basis: 'luat-tnn' },
  committedLimit: null,
  lead: 'water',
  parties: {
    desk: { kind: 'one-stop', name: named('Bộ phận Một cửa', 'One-stop desk') },
    water: { kind: 'competent', name: named('Cơ quan tài nguyên nước', 'Water authority') },
    geology: { kind: 'consulted', name: named('Đoàn địa chất', 'Geological survey') },
    laboratory: { kind: 'consulted', name: named('Phòng thí nghiệm', 'Laboratory') },
    health: { kind: 'consulted', name: named('Cơ quan y tế', 'Health office') },
    applicant: { kind: 'applicant', name: named('Người nộp', 'Applicant') },
  },
  components: [{ code: 'application-form', name: named('Đơn đề nghị', 'Application form'), required: true }],
  fees: [],
  results: [
    { code: 'fee-notice', name: named('Thông báo tiền cấp quyền', 'Fee notice'), outcome: 'granted' },
    { code: 'licence', name: named('Giấy phép', 'Licence'), outcome: 'granted' },
    { code: 'refusal-notice', name: named('Văn bản từ chối', 'Refusal notice'), outcome: 'refused' },
  ],
  facts: {
    depth: { type: 'number', name: named('Độ sâu giếng (m)', 'Depth of the well (m)') },
    yield: { type: 'number', name: named('Lưu lượng', 'Yield') },
    potable: { type: 'boolean', name: named('Dùng để uống', 'For drinking') },
  },
  initial: 'received',
  states: {
    received: {
      party: 'desk',
      limit: { value: 4, unit: 'workingHour' },
      portalStatus: 2,
      on: { 'transfer-to-water': { target: 'survey', event: 'TransferredToWater' } },
    },
    survey: {
      party: 'water',
      limit: { value: 2, unit: 'workingDay' },
      limitOnReentry: 'fresh',
      portalStatus: 4,
      on: {
        'ask-opinions': [
          { guard: { fact: 'depth', moreThan: 20 }, target: 'opinions', event: 'WellDepthSurveyed' },
          { target: 'drafting', event: 'FoundShallow' },
        ],
      },
    },
    opinions: {
      type: 'parallel',
      portalStatus: 4,
      legs: {
        geology: {
          mandatory: true,
          initial: 'study',
          onTimeout: { policy: 'escalate' },
          states: {
            study: {
              party: 'geology',
              limit: { value: 2, unit: 'workingDay' },
              portalStatus: 4,
              on: { 'request-analysis': { target: 'analysis', event: 'AnalysisRequested' } },
            },
            analysis: {
              party: 'laboratory',
              handover: 'acknowledged',
              limit: { value: 2, unit: 'workingDay' },
              portalStatus: 4,
              on: { 'report-analysis': { target: 'done', event: 'AnalysisReported', requires: ['yield'] } },
            },
            done: { type: 'final' },
          },
        },
        health: {
          mandatory: true,
          initial: 'review',
          onTimeout: { policy: 'escalate' },
          states: {
            review: {
              party: 'health',
              limit: { value: 3, unit: 'workingDay' },
              portalStatus: 4,
              on: { 'give-opinion': { target: 'given', event: 'HealthOpinionGiven', requires: ['potable'] } },
            },
            given: { type: 'final' },
          },
        },
      },
      join: { target: 'drafting', event: 'WaterOpinionsGathered' },
    },
    drafting: {
      party: 'water',
      limit: { value: 2, unit: 'workingDay' },
      portalStatus: 4,
      on: {
        'survey-again': { target: 'survey', event: 'SurveyRepeated' },
        'issue-result': { target: 'payment', results: ['fee-notice'] },
      },
    },
    payment: {
      party: 'applicant',
      clock: 'paused',
      pauseReason: { code: 'licence-fee', basis: 'luat-tnn', name: named('Chờ nộp tiền', 'The fee is awaited') },
      limit: { value: 10, unit: 'calendarDay' },
      portalStatus: 6,
      on: { 'confirm-payment': { by: ['desk'], target: 'licensing', event: 'FeePaid' } },
    },
    licensing: {
      party: 'water',
      limit: { value: 1, unit: 'workingDay' },
      portalStatus: 4,
      on: { 'issue-result': { target: 'ready', results: ['licence', 'refusal-notice'] } },
    },
    ready: { party: 'desk', clock: 'stopped', portalStatus: 9, on: { 'return-result': { target: 'returned' } } },
    returned: { type: 'final', outcome: 'completed', portalStatus: 10 },
  },
} as const;
