import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ServerProcess } from '../server-process.js';

/** The double of the event store as a process of its own, which can be killed and comes back with what it said yes to. */
export class StoreProcess {
  readonly #dir = mkdtempSync(join(tmpdir(), 'lien-thong-store-'));
  #process: ServerProcess | null = null;
  url = '';

  /** A forgetful one comes back with nothing: what it acknowledged was never on a disk. */
  private constructor(private readonly forgetful: boolean) {}

  static async start({ forgetful = false } = {}): Promise<StoreProcess> {
    const store = new StoreProcess(forgetful);
    await store.restart();
    return store;
  }

  async kill(): Promise<void> {
    await this.#process?.end('SIGKILL');
  }

  /** On the same port. */
  async restart(): Promise<void> {
    await this.#process?.end('SIGTERM');
    const port = this.url === '' ? [] : ['--port', new URL(this.url.replace('esdb:', 'http:')).port];
    const file = this.forgetful ? [] : ['--file', join(this.#dir, 'log')];
    this.#process = ServerProcess.ofDouble([...port, ...file]);
    this.url = (await this.#process.ready()) ?? '';
    if (this.url === '') throw new Error(`the store did not start: ${this.#process.said}`);
  }

  async stop(): Promise<void> {
    await this.#process?.end('SIGTERM');
    rmSync(this.#dir, { recursive: true, force: true });
  }
}
