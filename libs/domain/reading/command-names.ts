import type { DossierCommand } from '../dossier/commands.js';
import type { Text } from '../procedure/definition.js';

/** What every procedure has by law, and the letters' own course, in words. */
const NAMES: Readonly<Record<DossierCommand['type'], Text>> = {
  create: { vi: 'Lập hồ sơ', en: 'Create the dossier' },
  receive: { vi: 'Tiếp nhận hồ sơ', en: 'Receive the dossier' },
  refuse: { vi: 'Từ chối tiếp nhận', en: 'Refuse the dossier' },
  'take-action': { vi: 'Xử lý', en: 'Take an action' },
  'acknowledge-handover': { vi: 'Xác nhận nhận bàn giao', en: 'Acknowledge the hand-over' },
  'reject-handover': { vi: 'Từ chối nhận bàn giao', en: 'Reject the hand-over' },
  'hand-over-again': { vi: 'Bàn giao lại', en: 'Hand over again' },
  'request-supplement': { vi: 'Yêu cầu bổ sung hồ sơ', en: 'Request a supplement' },
  'receive-supplement': { vi: 'Nhận hồ sơ bổ sung', en: 'Receive the supplement' },
  'request-withdrawal': { vi: 'Ghi nhận đề nghị rút hồ sơ', en: 'Record the wish to withdraw' },
  'confirm-withdrawal': { vi: 'Xác nhận rút hồ sơ', en: 'Confirm the withdrawal' },
  'decline-withdrawal': { vi: 'Không chấp thuận rút hồ sơ', en: 'Decline the withdrawal' },
  stop: { vi: 'Dừng giải quyết', en: 'Stop the processing' },
  'issue-result': { vi: 'Ban hành kết quả', en: 'Issue the result' },
  'return-result': { vi: 'Trả kết quả', en: 'Return the result' },
  'propose-cause': { vi: 'Đề xuất nguyên nhân quá hạn', en: 'Propose the cause of the lateness' },
  'contest-cause': { vi: 'Không nhất trí về nguyên nhân quá hạn', en: 'Contest the cause of the lateness' },
  'decide-cause': { vi: 'Kết luận nguyên nhân quá hạn', en: 'Decide the cause of the lateness' },
  'request-correction': { vi: 'Đề nghị đính chính thời điểm', en: 'Request a correction of a time' },
  'approve-correction': { vi: 'Chấp thuận đính chính', en: 'Approve the correction' },
  'reject-correction': { vi: 'Không chấp thuận đính chính', en: 'Reject the correction' },
  migrate: { vi: 'Chuyển phiên bản thủ tục', en: 'Move to another version' },
  annotate: { vi: 'Ghi chú', en: 'Annotate' },
  ring: { vi: 'Báo đến hạn', en: 'Ring' },
  'adopt-calendar': { vi: 'Áp dụng lịch làm việc', en: 'Adopt the calendar' },
  draft: { vi: 'Soạn văn bản xin lỗi', en: 'Draft the apology' },
  sign: { vi: 'Ký văn bản xin lỗi', en: 'Sign the apology' },
  issue: { vi: 'Cấp số, ban hành văn bản xin lỗi', en: 'Number and issue the apology' },
  'record-delivery': { vi: 'Ghi nhận đã giao văn bản xin lỗi', en: 'Record the delivery of the apology' },
  waive: { vi: 'Miễn gửi văn bản xin lỗi', en: 'Waive the apology' },
};

export const commandName = (type: DossierCommand['type']): Text => NAMES[type];
