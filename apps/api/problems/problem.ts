import { isProblemCode, PROBLEMS, type ProblemCode } from './catalogue.js';

export interface FieldError {
  readonly pointer: string;
  readonly code: string;
  readonly messages: { readonly vi: string; readonly en: string };
}

/** Something a caller is told, as RFC 9457 has it. `facts` are members of their own in the document. */
export class Problem extends Error {
  constructor(
    readonly code: ProblemCode,
    readonly facts: Readonly<Record<string, unknown>> = {},
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(code);
    this.name = 'Problem';
  }
  get status(): number {
    return PROBLEMS[this.code].status;
  }
}

/** The document of a problem, with its messages in both languages; `title` and `detail` in the caller's. */
export const problemDocument = ({ code, facts }: Problem, language: 'vi' | 'en'): Record<string, unknown> => {
  const { status, vi, en } = PROBLEMS[code];
  const { pointer, ...rest } = facts;
  const detail = language === 'vi' ? vi : en;
  // Facts stand beside the members of RFC 9457, never in their place.
  return {
    ...rest,
    type: `/api/docs/problems#${code}`,
    title: detail,
    status,
    detail,
    code,
    messages: { vi, en },
    ...(typeof pointer === 'string' && !('errors' in rest) ? { errors: [{ pointer, code, messages: { vi, en } }] } : {}),
  };
};

export const languageOf = (header: unknown): 'vi' | 'en' =>
  typeof header === 'string' && /^\s*en\b/i.test(header) ? 'en' : 'vi';

export const problemOfRefusal = (code: string, facts: Readonly<Record<string, unknown>>): Problem =>
  isProblemCode(code) ? new Problem(code, facts) : new Problem('internal-error', { refusal: code });
