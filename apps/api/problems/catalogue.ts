/** Every code that a caller can meet: its status and what to do about it, in both languages. Codes are never renamed. */
export interface ProblemKind {
  readonly status: number;
  readonly vi: string;
  readonly en: string;
}

const kind = (status: number, vi: string, en: string): ProblemKind => ({ status, vi, en });

export const PROBLEMS = {
  // The request itself
  'body-malformed': kind(
    400,
    'Nội dung gửi lên không phải JSON hợp lệ, mã hóa UTF-8.',
    'The body is not well-formed JSON in UTF-8.',
  ),
  'body-too-deep': kind(400, 'Nội dung JSON lồng nhau quá 32 tầng.', 'The JSON is nested deeper than 32 levels.'),
  'body-too-large': kind(413, 'Nội dung gửi lên vượt quá 1 MiB.', 'The body is larger than 1 MiB.'),
  'media-type-unsupported': kind(415, 'Chỉ nhận application/json.', 'Only application/json is accepted.'),
  'request-invalid': kind(400, 'Yêu cầu không hợp lệ.', 'The request is not valid.'),
  'parameter-invalid': kind(400, 'Tham số truy vấn không hợp lệ; xem errors.', 'A query parameter is not valid; see errors.'),
  'cursor-invalid': kind(
    400,
    'Con trỏ trang không hợp lệ; hãy dùng đúng page.next đã nhận.',
    'The cursor is not valid; use page.next as it was given.',
  ),
  'as-of-in-future': kind(422, 'asOf và validAt không được ở tương lai.', 'asOf and validAt must not lie in the future.'),
  'as-of-not-supported': kind(
    400,
    'Danh sách không hỗ trợ asOf/validAt; hãy đọc từng hồ sơ.',
    'Lists take no asOf or validAt; read the dossier itself.',
  ),
  'idempotency-key-required': kind(
    400,
    'Thiếu tiêu đề Idempotency-Key (1–200 ký tự ASCII in được).',
    'The header Idempotency-Key (1–200 printable ASCII characters) is required.',
  ),
  'idempotency-key-invalid': kind(
    400,
    'Idempotency-Key phải gồm 1–200 ký tự ASCII in được.',
    'Idempotency-Key must be 1–200 printable ASCII characters.',
  ),
  'idempotency-key-reused': kind(
    422,
    'Khóa này đã dùng cho một nội dung khác; hãy dùng khóa mới.',
    'This key was used with another body; use a new key.',
  ),
  'body-invalid': kind(422, 'Nội dung gửi lên chưa đúng; xem errors.', 'The body is not valid; see errors.'),
  'property-unknown': kind(
    422,
    'Có thuộc tính không được khai báo; xem errors.',
    'The body has a property that is not declared; see errors.',
  ),
  'text-invalid': kind(
    422,
    'Văn bản chứa ký tự điều khiển hoặc mã Unicode lẻ.',
    'A text holds control characters or lone surrogates.',
  ),
  'number-invalid': kind(422, 'Có số vượt quá phạm vi tính được.', 'A number is beyond what can be represented.'),
  'command-unknown': kind(422, 'Không có lệnh này; xem allowed.', 'There is no such command; see allowed.'),
  'headers-too-large': kind(431, 'Phần tiêu đề của yêu cầu quá lớn.', 'The headers of the request are too large.'),
  'request-timeout': kind(408, 'Yêu cầu gửi đến quá chậm.', 'The request came in too slowly.'),
  'route-unknown': kind(404, 'Không có địa chỉ này.', 'There is no such address.'),
  'too-many-requests': kind(
    429,
    'Quá nhiều yêu cầu; hãy thử lại sau số giây trong Retry-After.',
    'Too many requests; try again after Retry-After seconds.',
  ),
  'store-unavailable': kind(
    503,
    'Kho dữ liệu tạm thời không dùng được; hãy gửi lại cùng khóa.',
    'The store is unavailable; send the same request with the same key again.',
  ),
  'view-behind': kind(
    503,
    'Danh sách chưa kịp cập nhật đến vị trí yêu cầu; hãy thử lại.',
    'The list has not reached that position yet; try again.',
  ),
  'internal-error': kind(
    500,
    'Lỗi của hệ thống; hãy báo mã instance cho quản trị viên.',
    'An error of the system; tell the administrator the instance.',
  ),
  // Who
  'token-missing': kind(401, 'Thiếu mã truy cập (Authorization: Bearer …).', 'The bearer token is missing.'),
  'token-invalid': kind(
    401,
    'Mã truy cập không hợp lệ hoặc đã hết hạn, xem reason; hãy lấy mã mới.',
    'The token is not valid or has expired, see reason; get a new one.',
  ),
  'identity-provider-unavailable': kind(
    503,
    'Hệ thống định danh tạm thời không trả lời.',
    'The identity provider does not answer.',
  ),
  'role-not-allowed': kind(
    403,
    'Với cơ quan và vai trò ghi trong mã truy cập, bạn không được làm việc này.',
    'With the agency and the roles of your token you may not do this.',
  ),
  'agency-not-responsible': kind(
    403,
    'Cơ quan của bạn không phụ trách việc này; xem responsible.',
    'Your agency is not responsible for this; see responsible.',
  ),
  'same-person': kind(403, 'Việc này phải do một người khác thực hiện.', 'Another person must do this.'),
  'not-found': kind(404, 'Không tìm thấy.', 'Not found.'),
  'dossier-not-found': kind(404, 'Không tìm thấy hồ sơ.', 'The dossier was not found.'),
  erased: kind(410, 'Dữ liệu cá nhân của hồ sơ đã được xóa.', 'The personal data of the dossier were erased.'),
  // State
  'revision-mismatch': kind(
    412,
    'Hồ sơ đã thay đổi; hãy xem missedEvents rồi quyết định lại.',
    'The dossier has changed; read missedEvents and decide again.',
  ),
  'action-not-allowed': kind(
    409,
    'Bước hiện tại không cho phép thao tác này; xem GET /dossiers/{id}/actions.',
    'The current step does not allow this; see GET /dossiers/{id}/actions.',
  ),
  'action-reserved': kind(422, 'Thao tác này có lệnh riêng cùng tên.', 'This action has a command of the same name.'),
  'dossier-not-in-progress': kind(409, 'Hồ sơ không ở trạng thái đang giải quyết.', 'The dossier is not in progress.'),
  'dossier-not-submitted': kind(409, 'Hồ sơ không ở trạng thái chờ tiếp nhận.', 'The dossier is not waiting for its receipt.'),
  'dossier-exists': kind(409, 'Hồ sơ đã tồn tại.', 'The dossier exists already.'),
  'dossier-unknown': kind(404, 'Không tìm thấy hồ sơ.', 'The dossier was not found.'),
  'result-already-issued': kind(409, 'Hồ sơ đã có kết quả.', 'The result has been issued already.'),
  'handover-not-acknowledged': kind(409, 'Bên nhận chưa xác nhận bàn giao.', 'The hand-over has not been acknowledged yet.'),
  'supplement-open': kind(409, 'Đang chờ người nộp bổ sung hồ sơ.', 'A supplement is open; wait for the applicant.'),
  'supplement-already-open': kind(409, 'Đã có một yêu cầu bổ sung đang chờ.', 'A supplement is open already.'),
  'supplement-not-open': kind(409, 'Không có yêu cầu bổ sung nào đang chờ.', 'No supplement is open.'),
  'supplement-not-possible': kind(
    409,
    'Không thể yêu cầu bổ sung ở bước đang tạm dừng hoặc đã dừng tính thời hạn.',
    'No supplement can be asked for from a paused or stopped state.',
  ),
  'supplement-limit-reached': kind(409, 'Đã hết số lần yêu cầu bổ sung.', 'No further supplement may be asked for.'),
  'withdrawal-already-requested': kind(409, 'Người nộp đã đề nghị rút hồ sơ.', 'The withdrawal was requested already.'),
  'withdrawal-not-requested': kind(409, 'Người nộp chưa đề nghị rút hồ sơ.', 'No withdrawal was requested.'),
  'correction-pending': kind(409, 'Thao tác này đang có một đính chính chờ duyệt.', 'A correction of this act is pending.'),
  'correction-decided': kind(409, 'Đề nghị đính chính này đã được giải quyết.', 'The correction has been decided already.'),
  'task-not-in-state': kind(
    409,
    'Văn bản xin lỗi đang ở trạng thái taskStatus; việc này chỉ làm được khi ở một trạng thái trong allowed.',
    'The apology task is in the state taskStatus; this is possible in those of allowed only.',
  ),
  'not-late': kind(409, 'Hồ sơ chưa quá hạn.', 'The dossier is not late.'),
  'cause-not-proposed': kind(409, 'Chưa có đề xuất nguyên nhân.', 'No cause was proposed.'),
  'cause-decided': kind(409, 'Nguyên nhân đã được kết luận.', 'The cause has been decided.'),
  'code-taken': kind(409, 'Mã hồ sơ này đã được dùng.', 'This dossier code is taken.'),
  'state-not-in-version': kind(
    409,
    'Phiên bản mới không có bước mà hồ sơ đang ở.',
    'The version does not have the current state.',
  ),
  'deadline-unknown': kind(404, 'Hồ sơ không có thời hạn này.', 'The dossier has no such deadline.'),
  'too-many-races': kind(
    503,
    'Quá nhiều lệnh cùng lúc trên một hồ sơ; hãy gửi lại cùng khóa.',
    'Too many commands raced on this dossier; send it again with the same key.',
  ),
  'no-deadline': kind(409, 'Không còn thời hạn nào sắp tới.', 'There is no next deadline.'),
  // Content
  'procedure-unknown': kind(
    422,
    'Vào ngày đó không có phiên bản nào của thủ tục này có hiệu lực.',
    'No version of this procedure is in force on that day.',
  ),
  'procedure-faulty': kind(422, 'Định nghĩa thủ tục có lỗi; xem findings.', 'The procedure definition has errors; see findings.'),
  'component-not-declared': kind(
    422,
    'Thủ tục không quy định thành phần hồ sơ này.',
    'The procedure does not declare this paper.',
  ),
  'component-missing': kind(422, 'Thiếu thành phần hồ sơ bắt buộc; xem missing.', 'A mandatory paper is missing; see missing.'),
  'party-unresolved': kind(
    422,
    'Chưa xác định được cơ quan cho vai trò; hãy nêu trong parties.',
    'No single agency serves a party; name it in parties.',
  ),
  'party-unknown': kind(422, 'Thủ tục không có vai trò này.', 'The procedure has no such party.'),
  'fact-not-declared': kind(422, 'Thủ tục không khai báo dữ kiện này.', 'The procedure does not declare this fact.'),
  'fact-invalid': kind(
    422,
    'Giá trị của dữ kiện fact không đúng kiểu; xem expected.',
    'The value of the fact is not of its type; see expected.',
  ),
  'fact-required': kind(
    422,
    'Thiếu dữ kiện bắt buộc của thao tác này; xem missing.',
    'A fact that this action requires is missing; see missing.',
  ),
  'guard-not-satisfied': kind(
    422,
    'Hồ sơ không đáp ứng điều kiện nào của thao tác này; xem missing.',
    'No guard of the action holds; see missing.',
  ),
  'result-not-declared': kind(
    422,
    'Kết quả này không được phép ở bước này; xem allowed.',
    'This result is not allowed here; see allowed.',
  ),
  'step-required': kind(422, 'Có nhiều bước phù hợp; hãy nêu step.', 'Several steps fit; name the step.'),
  'step-unknown': kind(422, 'Không có bước này; xem steps.', 'There is no such step; see steps.'),
  'evidence-required': kind(
    422,
    'Nhập muộn quá thời gian cho phép thì phải kèm chứng cứ (evidence).',
    'An entry later than the tolerance needs evidence.',
  ),
  'late-entry-not-possible': kind(
    422,
    'Thao tác này không được nhập lùi ngày quá mức cho phép.',
    'This act cannot be entered later than the tolerance.',
  ),
  'occurred-in-future': kind(422, 'Thời điểm xảy ra không được ở tương lai.', 'occurredAt must not be in the future.'),
  'occurred-out-of-order': kind(
    422,
    'Thời điểm xảy ra không đúng thứ tự các thao tác của bước.',
    'occurredAt breaks the order of the acts of its step.',
  ),
  'occurred-after-entry': kind(
    422,
    'Thời điểm xảy ra không được sau lúc nhập.',
    'occurredAt must not be after the time of entry.',
  ),
  'event-not-correctable': kind(
    422,
    'Không có thao tác nào có thể đính chính với eventId này.',
    'No act that can be corrected has this eventId.',
  ),
  'correction-unknown': kind(422, 'Không có đính chính này.', 'There is no such correction.'),
  'respond-by-in-past': kind(422, 'Hạn bổ sung không được ở quá khứ.', 'respondBy must not be in the past.'),
  'new-appointment-invalid': kind(
    422,
    'Ngày hẹn lại phải là ngày làm việc sau hôm nay.',
    'The new appointment must be a working day later than today.',
  ),
  'reappointment-limit-reached': kind(422, 'Đã hết số lần hẹn lại.', 'No further re-appointment is allowed.'),
  'agency-unknown': kind(422, 'Không có cơ quan này.', 'There is no such agency.'),
  'agency-code-invalid': kind(422, 'Mã cơ quan không đúng định dạng.', 'The agency code is not of the right form.'),
  'calendar-unknown': kind(422, 'Không có lịch làm việc này.', 'There is no such calendar.'),
  'calendar-invalid': kind(
    422,
    'Lịch làm việc không hợp lệ: buổi, ngày hoặc tuần làm việc không khớp nhau; xem reason.',
    'The calendar does not fit together: sessions, day or week; see reason.',
  ),
  'calendar-id-invalid': kind(
    422,
    'Mã lịch làm việc gồm 1–60 chữ, số, dấu chấm hoặc gạch nối.',
    'A calendar id is 1–60 letters, digits, dots or hyphens.',
  ),
  'calendar-parent-fixed': kind(
    422,
    'Không thể đổi lịch cấp trên của một lịch làm việc đã có.',
    'The parent of an existing calendar cannot be changed.',
  ),
  'validity-invalid': kind(422, 'Khoảng hiệu lực không hợp lệ.', 'The validity range is not valid.'),
  'limit-not-countable': kind(
    422,
    'Thời hạn này không đếm được theo cách tính đã chọn: ngày và tháng phải là số nguyên không âm.',
    'Such a limit cannot be counted under this policy: days by date and months are whole and not negative.',
  ),
  'pause-invalid': kind(422, 'Khoảng tạm dừng phải bắt đầu trước khi kết thúc.', 'A pause must not end before it begins.'),
  'limit-out-of-range': kind(422, 'Thời hạn vượt quá phạm vi tính được.', 'The limit is beyond what can be reckoned.'),
  'clock-backwards': kind(422, 'Đồng hồ thử nghiệm không đi lùi.', 'The sandbox clock does not go back.'),
  'webhook-unknown': kind(404, 'Không tìm thấy điểm nhận webhook.', 'The webhook endpoint was not found.'),
  'delivery-unknown': kind(404, 'Không tìm thấy lần gửi này.', 'The delivery was not found.'),
  'webhook-disabled': kind(
    409,
    'Điểm nhận webhook đang tắt; xem disabled, bật lại rồi thử.',
    'The webhook endpoint is disabled; see disabled, and enable it first.',
  ),
  'webhook-limit-reached': kind(
    409,
    'Cơ quan đã có đủ số điểm nhận webhook cho phép; xem most.',
    'The agency has as many webhook endpoints as are allowed; see most.',
  ),
  'webhook-url-refused': kind(
    422,
    'Địa chỉ nhận webhook phải là https, cổng 443 hoặc 8443, tên máy công khai; sai ở chỗ nào: xem fault.',
    'The address of a webhook endpoint is https, port 443 or 8443, a public name; what is wrong: see fault.',
  ),
  'replay-range-invalid': kind(
    422,
    'Khoảng gửi lại không hợp lệ: cần from hoặc after, và from không sau to.',
    'The range is not valid: either from or after is needed, and from must not be after to.',
  ),
  'task-unknown': kind(404, 'Không tìm thấy văn bản xin lỗi.', 'The apology task was not found.'),
} as const satisfies Readonly<Record<string, ProblemKind>>;

export type ProblemCode = keyof typeof PROBLEMS;
export const isProblemCode = (code: string): code is ProblemCode => Object.hasOwn(PROBLEMS, code);
