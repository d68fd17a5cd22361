import { Agent, request } from 'node:http';
import type { Acknowledgements } from './acknowledgements.js';
import type { Random } from './random.js';

interface Asked {
  readonly key: string;
  readonly path: string;
  readonly body: unknown;
  readonly token: string;
}
interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: any;
}

interface Answered {
  readonly asked: Asked;
  readonly answer: Answer;
}

/** Who asks: the desk receives, transfers and annotates; the registry, where the dossier goes, takes over and annotates. */
export interface People {
  readonly desk: string;
  readonly registry: string;
}

/** What clients share: the dossiers they know of. Two may write on one. */
export class Desk {
  readonly dossiers: string[] = [];
}

/**
 * One client: a request at a time, each with a key of its own. A request that got no answer is sent again, with its key,
 * before anything else; and now and then an old one is, to see that the answer is the same.
 */
export class Client {
  #pending: Asked | null = null;
  #sent = 0;
  #old: Answered | null = null;
  readonly faults: string[] = [];
  refused = 0;

  constructor(
    readonly name: string,
    private readonly people: People,
    private readonly desk: Desk,
    private readonly log: Acknowledgements,
    private readonly random: Random,
    /** May a server say that it cannot (503)? Then the same request is sent again later. */
    private readonly patient = false,
  ) {}

  get unanswered(): number {
    return this.#pending === null ? 0 : 1;
  }

  /** Until the server is gone, or `enough`. */
  async work(url: string, enough: () => boolean = () => false): Promise<void> {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    try {
      while (!enough() || this.#pending !== null) {
        if (this.#pending === null && this.#old !== null && this.random() < 0.05) await this.#askAgain(url, agent, this.#old);
        this.#pending ??= this.#next();
        const answer = await ask(agent, url, this.#pending);
        if (this.patient && answer.status === 503) throw new Gone();
        this.#heard(this.#pending, answer);
        this.#pending = null;
      }
    } catch (error) {
      // The server is gone in the middle of it: what is pending stays pending.
      if (!(error instanceof Gone)) this.faults.push(String(error));
    } finally {
      agent.destroy();
    }
  }

  async #askAgain(url: string, agent: Agent, { asked, answer }: Answered): Promise<void> {
    const again = await ask(agent, url, asked);
    if (this.patient && again.status === 503) throw new Gone();
    if (again.headers['idempotency-replayed'] !== 'true') this.faults.push(`${asked.key} was not known again`);
    if (JSON.stringify(again.body) !== JSON.stringify(answer.body)) this.faults.push(`${asked.key} was answered otherwise`);
  }

  #heard(asked: Asked, answer: Answer): void {
    const { status, headers, body } = answer;
    if (status >= 500) this.faults.push(`${status} to ${asked.path}: ${JSON.stringify(body)}`);
    if (status !== 201) {
      this.refused += 1;
      return;
    }
    const dossier = body.dossier?.id ?? body.id;
    this.log.add({
      client: this.name,
      key: asked.key,
      dossier,
      revision: Number(/\d+/.exec(String(headers.etag))?.[0] ?? -1),
      events: (body.events ?? []).map(({ id, revision }: { id: string; revision: number }) => ({ id, revision })),
      commandId: body.commandId ?? null,
      replayed: headers['idempotency-replayed'] === 'true',
    });
    if (body.id !== undefined) this.desk.dossiers.push(dossier);
    this.#old = { asked, answer };
  }

  #next(): Asked {
    this.#sent += 1;
    const key = `${this.name}/${this.#sent}`;
    const dossier = this.#someDossier();
    const dice = this.random();
    const { desk, registry } = this.people;
    if (dossier === undefined || dice < 0.12) return { key, path: '/dossiers', body: application(key), token: desk };
    const command = (type: string, data: object, token: string): Asked => ({
      key,
      path: `/dossiers/${dossier}/commands`,
      body: { type, data },
      token,
    });
    if (dice < 0.24) return command('take-action', { action: 'transfer-to-civil-registry' }, desk);
    if (dice < 0.3) return command('acknowledge-handover', {}, registry);
    return command('annotate', { text: `ghi chú ${key}` }, desk);
  }

  /** Rather a young one: their streams stay short. */
  #someDossier(): string | undefined {
    const { dossiers } = this.desk;
    return dossiers[Math.max(0, dossiers.length - 1 - Math.floor(this.random() * 12))];
  }
}

/** The connection was refused or broke: whether the request was heard, nobody knows. */
class Gone extends Error {}

const ask = (agent: Agent, url: string, { key, path, body, token }: Asked): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const text = JSON.stringify(body);
    const headers = {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(text),
      'idempotency-key': key,
    };
    const asked = request(`${url}/api/v1${path}`, { method: 'POST', agent, headers, timeout: 20_000 }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('error', () => reject(new Gone()));
      response.on('end', () => {
        if (!response.complete) return reject(new Gone());
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: JSON.parse(Buffer.concat(chunks).toString()),
        });
      });
    });
    asked.on('timeout', () => asked.destroy(new Error('no answer within 20 s')));
    asked.on('error', (error: NodeJS.ErrnoException) => reject(error.message.startsWith('no answer') ? error : new Gone()));
    asked.end(text);
  });

const application = (key: string) => ({
  procedure: '9.900003',
  receivingAgency: 'H99.01',
  channel: 'direct',
  returnChannel: 'direct',
  applicant: { kind: 'person', name: `Người nộp ${key}`, identifier: '099123456789' },
  components: [{ code: 'application-form', originals: 1, copies: 0, digitised: true }],
});
