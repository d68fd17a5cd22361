export interface Words {
  readonly vi: string;
  readonly en: string;
}

/** Something that is told to the person at the terminal in plain words. Exit codes: 1 it did not work, 2 it was asked wrongly. */
export class CliFailure extends Error {
  constructor(
    readonly words: Words,
    readonly exitCode: 1 | 2 = 1,
    options?: ErrorOptions,
  ) {
    super(words.en, options);
    this.name = 'CliFailure';
  }
}

export const askedWrongly = (vi: string, en: string): CliFailure => new CliFailure({ vi, en }, 2);
export const failed = (vi: string, en: string, cause?: unknown): CliFailure => new CliFailure({ vi, en }, 1, { cause });
