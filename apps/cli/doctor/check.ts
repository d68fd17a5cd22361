import type { Words } from '../cli-failure.js';

/** What the doctor found: `warn` does no harm today, `fail` keeps the server from working rightly. */
export interface Finding extends Words {
  readonly level: 'ok' | 'warn' | 'fail';
}

export const ok = (vi: string, en: string): Finding => ({ level: 'ok', vi, en });
export const warn = (vi: string, en: string): Finding => ({ level: 'warn', vi, en });
export const fail = (vi: string, en: string): Finding => ({ level: 'fail', vi, en });

/** What went wrong, in the words of whoever says it. Those of our adapters hold nothing secret of an address. */
export const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Whether `host:port…` is this machine. */
export const isHere = (place: string): boolean => /^(localhost|127(\.\d{1,3}){3}|\[::1\])([:/]|$)/.test(place);
