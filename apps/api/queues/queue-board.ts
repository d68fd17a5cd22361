import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { impatientRedis } from '@lien-thong/deadlines';
import { alarmsQueue, deliveriesQueue, type Engine } from '@lien-thong/engine';
import { Queue } from 'bullmq';
import type { FastifyInstance } from 'fastify';
import type { Redis } from 'ioredis';
import { BoardServer } from './board-server.js';

/** Of the board's own pages: its scripts and styles from here, nothing from elsewhere. */
export const BOARD_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; " +
  "connect-src 'self'; base-uri 'self'; form-action 'none'; frame-ancestors 'none'";

/**
 * Bull-board over the two queues, to be looked at. Read-only: a queue carries, the log decides. Whoever deletes a job changes
 * nothing, for it is handed over again; whoever edits, adds or retries one could only have something sent twice.
 */
export class QueueBoard {
  readonly #redis: Redis;
  readonly #server: BoardServer;
  readonly #queues: Queue[] = [];

  constructor(engine: Engine, url: string, path: string) {
    this.#redis = impatientRedis(url);
    this.#server = new BoardServer(path, () => this.#redis.status === 'ready');
    const options = { uiConfig: { boardTitle: 'Liên Thông' } };
    const { addQueue } = createBullBoard({ queues: [], serverAdapter: this.#server, options });
    // A queue asks Redis who it is as soon as it is made.
    this.#redis.once('ready', () => {
      addQueue(this.#shown(alarmsQueue(engine), 'Báo hạn / Alarms'));
      addQueue(this.#shown(deliveriesQueue(engine), 'Gửi ra ngoài / Deliveries'));
    });
    this.#redis.connect().catch(() => {});
  }

  #shown(name: string, displayName: string): BullMQAdapter {
    const queue = new Queue(name, { connection: this.#redis, skipWaitingForReady: true });
    queue.on('error', () => {});
    this.#queues.push(queue);
    return new BullMQAdapter(queue, { readOnlyMode: true, displayName });
  }

  serve(scope: FastifyInstance): void {
    this.#server.serve(scope);
  }

  async close(): Promise<void> {
    for (const queue of this.#queues) await queue.close().catch(() => {});
    this.#redis.disconnect();
  }
}
