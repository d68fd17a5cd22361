import type { Problem } from './config-error.js';
import { readSecretFiles } from './secret-files.js';
import { type Reader, Unreadable } from './settings.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/** The environment read variable by variable; what cannot be read is noted, and reading goes on. */
export class Form {
  readonly problems: Problem[];
  readonly #inFiles: ReadonlyMap<string, string>;

  constructor(private readonly env: Environment) {
    const { values, problems } = readSecretFiles(env);
    this.#inFiles = values;
    this.problems = [...problems];
  }

  /** `undefined` when the variable is unset, empty or at fault. */
  read<T>(variable: string, reader: Reader<T>): T | undefined {
    const value = this.valueOf(variable);
    if (value === '') return undefined;
    try {
      return reader(value);
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      this.problems.push({ variable, messages: error.fault });
      return undefined;
    }
  }

  /** Also when it is set to a file that is at fault. */
  isSet(variable: string): boolean {
    return this.valueOf(variable) !== '' || this.#inFiles.has(variable);
  }

  valueOf(variable: string): string {
    return this.#inFiles.get(variable) ?? (this.env[variable] ?? '').trim();
  }
}
