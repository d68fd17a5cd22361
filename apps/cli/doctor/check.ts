import type { Words } from '../cli-failure.js';

/** What the doctor found: `warn` does no harm today, `fail` keeps the server from working rightly. */
export interface Finding extends Words {
  readonly level: 'ok' | 'warn' | 'fail';
}

export const ok = (vi: string, en: string): Finding => ({ level: 'ok', vi, en });
export const warn = (vi: string, en: string): Finding => ({ level: 'warn', vi, en });
export const fail = (vi: string, en: string): Finding => ({ level: 'fail', vi, en });
