import { readFileSync } from 'node:fs';
import type { Problem } from './config-error.js';

/** What may hold a secret, and may therefore be given in a file: as `<VARIABLE>_FILE`, the convention of Docker's secrets. */
const IN_FILES = ['EVENTSTORE_URL', 'KEYSTORE_URL', 'REDIS_URL', 'LIEN_THONG_KEY', 'SMTP_URL'] as const;

export interface SecretFiles {
  /** Variable → what its file says; empty where the file is at fault. */
  readonly values: ReadonlyMap<string, string>;
  readonly problems: readonly Problem[];
}

/** Reads the files that the environment names. What a file says never stands in a problem. */
export const readSecretFiles = (env: Readonly<Record<string, string | undefined>>): SecretFiles => {
  const values = new Map<string, string>();
  const problems: Problem[] = [];
  for (const variable of IN_FILES) {
    const path = (env[`${variable}_FILE`] ?? '').trim();
    if (path === '') continue;
    const { text, fault } = readText(path);
    const isDouble = (env[variable] ?? '').trim() !== '';
    const messages = isDouble ? both(variable) : fault;
    if (messages !== undefined) problems.push({ variable: `${variable}_FILE`, messages });
    values.set(variable, text);
  }
  return { values, problems };
};

const readText = (path: string): { text: string; fault?: Problem['messages'] } => {
  try {
    const text = readFileSync(path, 'utf8').trim();
    return text === '' ? { text, fault: { vi: `tệp ${path} trống`, en: `the file ${path} is empty` } } : { text };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return { text: '', fault: { vi: `không đọc được tệp ${path} (${code})`, en: `the file ${path} cannot be read (${code})` } };
  }
};

const both = (variable: string): Problem['messages'] => ({
  vi: `không được đặt cùng với ${variable}: chỉ đặt một trong hai`,
  en: `must not be set together with ${variable}: set one of the two`,
});
