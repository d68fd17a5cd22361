/** A fifth procedure, which no code knows: it comes as JSON, and is driven to its end like the others. */
export const treeFelling = (change: object = {}) => ({
  format: 'lien-thong-procedure/1',
  code: '9.900099',
  version: 1,
  effectiveFrom: '2025-07-01',
  effectiveTo: null,
  name: { vi: 'Cấp phép chặt hạ cây xanh', en: 'Permit to fell a tree' },
  field: 'urban',
  legalBasis: [
    { id: 'nd-64', document: '64/2010/NĐ-CP', article: null, validFrom: '2010-07-30', validTo: null, unverified: true },
  ],
  counting: { policy: 'HOUR_EXACT', cutoff: null },
  timeLimit: { value: 5, unit: 'workingDay', basis: 'nd-64' },
  committedLimit: null,
  lead: 'parks',
  parties: {
    desk: { kind: 'one-stop', name: { vi: 'Bộ phận Một cửa', en: 'One-stop desk' } },
    parks: { kind: 'competent', name: { vi: 'Phòng Quản lý cây xanh', en: 'Parks office' } },
  },
  components: [{ code: 'application-form', name: { vi: 'Đơn đề nghị', en: 'Application form' }, required: true }],
  results: [{ code: 'permit', name: { vi: 'Giấy phép', en: 'Permit' }, outcome: 'granted' }],
  initial: 'received',
  states: {
    received: {
      party: 'desk',
      limit: { value: 4, unit: 'workingHour' },
      portalStatus: 2,
      on: { transfer: { target: 'inspection', event: 'TransferredToParks' } },
    },
    inspection: {
      party: 'parks',
      limit: { value: 4, unit: 'workingDay' },
      portalStatus: 4,
      on: { 'issue-result': { target: 'ready', results: ['permit'] } },
    },
    ready: { party: 'desk', clock: 'stopped', portalStatus: 9, on: { 'return-result': { target: 'returned' } } },
    returned: { type: 'final', outcome: 'completed', portalStatus: 10 },
  },
  ...change,
});
