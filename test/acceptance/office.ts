import type { Engine } from '@lien-thong/engine';
import type { Role } from '@lien-thong/security';
import { embeddedPremises } from './embedded-premises.js';
import { isScaledOut, type OfficeSettings, type Premises } from './premises.js';

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

const POSITION = 'lien-thong-position';
let keys = 0;

/** One process alone has always read its own acts. */
const FORGETFUL: Memory = {
  get position() {
    return null;
  },
  set position(_) {},
};

/** One office under the sandbox clock, and people who speak HTTP with it. */
export class Office {
  readonly #memory: Memory = isScaledOut ? { position: null } : FORGETFUL;

  #here: string | null = null;

  private constructor(private readonly premises: Premises) {}

  static async open(settings: OfficeSettings = {}): Promise<Office> {
    if (!isScaledOut) return new Office(await embeddedPremises(settings));
    const { scaledOutPremises } = await import('../scaled-out/premises.js');
    return new Office(await scaledOutPremises(settings));
  }

  get url(): string {
    return this.#here ?? this.premises.url;
  }
  get engine(): Engine {
    return this.premises.engine;
  }

  /** From now on one process takes every request: what it counts is asked of it. */
  stay(): void {
    this.#here = this.premises.url;
  }

  restart(): Promise<void> {
    this.#here = null;
    return this.premises.restart();
  }
  close(): Promise<void> {
    return this.premises.close();
  }

  async tokenOf(subject: string, agency: string, ...roles: Role[]): Promise<string> {
    return this.premises.tokenFor({ subject, agency, roles });
  }

  /** What was written without HTTP is to be seen by the next request. */
  async caughtUp(): Promise<void> {
    this.#memory.position = await this.engine.store.head();
  }

  async clerk(subject: string, agency: string, ...roles: Role[]): Promise<Clerk> {
    const token = await this.tokenOf(subject, agency, ...roles);
    return clerkAt(() => this.url, token, this.#memory);
  }
}

/** What callers remember: where the log stood after the last act they were told of. They ask any process to have read as much. */
export interface Memory {
  position: string | null;
}

/** Somebody with a token who speaks HTTP; `url` is asked for each request. */
export const clerkAt = (url: () => string, token: string, memory: Memory): Clerk => {
  const ask = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Reply> => {
    const response = await fetch(`${url()}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(memory.position === null ? {} : { [POSITION]: memory.position }),
        ...headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    memory.position = response.headers.get(POSITION) ?? memory.position;
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
};
