import { statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import { CHECKPOINT_WORKER, type CheckpointMode, type CheckpointReply } from './checkpoint-worker.js';

export interface WalLimits {
  /** A checkpoint beside the running writer each time the WAL grew by this much. */
  readonly stepBytes: number;
  /** The writer holds still until the WAL is emptied: briefly from half of it on, and at it whatever is under way. */
  readonly capBytes: number;
}

export const WAL_LIMITS: WalLimits = { stepBytes: 8 * 1024 * 1024, capBytes: 64 * 1024 * 1024 };

/** What the checkpointer may do to the writer. */
export interface Writer {
  pause(): void;
  resume(): void;
  fail(reason: Error): void;
}

/**
 * Automatic checkpoints would stall the writer for the better part of 100 ms. These run on another thread, beside the
 * writer; but beside a writer that never rests the WAL is never emptied, so now and then it must hold still for a moment.
 */
export class Checkpointer {
  #worker: Worker | null = null;
  #asked: CheckpointMode | null = null;
  #next: number;
  /** From here on the writer holds still. */
  #ceiling: number;
  #paused = false;
  #closing = false;

  constructor(
    private readonly file: string,
    private readonly writer: Writer,
    private readonly limits: WalLimits = WAL_LIMITS,
  ) {
    this.#next = limits.stepBytes;
    this.#ceiling = limits.capBytes;
  }

  afterCommit(): void {
    const size = this.#walBytes();
    if (size >= this.#ceiling) this.#pause();
    // Whoever made the writer hold still must be asked for something, or nobody lets it go.
    if ((size >= this.#next || this.#paused) && this.#asked === null) this.#ask('PASSIVE');
  }

  async close(): Promise<void> {
    this.#closing = true;
    const worker = this.#worker;
    if (worker === null) return;
    const exited = new Promise((resolve) => worker.once('exit', resolve));
    worker.ref();
    worker.postMessage('CLOSE');
    await exited;
  }

  #ask(mode: CheckpointMode): void {
    this.#asked = mode;
    this.#worker ??= this.#start();
    this.#worker.postMessage(mode);
  }

  #start(): Worker {
    const driver = createRequire(import.meta.url).resolve('better-sqlite3');
    const worker = new Worker(CHECKPOINT_WORKER, { eval: true, workerData: { driver, file: this.file }, execArgv: [] });
    worker.unref();
    worker.on('message', (reply: CheckpointReply) => this.#answered(reply));
    worker.on('error', (error) => this.writer.fail(error));
    worker.on('exit', (code) => {
      this.#worker = null;
      if (!this.#closing) this.writer.fail(new Error(`the checkpointing thread ended with ${code}`));
    });
    return worker;
  }

  #answered(reply: CheckpointReply): void {
    const asked = this.#asked;
    this.#asked = null;
    if (this.#closing) return;
    if ('error' in reply) {
      this.writer.fail(new Error(`checkpoint: ${reply.error}`));
    } else if (asked === 'PASSIVE' && !reply.held && this.#walBytes() >= this.limits.capBytes / 2) {
      this.#pause();
      this.#ask('TRUNCATE');
    } else {
      this.#goOn(reply.held);
    }
  }

  /** The writer does not wait for a foreign reader, such as a backup: meanwhile the WAL grows beyond its cap. */
  #goOn(held: boolean): void {
    const size = this.#walBytes();
    this.#next = size + this.limits.stepBytes;
    this.#ceiling = this.limits.capBytes + (held ? size : 0);
    this.#resume();
  }

  #pause(): void {
    if (this.#paused) return;
    this.#paused = true;
    this.writer.pause();
  }

  #resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    this.writer.resume();
  }

  #walBytes(): number {
    return statSync(`${this.file}-wal`, { throwIfNoEntry: false })?.size ?? 0;
  }
}
