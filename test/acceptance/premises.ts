import type { Engine } from '@lien-thong/engine';
import type { Role } from '@lien-thong/security';

export interface Person {
  readonly subject: string;
  readonly agency: string;
  readonly roles: readonly Role[];
}

/** What an office works on: one process over files, or several over servers. The stories do not know which. */
export interface Premises {
  /** Of the process that takes the next request. */
  readonly url: string;
  /** Over the same log, for what HTTP does not tell. */
  readonly engine: Engine;
  tokenFor(person: Person): Promise<string>;
  restart(): Promise<void>;
  close(): Promise<void>;
}

export interface OfficeSettings {
  /** Where the sandbox clock starts. */
  readonly now?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Every story is told twice: Jest's project `scaled-out` sets this (see jest.config.mjs). */
export const isScaledOut = (globalThis as { OFFICE_PROFILE?: string }).OFFICE_PROFILE === 'scaled-out';

export const SANDBOX = (now = '2026-03-02T08:00:00+07:00') => ({
  LIEN_THONG_SEED: 'none',
  LIEN_THONG_CLOCK: 'test',
  LIEN_THONG_NOW: now,
});
