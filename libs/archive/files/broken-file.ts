/** What is wrong with a file, at the first line where it shows. */
export type FileFault =
  | 'not-this-format'
  | 'not-a-line'
  | 'changed'
  | 'cut-off'
  | 'goes-on'
  | 'counts'
  | 'compression'
  | 'chain'
  | 'signature';

/** The file is not what was written. */
export class BrokenFile extends Error {
  constructor(
    readonly file: string,
    readonly line: number,
    readonly fault: FileFault,
    options?: ErrorOptions,
  ) {
    super(`${file}, line ${line}: ${fault}`, options);
    this.name = 'BrokenFile';
  }
}
