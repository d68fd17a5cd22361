/** Every code of the analysis, how grave it is, and what it says. Words in braces are facts of the finding. */
export const MESSAGES = {
  'schema-invalid': {
    severity: 'error',
    vi: 'Không đúng định dạng lien-thong-procedure/1: {reasonVi}',
    en: 'Not in the format lien-thong-procedure/1: {reason}',
  },
  'version-exists': {
    severity: 'error',
    vi: 'Phiên bản {version} đã được công bố; phiên bản đã công bố không được sửa',
    en: 'Version {version} is published already; published versions are never edited',
  },
  'effective-range-invalid': {
    severity: 'error',
    vi: 'Khoảng hiệu lực từ {from} đến {to} không hợp lệ',
    en: 'The effective range from {from} to {to} is not valid',
  },
  'committed-exceeds-statutory': {
    severity: 'error',
    vi: 'Thời hạn cam kết dài hơn thời hạn theo quy định',
    en: 'The committed limit is longer than the statutory one',
  },
  'committed-unit-differs': {
    severity: 'error',
    vi: 'Thời hạn cam kết phải cùng đơn vị với thời hạn theo quy định ({unit})',
    en: 'The committed limit must be in the unit of the statutory one ({unit})',
  },
  'basis-not-in-force': {
    severity: 'error',
    vi: 'Căn cứ pháp lý “{basis}” không có hiệu lực trong toàn bộ thời gian áp dụng (từ {validFrom} đến {validTo})',
    en: 'Legal basis “{basis}” is not in force for the whole effective range (from {validFrom} to {validTo})',
  },
  'duplicate-code': { severity: 'error', vi: 'Mã “{duplicate}” bị trùng', en: 'The code “{duplicate}” occurs twice' },
  'lead-is-applicant': {
    severity: 'error',
    vi: 'Người nộp hồ sơ không thể là cơ quan chủ trì',
    en: 'The applicant cannot be the lead',
  },
  'unknown-party': { severity: 'error', vi: 'Vai trò “{party}” chưa được khai báo', en: 'Party “{party}” is not declared' },
  'unknown-target': {
    severity: 'error',
    vi: 'Không có trạng thái đích “{target}”',
    en: 'There is no target state “{target}” here',
  },
  'unknown-basis': {
    severity: 'error',
    vi: 'Căn cứ pháp lý “{basis}” chưa được khai báo',
    en: 'Legal basis “{basis}” is not declared',
  },
  'unknown-fact': { severity: 'error', vi: 'Thông tin “{fact}” chưa được khai báo', en: 'Fact “{fact}” is not declared' },
  'unknown-result': { severity: 'error', vi: 'Kết quả “{result}” chưa được khai báo', en: 'Result “{result}” is not declared' },
  'state-unreachable': {
    severity: 'error',
    vi: 'Không có đường nào dẫn đến trạng thái “{state}”',
    en: 'State “{state}” can never be entered',
  },
  'no-way-to-final': {
    severity: 'error',
    vi: 'Từ trạng thái “{state}” không thể đi đến trạng thái kết thúc',
    en: 'No final state can be reached from state “{state}”',
  },
  'join-impossible': {
    severity: 'error',
    vi: 'Phần song song “{state}” không thể hợp lại',
    en: 'The parallel part “{state}” can never join',
  },
  'nested-parallel': {
    severity: 'error',
    vi: 'Một chặng không được chứa phần song song khác',
    en: 'A leg may not hold another parallel part',
  },
  'state-without-party': {
    severity: 'error',
    vi: 'Trạng thái “{state}” không có cơ quan phụ trách',
    en: 'State “{state}” has no party',
  },
  'state-without-limit': {
    severity: 'warning',
    vi: 'Trạng thái “{state}” không có thời hạn, không tạm dừng và không dừng đồng hồ',
    en: 'State “{state}” has neither a limit nor a pause nor a stop',
  },
  'pause-without-basis': {
    severity: 'error',
    vi: 'Việc tạm dừng đồng hồ phải có lý do và căn cứ pháp lý',
    en: 'A pause needs a reason with a legal basis',
  },
  'tacit-consent-without-basis': {
    severity: 'error',
    vi: 'Im lặng chỉ được coi là đồng ý khi có căn cứ pháp lý',
    en: 'Silence counts as consent only with a legal basis',
  },
  'handover-without-sender': {
    severity: 'error',
    vi: 'Trạng thái “{state}” cần xác nhận bàn giao nhưng không có một cơ quan giao',
    en: 'State “{state}” wants a hand-over acknowledged, but no single step hands over to it',
  },
  'applicant-action-without-by': {
    severity: 'error',
    vi: 'Hành động “{action}” ở bước của người nộp phải nêu cơ quan ghi nhận (by)',
    en: 'Action “{action}” of an applicant’s state must name who records it (by)',
  },
  'event-missing': { severity: 'error', vi: 'Hành động “{action}” không có tên sự kiện', en: 'Action “{action}” names no event' },
  'event-ambiguous': {
    severity: 'error',
    vi: 'Hai hành động của trạng thái “{state}” có cùng sự kiện “{event}”',
    en: 'Two actions of state “{state}” record the same event “{event}”',
  },
  'event-reserved': {
    severity: 'error',
    vi: 'Tên sự kiện “{event}” dành riêng cho hệ thống',
    en: 'The event name “{event}” belongs to the engine',
  },
  'fact-type-mismatch': {
    severity: 'error',
    vi: 'Giá trị không hợp với thông tin “{fact}” (kiểu {type})',
    en: 'The value does not fit fact “{fact}” ({type})',
  },
  'personal-fact-in-guard': {
    severity: 'error',
    vi: 'Thông tin cá nhân “{fact}” không được dùng trong điều kiện',
    en: 'Personal fact “{fact}” may not stand in a guard',
  },
  'guards-not-exhaustive': {
    severity: 'warning',
    vi: 'Các điều kiện của hành động “{action}” có thể không bao quát mọi trường hợp',
    en: 'The guards of action “{action}” may leave cases open',
  },
  'action-shadowed': {
    severity: 'error',
    vi: 'Phương án này của hành động “{action}” đứng sau một phương án không điều kiện nên không bao giờ được chọn',
    en: 'This alternative of action “{action}” stands after one without a guard and is never taken',
  },
  'result-never-issued': {
    severity: 'error',
    vi: 'Hồ sơ có thể hoàn thành mà chưa ban hành kết quả',
    en: 'A dossier can be completed without a result, or no result can be issued at all',
  },
  'clock-never-stops': {
    severity: 'error',
    vi: 'Sau khi ban hành kết quả, đồng hồ vẫn chạy ở trạng thái “{state}”',
    en: 'After the result the clock goes on in state “{state}”',
  },
  'stopped-before-result': {
    severity: 'error',
    vi: 'Đồng hồ dừng hẳn ở trạng thái “{state}” khi chưa ban hành kết quả',
    en: 'The clock stops for good in state “{state}” before a result was issued',
  },
  'limits-exceed-time-limit': {
    severity: 'error',
    vi: 'Tổng thời hạn các bước ({total} {unit}) vượt thời hạn giải quyết ({allowed} {unit})',
    en: 'The limits of the steps ({total} {unit}) exceed the time limit ({allowed} {unit})',
  },
  'limits-not-decided': {
    severity: 'warning',
    vi: 'Quy trình quá phức tạp để xác định tổng thời hạn các bước (không quá {atMost} {unit}, cho phép {allowed} {unit})',
    en: 'The course is too tangled to decide whether its limits fit (at most {atMost} {unit}, allowed {allowed} {unit})',
  },
  'findings-truncated': {
    severity: 'warning',
    vi: 'Có {total} phát hiện; chỉ liệt kê {listed}',
    en: 'There are {total} findings; {listed} are listed',
  },
} as const satisfies Record<string, { severity: 'error' | 'warning'; vi: string; en: string }>;

export type FindingCode = keyof typeof MESSAGES;
