export const application = (procedure: string, change: object = {}) => ({
  procedure,
  receivingAgency: 'H99.01',
  channel: 'direct',
  returnChannel: 'direct',
  applicant: {
    kind: 'person',
    name: 'Phạm Thị Minh Nguyệt',
    identifier: '099123456789',
    phone: '0912345678',
    email: 'nguyet@example.vn',
    address: 'Thôn Đoài',
  },
  components: [{ code: 'application-form', originals: 1, copies: 0, digitised: true }],
  ...change,
});
