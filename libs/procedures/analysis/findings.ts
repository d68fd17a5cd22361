import { type FindingCode, MESSAGES } from './messages.js';

export type { FindingCode } from './messages.js';

export type Severity = 'error' | 'warning';

/** One thing that analysis found: errors refuse publication, warnings stay with the version. Further members are facts of the case. */
export interface Finding {
  readonly code: FindingCode;
  readonly severity: Severity;
  /** Where, as an RFC 6901 JSON pointer into the definition. */
  readonly pointer: string;
  readonly messages: { readonly vi: string; readonly en: string };
  readonly [fact: string]: unknown;
}

type Case = Readonly<Record<string, unknown>>;

export const finding = (
  code: FindingCode,
  pointer: string,
  facts: Case = {},
  severity: Severity = MESSAGES[code].severity,
): Finding => {
  const { vi, en } = MESSAGES[code];
  return { ...facts, code, severity, pointer, messages: { vi: filled(vi, facts), en: filled(en, facts) } };
};

const filled = (template: string, facts: Case): string => template.replace(/\{(\w+)\}/g, (_, name: string) => shown(facts[name]));

const shown = (value: unknown): string => {
  if (Array.isArray(value)) return value.map(shown).join(', ');
  if (typeof value === 'object' && value !== null) return JSON.stringify(value);
  return String(value ?? '–').slice(0, 200);
};
