/** A lawful "no". `code` is from the closed list of problems; `facts` tell the caller what to do about it. */
export class Refusal<C extends string = string> extends Error {
  constructor(
    readonly code: C,
    readonly facts: Readonly<Record<string, unknown>> = {},
  ) {
    super(code);
    this.name = 'Refusal';
  }
}
