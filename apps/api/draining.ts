import { setTimeout as sleep } from 'node:timers/promises';
import { HealthChecks } from '@lien-thong/health';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

/**
 * A stop that nobody behind a proxy notices: the process says that it is not ready, goes on serving until the proxy has heard
 * of it, and only then closes; requests under way are answered.
 */
export class Draining {
  #begun = false;

  constructor(app: NestFastifyApplication) {
    const finding = () => ({ ok: !this.#begun, detail: this.#begun ? 'stopping' : 'serving' });
    app.get(HealthChecks).register({ name: 'serving', check: finding });
    const fastify = app.getHttpAdapter().getInstance();
    fastify.addHook('onSend', async (_request, reply) => {
      if (this.#begun) reply.header('Connection', 'close');
    });
  }

  async for(seconds: number): Promise<void> {
    this.#begun = true;
    await sleep(seconds * 1000);
  }
}
