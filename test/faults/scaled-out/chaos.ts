import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readConfig } from '@lien-thong/config';
import { type RedisServer, startRedisServer } from '@lien-thong/deadlines';
import { Engine, openViews, type SharedTestClock } from '@lien-thong/engine';
import type { ReadModel } from '@lien-thong/read-model';
import { StallProxy } from '../../../libs/event-store/testing/eventstoredb-double/stall-proxy.js';
import { freshDatabase } from '../../../libs/security/testing/postgres-for-specs.js';
import { type PostgresServer, startPostgres } from '../../../libs/security/testing/postgres-server.js';
import { SANDBOX } from '../../acceptance/premises.js';
import { Installation } from '../../scaled-out/installation.js';
import { Acknowledgements } from '../acknowledgements.js';
import type { Client } from '../clients.js';
import { judge } from '../judge.js';
import type { Random } from '../random.js';
import { wholeLog } from '../whole-log.js';
import { type DeadlineVerdict, judgeDeadlines } from './judge-deadlines.js';
import { openOffice } from './office.js';
import { StoreProcess } from './store-process.js';

const CLIENTS = 8;
/** The sandbox clock goes on by so much, so often: deadlines come due all the time. */
const STEP_MS = 30 * 60_000;
const EVERY_MS = 400;

export interface ChaosOptions {
  readonly random: Random;
  /** A store whose yes means nothing: the judge has to find it out. */
  readonly forgetfulStore?: boolean;
  readonly env?: Readonly<Record<string, string>>;
  /** Between the processes and their servers are wires that can fall silent. */
  readonly behindWires?: boolean;
}

/** What can be killed, and brought back. */
export type Victim = 'api' | 'worker' | 'redis' | 'postgres' | 'store';

/** A whole installation at work, in which anything may be killed at any instant. */
export class Chaos {
  readonly #dir = mkdtempSync(join(tmpdir(), 'lien-thong-chaos-'));
  readonly log = new Acknowledgements(join(this.#dir, 'acknowledged.jsonl'));
  readonly killed: Record<Victim, number> = { api: 0, worker: 0, redis: 0, postgres: 0, store: 0 };
  readonly wires: Partial<Record<Victim, StallProxy>> = {};
  readonly clients: Client[] = [];
  store!: StoreProcess;
  postgres!: PostgresServer;
  redis!: RedisServer;
  installation!: Installation;
  engine!: Engine;
  views!: ReadModel;
  #done = false;
  #working: Promise<unknown> = Promise.resolve();

  private constructor(private readonly options: ChaosOptions) {}

  static async open(options: ChaosOptions): Promise<Chaos> {
    const chaos = new Chaos(options);
    chaos.store = await StoreProcess.start({ forgetful: options.forgetfulStore });
    chaos.postgres = await startPostgres();
    chaos.redis = (await startRedisServer({ dir: join(chaos.#dir, 'redis'), appendOnly: true })) as RedisServer;
    const keyStore = await freshDatabase(chaos.postgres);
    chaos.installation = await Installation.open({
      eventStoreUrl: await chaos.#wired('store', chaos.store.url),
      keyStoreUrl: await chaos.#wired('postgres', keyStore.url),
      redisUrl: await chaos.#wired('redis', chaos.redis.url),
      env: { ...SANDBOX(), ...options.env },
    });
    chaos.engine = await Engine.open(readConfig(chaos.installation.envOf('judge')));
    chaos.views = openViews(chaos.engine);
    chaos.views.start();
    const staff = { clients: CLIENTS, log: chaos.log, random: options.random, patient: true };
    chaos.clients.push(...(await openOffice(chaos.engine, chaos.installation.issuer, staff)));
    return chaos;
  }

  async #wired(victim: Victim, address: string): Promise<string> {
    if (!this.options.behindWires) return address;
    const port = /:(\d+)(?=[/?]|$)/.exec(address)?.[1] ?? '';
    const wire = await StallProxy.listen(0, () => Number(port));
    this.wires[victim] = wire;
    return address.replace(`:${port}`, `:${wire.port}`);
  }

  /** Everybody works until `settle`, and time passes. */
  work({ timePasses = true } = {}): void {
    this.#done = false;
    const clients = this.clients.map((client) => this.#ask(client));
    this.#working = Promise.all(timePasses ? [...clients, this.#passTime()] : clients);
  }

  async #ask(client: Client): Promise<void> {
    while (!this.#done || client.unanswered > 0) {
      const { apis } = this.installation;
      const api = apis[Math.floor(this.options.random() * apis.length)];
      if (api !== undefined) await client.work(api.url, () => this.#done);
      await sleep(10 + this.options.random() * 40);
    }
  }

  async #passTime(): Promise<void> {
    while (!this.#done) {
      // The store may be away.
      await this.clock.moveTo(this.clock.now() + STEP_MS).catch(() => {});
      await sleep(EVERY_MS);
    }
  }

  get clock(): SharedTestClock {
    return this.engine.clock as SharedTestClock;
  }

  /** SIGKILL, and back again a moment later. */
  async strike(victim: Victim): Promise<void> {
    const pause = this.options.random() * 300;
    this.killed[victim] += 1;
    if (victim === 'api' || victim === 'worker') {
      const name = `${victim}-${this.options.random() < 0.5 ? 1 : 2}`;
      await this.installation.end(name, 'SIGKILL');
      await sleep(pause);
      await this.installation.start(name);
      return;
    }
    const server = this[victim];
    await server.kill();
    await sleep(pause);
    await server.restart();
  }

  /** One of each, at instants of their own within a second. */
  async round(victims: readonly Victim[] = ['api', 'worker', 'redis', 'postgres', 'store']): Promise<void> {
    await Promise.all(
      victims.map(async (victim) => {
        await sleep(this.options.random() * 1_000);
        await this.strike(victim);
      }),
    );
  }

  /** Time stands still, every request has its answer, and whatever is due has rung. */
  async settle(withinMs = 120_000): Promise<void> {
    this.#done = true;
    await this.#working;
    await this.clock.refresh();
    const until = performance.now() + withinMs;
    while (performance.now() < until) {
      await this.views.settled();
      if (this.views.alarmsUntil({ until: this.clock.now(), limit: 1 }).length === 0) return;
      await sleep(50);
    }
  }

  async judged(): Promise<DeadlineVerdict> {
    const log = await wholeLog(this.engine.store);
    const verdict = judgeDeadlines(log, this.clock.now());
    const faults = [
      ...judge({ log, acknowledged: this.log.all(), unanswered: 0 }),
      ...this.clients.flatMap((client) => client.faults),
      ...verdict.faults,
    ];
    return { ...verdict, faults };
  }

  async close(): Promise<void> {
    this.#done = true;
    await this.views?.stop();
    await this.engine?.close();
    await this.installation?.close();
    for (const wire of Object.values(this.wires)) await wire.close();
    await this.store?.stop();
    await this.redis?.stop();
    await this.postgres?.stop();
    this.log.close();
    rmSync(this.#dir, { recursive: true, force: true });
  }
}
