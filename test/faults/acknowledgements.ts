import { closeSync, fdatasyncSync, openSync, readFileSync, writeSync } from 'node:fs';

/** One answer of 201, as the client has it on its own disk: this much it may count on. */
export interface Acknowledgement {
  readonly client: string;
  readonly key: string;
  readonly dossier: string;
  /** Of the command's last event. */
  readonly revision: number;
  /** Of the command's events, where the answer names them. */
  readonly events: readonly { readonly id: string; readonly revision: number }[];
  readonly commandId: string | null;
  readonly replayed: boolean;
}

/** The client's own log. An answer is in it, synced, before the client does anything else. */
export class Acknowledgements {
  readonly #handle: number;
  /** How many were added. */
  count = 0;

  constructor(private readonly file: string) {
    this.#handle = openSync(file, 'a');
  }

  add(acknowledgement: Acknowledgement): void {
    writeSync(this.#handle, `${JSON.stringify(acknowledgement)}\n`);
    fdatasyncSync(this.#handle);
    this.count += 1;
  }

  all(): Acknowledgement[] {
    const lines = readFileSync(this.file, 'utf8').split('\n').filter(Boolean);
    return lines.map((line) => JSON.parse(line) as Acknowledgement);
  }

  close(): void {
    closeSync(this.#handle);
  }
}
