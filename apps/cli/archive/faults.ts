import {
  BrokenBackup,
  BrokenFile,
  BrokenLog,
  DamagedCopy,
  FileExists,
  type FileFault,
  IncompleteLog,
  StreamTaken,
} from '@lien-thong/archive';
import { CorruptedKey, ErasureIncomplete, KeyConflict, KeyStoreNotDurable, KeyStoreUnavailable } from '@lien-thong/security';
import type { Words } from '../cli-failure.js';

const FILE_FAULTS: Readonly<Record<FileFault, Words>> = {
  'not-this-format': { vi: 'không phải tệp loại này', en: 'this is no such file' },
  'not-a-line': { vi: 'không đọc được', en: 'it cannot be read' },
  changed: { vi: 'đã bị sửa, hoặc thiếu, thừa, đổi chỗ', en: 'it was changed, or is missing, twice or moved' },
  'cut-off': { vi: 'tệp bị cắt cụt ở đây', en: 'the file is cut off here' },
  'goes-on': { vi: 'thừa sau dòng cuối', en: 'something stands behind the last line' },
  counts: { vi: 'số lượng không khớp', en: 'the counts do not fit' },
  compression: { vi: 'phần nén hỏng hoặc bị cắt', en: 'its compression is damaged or cut off' },
  chain: { vi: 'chuỗi băm không khớp', en: 'its hash chain does not hold' },
  signature: { vi: 'không do hệ thống này ký', en: 'it was not signed by this installation' },
};

/** Null for what is not about moving house and backups. */
export const archiveFault = (error: unknown): Words | null => {
  if (error instanceof StreamTaken)
    return {
      vi: `Đích đã có dữ liệu khác trong luồng ${error.stream} (bản ghi ${error.revision}); không ghi đè gì. Hãy dùng một đích trống.`,
      en: `The target holds something else in stream ${error.stream} (revision ${error.revision}); nothing was overwritten. Take an empty target.`,
    };
  if (error instanceof KeyConflict)
    return {
      vi: `Đích có khóa khác cho ${error.stream}; không ghi đè gì.`,
      en: `The target has another key for ${error.stream}; nothing was overwritten.`,
    };
  if (error instanceof BrokenFile) {
    const { vi, en } = FILE_FAULTS[error.fault];
    return { vi: `${error.file}, dòng ${error.line}: ${vi}`, en: `${error.file}, line ${error.line}: ${en}` };
  }
  if (error instanceof BrokenLog) {
    const { stream, revision } = error.broken;
    return {
      vi: `Nhật ký đã bị thay đổi: ${stream}, bản ghi ${revision}. Xem: audit verify`,
      en: `The log was altered: ${stream}, revision ${revision}. See: audit verify`,
    };
  }
  return keyFault(error) ?? fileFault(error);
};

const keyFault = (error: unknown): Words | null => {
  if (error instanceof KeyStoreUnavailable || error instanceof KeyStoreNotDurable)
    return { vi: `Không dùng được kho khóa: ${error.message}`, en: `The key store cannot be used: ${error.message}` };
  if (error instanceof CorruptedKey) return { vi: `Khóa hỏng: ${error.stream}`, en: `A key is damaged: ${error.stream}` };
  if (error instanceof ErasureIncomplete)
    return {
      vi: `Khóa của ${error.stream} đã hủy, nhưng chưa xóa sạch trên đĩa vì có tiến trình đang đọc: hãy chạy lại`,
      en: `The key of ${error.stream} is destroyed, but not wiped from the disk, for somebody reads there: run it again`,
    };
  return null;
};

const fileFault = (error: unknown): Words | null => {
  if (error instanceof FileExists)
    return { vi: `${error.file} đã có, không ghi đè`, en: `${error.file} is there already; nothing is overwritten` };
  if (error instanceof BrokenBackup)
    return { vi: `Bản sao lưu hỏng: ${error.file}`, en: `The backup is not as it was written: ${error.file}` };
  if (error instanceof IncompleteLog)
    return {
      vi: `Nhật ký thiếu bản ghi: ${error.events} trên ${error.position}`,
      en: `Events are missing from the log: ${error.events} of ${error.position}`,
    };
  if (error instanceof DamagedCopy) return { vi: `Tệp hỏng: ${error.message}`, en: `The file is damaged: ${error.message}` };
  const { code, path } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT' && path !== undefined) return { vi: `Không có tệp ${path}`, en: `There is no file ${path}` };
  if (code !== undefined && path !== undefined) return { vi: `${path}: ${code}`, en: `${path}: ${(error as Error).message}` };
  return null;
};
