import type { Problem } from './config-error.js';
import { type Reader, Unreadable } from './settings.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/** The environment read variable by variable; what cannot be read is noted, and reading goes on. */
export class Form {
  readonly problems: Problem[] = [];

  constructor(private readonly env: Environment) {}

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

  isSet(variable: string): boolean {
    return this.valueOf(variable) !== '';
  }

  valueOf(variable: string): string {
    return (this.env[variable] ?? '').trim();
  }
}
