import { createHash, type Hash } from 'node:crypto';

const HEAD = '{"check":"';
const CHECK_DIGITS = 16;
/** Where the line goes on behind its check. */
const BEHIND = HEAD.length + CHECK_DIGITS + 2;

/**
 * The checks of one file, line by line. Each line begins with `{"check":"…",`: 16 hex digits of the SHA-256 of the check
 * before it (nothing for the first) and of the line without its own check. So a line tells where it stands, too.
 */
export class LineChecks {
  #last = '';
  readonly #whole: Hash = createHash('sha256');

  /** The line that says this. An object with at least one member. */
  written(value: object): string {
    const text = JSON.stringify(value);
    return `${HEAD}${this.#next(text)}",${text.slice(1)}`;
  }

  /** What a line says; null when it is not the line that was written here. */
  read(line: Buffer): Readonly<Record<string, unknown>> | null {
    if (line.length <= BEHIND || line.subarray(0, HEAD.length).toString('latin1') !== HEAD) return null;
    const check = line.subarray(HEAD.length, HEAD.length + CHECK_DIGITS).toString('latin1');
    if (this.#next('{', line.subarray(BEHIND)) !== check) return null;
    return parsed(line);
  }

  /** SHA-256, hex, of all lines so far, each without its check and with its end. */
  sha256(): string {
    return this.#whole.copy().digest('hex');
  }

  #next(...parts: readonly (string | Buffer)[]): string {
    const check = createHash('sha256').update(this.#last);
    for (const part of parts) {
      check.update(part);
      this.#whole.update(part);
    }
    this.#whole.update('\n');
    this.#last = check.digest('hex').slice(0, CHECK_DIGITS);
    return this.#last;
  }
}

/** Does this line say that it is the last one? */
export const isEnd = (line: Buffer): boolean => line.subarray(BEHIND, BEHIND + 6).toString('latin1') === '"end":';

const parsed = (line: Buffer): Readonly<Record<string, unknown>> | null => {
  try {
    return JSON.parse(line.toString('utf8')) as Readonly<Record<string, unknown>>;
  } catch {
    return null;
  }
};
