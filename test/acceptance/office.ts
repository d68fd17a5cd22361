import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '@lien-thong/config';
import { LocalTokens, type Role } from '@lien-thong/security';
import { type Running, standalone } from '../../apps/standalone/standalone.js';

export interface Reply<T = any> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
}
export interface Clerk {
  get(path: string): Promise<Reply>;
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Reply>;
  put(path: string, body: unknown): Promise<Reply>;
}

let keys = 0;

/** One office under the sandbox clock: the real application over real files, and people who speak HTTP with it. */
export class Office {
  private constructor(
    readonly dataDir: string,
    private running: Running,
    private readonly tokens: LocalTokens,
    private readonly env: Record<string, string>,
  ) {}

  static async open(settings: { now?: string; env?: Record<string, string> } = {}): Promise<Office> {
    const dataDir = mkdtempSync(join(tmpdir(), 'lien-thong-'));
    const env = {
      PORT: '0',
      LIEN_THONG_DATA_DIR: dataDir,
      LIEN_THONG_SEED: 'none',
      LIEN_THONG_CLOCK: 'test',
      LIEN_THONG_NOW: settings.now ?? '2026-03-02T08:00:00+07:00',
      ...settings.env,
    };
    return new Office(dataDir, await standalone(readConfig(env), { ownRedis: false }), await LocalTokens.open(dataDir), env);
  }

  get url(): string {
    return this.running.url;
  }

  get engine(): Running['engine'] {
    return this.running.engine;
  }

  async restart(): Promise<void> {
    await this.running.stop();
    this.running = await standalone(readConfig(this.env), { ownRedis: false });
  }

  async close(): Promise<void> {
    await this.running.stop();
    rmSync(this.dataDir, { recursive: true, force: true });
  }

  async tokenOf(subject: string, agency: string, ...roles: Role[]): Promise<string> {
    return this.tokens.issue({ subject, agency, roles });
  }

  async clerk(subject: string, agency: string, ...roles: Role[]): Promise<Clerk> {
    const token = await this.tokenOf(subject, agency, ...roles);
    const ask = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Reply> => {
      const response = await fetch(`${this.url}/api/v1${path}`, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        body: body === undefined ? undefined : JSON.stringify(body),
      });
      const text = await response.text();
      return {
        status: response.status,
        headers: response.headers,
        body: /json/.test(response.headers.get('content-type') ?? '') ? JSON.parse(text) : text || null,
      };
    };
    return {
      get: (path) => ask('GET', path),
      post: (path, body, headers) => ask('POST', path, body, { 'idempotency-key': `key-${++keys}`, ...headers }),
      put: (path, body) => ask('PUT', path, body),
    };
  }
}
