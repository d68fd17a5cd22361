import { plainToInstance } from 'class-transformer';
import { type ValidationError, validateSync } from 'class-validator';
import { type FieldError, Problem } from '../problems/problem.js';

type Class<T> = new () => T;

/** A value as a body class has it, or the problem with every fault at its JSON pointer. Unknown properties are refused. */
export const validated = <T extends object>(type: Class<T>, value: unknown, pointer = ''): T => {
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    throw new Problem('body-invalid', {
      errors: [fault(pointer, 'type', 'Phải là một đối tượng JSON.', 'Must be a JSON object.')],
    });
  const misleading = inherited(value, pointer);
  if (misleading.length > 0)
    throw new Problem('property-unknown', {
      errors: misleading.map((at) => fault(at, 'property-unknown', viOf('property-unknown'), 'This property is not declared.')),
    });
  const body = plainToInstance(type, value, { exposeDefaultValues: true });
  // `forbidUnknownValues` would refuse a class without members, such as the data of `receive` and `sign`.
  const errors = validateSync(body, {
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: false,
  });
  if (errors.length === 0) return body;
  const faults = errors.flatMap((error) => faultsOf(error, pointer));
  const unknown = faults.some((f) => f.code === 'property-unknown');
  throw new Problem(unknown ? 'property-unknown' : 'body-invalid', { errors: faults });
};

/**
 * Members named as those that every object has (`constructor`, `toString`): class-transformer takes the one for the class of
 * its object, and drops the others without a word. No body has one, however deep.
 */
const inherited = (value: unknown, pointer: string): string[] => {
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, item]) => {
    const at = `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    return key in Object.prototype ? [at] : inherited(item, at);
  });
};

const faultsOf = (error: ValidationError, parent: string): FieldError[] => {
  const pointer = `${parent}/${error.property.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  const broken = Object.entries(error.constraints ?? {}).map(([name, message]) => {
    const code = name === 'whitelistValidation' ? 'property-unknown' : kebab(name);
    return fault(pointer, code, viOf(code, message), message);
  });
  const own = broken.sort((a, b) => weight(a.code) - weight(b.code)).slice(0, 1);
  return [...own, ...(error.children ?? []).flatMap((child) => faultsOf(child, pointer))];
};

/** Of what is wrong with one member, the most telling is said: an absent text is first of all no text, not too long. */
const weight = (code: string): number =>
  code === 'property-unknown' ? 0 : code.startsWith('is-') && code !== 'is-not-empty' ? 1 : 2;

const fault = (pointer: string, code: string, vi: string, en: string): FieldError => ({ pointer, code, messages: { vi, en } });
const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`).replace(/^-/, '');

const VIETNAMESE: Readonly<Record<string, string>> = {
  'property-unknown': 'Thuộc tính này không được khai báo.',
  'is-string': 'Phải là văn bản.',
  'is-not-empty': 'Không được để trống.',
  'is-in': 'Giá trị không nằm trong danh sách cho phép.',
  'is-int': 'Phải là số nguyên.',
  'is-number': 'Phải là số.',
  'is-boolean': 'Phải là true hoặc false.',
  'is-object': 'Phải là một đối tượng JSON.',
  'is-array': 'Phải là một danh sách.',
  'is-instant': 'Phải là thời điểm RFC 3339 có múi giờ, ví dụ 2026-03-02T08:00:00+07:00.',
  'is-day': 'Phải là một ngày có thật dạng YYYY-MM-DD.',
  'max-length': 'Quá dài.',
  'min-length': 'Quá ngắn.',
  length: 'Độ dài không đúng.',
  min: 'Quá nhỏ.',
  max: 'Quá lớn.',
  matches: 'Không đúng dạng.',
  'is-sessions': 'Phải là danh sách [giờ mở, giờ đóng] dạng HH:mm.',
  'is-time-of-day': 'Phải là giờ dạng HH:mm.',
  'is-serves': 'Phải là đối tượng: vai trò → danh sách mã thủ tục hoặc *.',
  'is-email': 'Không phải địa chỉ thư điện tử.',
};
/** With what the English says beyond it: the values that there are, the limit. */
const viOf = (code: string, en = ''): string => {
  const values = code === 'is-in' ? en.match(/: (.+)$/)?.[1] : undefined;
  const limit = LIMITS.has(code) ? en.match(/(\d+)\D*$/)?.[1] : undefined;
  const said = VIETNAMESE[code] ?? 'Giá trị không hợp lệ.';
  if (values !== undefined) return `Phải là một trong: ${values}.`;
  return limit === undefined ? said : said.replace(/\.$/, ` (giới hạn: ${limit}).`);
};
const LIMITS: ReadonlySet<string> = new Set(['max-length', 'min-length', 'min', 'max']);
