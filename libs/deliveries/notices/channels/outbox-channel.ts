import { mkdirSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ChannelName } from '../notices.js';
import { NoticeChannel, type NoticeMessage, type Told } from './channel.js';

/**
 * Writes each message into a file of its own, for a gateway to fetch or a person to look at: `outbox/<channel>/<id>.json`.
 * The files hold addresses, readable: for their owner alone (0600), and only where somebody asked for them.
 */
export class OutboxChannel extends NoticeChannel {
  readonly #dir: string;

  constructor(
    override readonly name: ChannelName,
    dataDir: string,
  ) {
    super();
    this.#dir = join(dataDir, 'outbox', name);
    mkdirSync(this.#dir, { recursive: true, mode: 0o700 });
  }

  /** Whole or not at all: who fetches it never sees half a file. */
  override async send(message: NoticeMessage): Promise<Told> {
    const file = join(this.#dir, `${message.id}.json`);
    try {
      await writeFile(`${file}.part`, `${JSON.stringify(message, null, 2)}\n`, { mode: 0o600 });
      await rename(`${file}.part`, file);
      return 'sent';
    } catch {
      return 'unreachable';
    }
  }

  override async close(): Promise<void> {}
}
