import type { ErrorObject } from 'ajv';

type Reason = readonly [vi: string, en: string];

const REASONS: Readonly<Record<string, (params: Record<string, unknown>) => Reason>> = {
  required: (p) => [`thiếu “${p.missingProperty}”`, `“${p.missingProperty}” is missing`],
  additionalProperties: (p) => [`không có thuộc tính “${p.additionalProperty}”`, `property “${p.additionalProperty}” is unknown`],
  propertyNames: (p) => [
    `tên “${p.propertyName}” không đúng quy cách`,
    `the name “${p.propertyName}” is not written as required`,
  ],
  type: (p) => [`phải có kiểu ${p.type}`, `must be of type ${p.type}`],
  enum: (p) => [`phải là một trong: ${list(p.allowedValues)}`, `must be one of: ${list(p.allowedValues)}`],
  const: (p) => [`phải là ${JSON.stringify(p.allowedValue)}`, `must be ${JSON.stringify(p.allowedValue)}`],
  pattern: (p) => [`phải khớp mẫu ${p.pattern}`, `must match ${p.pattern}`],
  format: (p) => [`không phải là ${p.format} hợp lệ`, `is not a valid ${p.format}`],
  minimum: (p) => [`phải từ ${p.limit} trở lên`, `must be at least ${p.limit}`],
  maximum: (p) => [`không được quá ${p.limit}`, `must be at most ${p.limit}`],
  minLength: (p) => [`phải có ít nhất ${p.limit} ký tự`, `must have at least ${p.limit} characters`],
  maxLength: (p) => [`không được dài quá ${p.limit} ký tự`, `must have at most ${p.limit} characters`],
  minItems: (p) => [`phải có ít nhất ${p.limit} phần tử`, `must have at least ${p.limit} items`],
  maxItems: (p) => [`không được quá ${p.limit} phần tử`, `must have at most ${p.limit} items`],
  minProperties: (p) => [`phải có ít nhất ${p.limit} mục`, `must have at least ${p.limit} entries`],
  maxProperties: (p) => [`không được quá ${p.limit} mục`, `must have at most ${p.limit} entries`],
  uniqueItems: () => ['có phần tử bị trùng', 'holds an item twice'],
  oneOf: () => ['phải là đúng một phép so sánh, hoặc all / any / not', 'must be exactly one comparison, or all / any / not'],
  'false schema': () => ['chỉ được dùng khi clock là paused', 'is allowed only where the clock is paused'],
};

const list = (values: unknown): string => (Array.isArray(values) ? values.map(String).join(', ') : '');

/** The schema's complaint in both languages, for an administrator. */
export const reasonOf = ({ keyword, params, message }: ErrorObject): { readonly reasonVi: string; readonly reason: string } => {
  const [reasonVi, reason] = REASONS[keyword]?.(params) ?? [message ?? keyword, message ?? keyword];
  return { reasonVi, reason };
};
