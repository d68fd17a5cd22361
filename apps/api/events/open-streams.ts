import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Problem } from '../problems/problem.js';
import type { EventStream } from './event-stream.js';

const MOST = 500;

/** The streams that are open in this process: bounded in number, and ended when it shuts down. */
@Injectable()
export class OpenStreams implements OnModuleDestroy {
  readonly #open = new Set<EventStream>();
  #closing = false;

  get size(): number {
    return this.#open.size;
  }

  add(open: () => EventStream): void {
    const stream = open();
    this.#open.add(stream);
    void stream.closed.finally(() => this.#open.delete(stream));
  }

  refuseWhenFull(): void {
    if (this.#closing || this.#open.size >= MOST) throw new Problem('too-many-requests', {}, { 'Retry-After': '5' });
  }

  async onModuleDestroy(): Promise<void> {
    this.#closing = true;
    const streams = [...this.#open];
    for (const stream of streams) stream.end();
    await Promise.all(streams.map((stream) => stream.closed));
  }
}
