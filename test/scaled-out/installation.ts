import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { someRedis } from '../../libs/deadlines/testing/redis.js';
import { type EventStoreDouble, startEventStoreDouble } from '../../libs/event-store/testing/eventstoredb-double/double.js';
import { freshDatabase, somePostgres } from '../../libs/security/testing/postgres-for-specs.js';
import { type App, ServerProcess } from '../faults/server-process.js';
import { type Issuer, startIssuer } from './issuer.js';

/** One process of the installation, up and ready. */
export interface Member {
  readonly name: string;
  readonly app: App;
  readonly process: ServerProcess;
  readonly url: string;
}

export interface InstallationOptions {
  readonly apis?: number;
  readonly workers?: number;
  readonly env?: Readonly<Record<string, string>>;
  /** What one process has of its own. */
  readonly envOf?: (name: string) => Readonly<Record<string, string>>;
  /** Servers that the caller started, and will stop. */
  readonly eventStoreUrl?: string;
  readonly keyStoreUrl?: string;
  readonly redisUrl?: string;
}

/** The scaled-out profile as it is deployed: separate processes that share an event store, a key store, a Redis and an issuer. */
export class Installation {
  readonly members = new Map<string, Member>();
  readonly #dir = mkdtempSync(join(tmpdir(), 'lien-thong-scaled-out-'));
  readonly #closing: (() => Promise<void>)[] = [];
  #env: Readonly<Record<string, string>> = {};
  issuer!: Issuer;
  /** The event store, where it is not the caller's own. */
  double: EventStoreDouble | null = null;

  private constructor(private readonly options: InstallationOptions) {}

  static async open(options: InstallationOptions = {}): Promise<Installation> {
    const installation = new Installation(options);
    try {
      await installation.#servers();
      const { apis = 2, workers = 2 } = options;
      const names = [
        ...Array.from({ length: apis }, (_, n) => `api-${n + 1}`),
        ...Array.from({ length: workers }, (_, n) => `worker-${n + 1}`),
      ];
      await Promise.all(names.map((name) => installation.start(name)));
      return installation;
    } catch (error) {
      await installation.close();
      throw error;
    }
  }

  async #servers(): Promise<void> {
    const { eventStoreUrl, keyStoreUrl, redisUrl, env } = this.options;
    this.issuer = await startIssuer();
    this.#closing.push(() => this.issuer.close());
    this.#env = {
      ...this.issuer.env,
      EVENTSTORE_URL: eventStoreUrl ?? (await this.#eventStore()),
      KEYSTORE_URL: keyStoreUrl ?? (await this.#keyStore()),
      REDIS_URL: redisUrl ?? env?.REDIS_URL ?? (await this.#redis()),
      LIEN_THONG_KEY: randomBytes(32).toString('base64'),
      LIEN_THONG_DRAIN_SECONDS: '0',
      PORT: '0',
      ...env,
    };
  }

  async #eventStore(): Promise<string> {
    const double = await startEventStoreDouble();
    this.double = double;
    this.#closing.push(() => double.stop());
    return double.url;
  }

  async #keyStore(): Promise<string> {
    const server = await somePostgres();
    const database = await freshDatabase(server);
    this.#closing.push(async () => {
      await database.remove();
      await server.stop();
    });
    return database.url;
  }

  async #redis(): Promise<string> {
    const { url, remove } = await someRedis();
    this.#closing.push(remove);
    return url;
  }

  /** The settings of a process of that name: everything is shared but its directory. */
  envOf(name: string): Record<string, string> {
    const dataDir = join(this.#dir, name);
    mkdirSync(dataDir, { recursive: true });
    return { ...this.#env, ...this.options.envOf?.(name), LIEN_THONG_DATA_DIR: dataDir };
  }

  get apis(): Member[] {
    return [...this.members.values()].filter(({ app }) => app === 'api');
  }
  get workers(): Member[] {
    return [...this.members.values()].filter(({ app }) => app === 'worker');
  }

  /** Starts `api-…` or `worker-…`, and waits until it is ready. */
  async start(name: string): Promise<Member> {
    const app = name.startsWith('api') ? 'api' : 'worker';
    const process = ServerProcess.start(this.envOf(name), app);
    const url = await process.ready();
    if (url === null) throw new Error(`${name} did not start: ${process.said}`);
    const member = { name, app, process, url } as const;
    this.members.set(name, member);
    await becomesReady(member);
    return member;
  }

  async end(name: string, signal: NodeJS.Signals): Promise<void> {
    await this.members.get(name)?.process.end(signal);
    this.members.delete(name);
  }

  /** Every process stopped in good order, and started again. */
  async restart(): Promise<void> {
    const names = [...this.members.keys()];
    await Promise.all(names.map((name) => this.end(name, 'SIGTERM')));
    await Promise.all(names.map((name) => this.start(name)));
  }

  async close(): Promise<void> {
    await Promise.all([...this.members.keys()].map((name) => this.end(name, 'SIGTERM')));
    for (const close of this.#closing.splice(0).reverse()) await close();
    rmSync(this.#dir, { recursive: true, force: true });
  }
}

const READY_WITHIN_MS = 60_000;

export const becomesReady = async ({ name, url, process }: Member): Promise<void> => {
  const until = performance.now() + READY_WITHIN_MS;
  let said = '';
  while (performance.now() < until) {
    const answer = await fetch(`${url}/health/ready`).catch(() => null);
    if (answer?.ok) return;
    said = (await answer?.text().catch(() => '')) ?? '';
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`${name} is not ready: ${said} ${process.said}`);
};
