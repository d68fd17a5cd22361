import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readConfig } from '@lien-thong/config';
import { Engine, openViews } from '@lien-thong/engine';
import type { StoredEvent } from '@lien-thong/event-store';
import { LocalTokens } from '@lien-thong/security';
import { type Acknowledgement, Acknowledgements } from './acknowledgements.js';
import { Client, Desk } from './clients.js';
import { judge } from './judge.js';
import { type Random, randomOf } from './random.js';
import { buildServer, ServerProcess, type Settings } from './server-process.js';
import { wholeLog } from './whole-log.js';

/** `kill -9` at random instants under a stream of commands. The clients' own log of what was acknowledged is the judge. */
const CYCLES = Number(process.env.KILL_CYCLES ?? 200);
const SEED = Number(process.env.KILL_SEED ?? Date.now() % 1_000_000);
const CLIENTS = 10;
const JUDGED_EVERY = 50;

/** An office whose server is killed again and again, and the people who go on asking. */
class Office {
  readonly dataDir = mkdtempSync(join(tmpdir(), 'lien-thong-kill-'));
  readonly log = new Acknowledgements(join(this.dataDir, 'acknowledged.jsonl'));
  readonly clients: Client[] = [];
  killed = { starting: 0, working: 0 };
  #next: ServerProcess | null = null;

  constructor(
    private readonly random: Random,
    private readonly settings: Settings = {},
  ) {}

  get env(): Settings {
    return { LIEN_THONG_DATA_DIR: this.dataDir, LIEN_THONG_OWN_REDIS: 'false', ...this.settings };
  }

  async open(): Promise<void> {
    const server = this.#warm();
    server.go();
    const url = await server.ready();
    const tokens = await LocalTokens.open(this.dataDir);
    const administrator = await tokens.issue({ subject: 'quan-tri', agency: 'H99', roles: ['administrator'] });
    for (const [code, serves] of [
      ['H99.01', {}],
      ['H99.02', { 'civil-registry': ['*'] }],
    ] as const)
      await put(`${url}/api/v1/agencies/${code}`, administrator, {
        name: { vi: code, en: code },
        kind: 'competent',
        serves,
        validFrom: '2018-01-01',
      });
    await sleep(100);
    await server.end('SIGTERM');
    const desk = new Desk();
    for (let n = 0; n < CLIENTS; n += 1) {
      const name = `client-${n}`;
      const people = {
        desk: await tokens.issue({ subject: name, agency: 'H99.01', roles: ['reception'] }),
        registry: await tokens.issue({ subject: name, agency: 'H99.02', roles: ['officer'] }),
      };
      this.clients.push(new Client(name, people, desk, this.log, this.random));
    }
  }

  /** One server's life: every sixth is killed while it starts, the others at work. */
  async cycle(): Promise<void> {
    const server = this.#next ?? this.#warm();
    server.go();
    this.#next = this.#warm();
    if (this.random() < 1 / 6) {
      await sleep(this.random() * 250);
      this.killed.starting += 1;
      await server.end('SIGKILL');
      return;
    }
    const url = await server.ready();
    if (url === null) throw new Error(`the server did not start: ${server.said}`);
    const working = Promise.all(this.clients.map((client) => client.work(url)));
    // Counted in answers and not in time alone: on a slow machine it is to be at work as well.
    const enough = this.log.count + Math.floor(this.random() * 8);
    while (this.log.count < enough) await sleep(2);
    await sleep(this.random() * 60);
    this.killed.working += 1;
    await server.end('SIGKILL');
    await working;
  }

  /** Lets every client have its answer. */
  async settle(): Promise<void> {
    const server = this.#next ?? this.#warm();
    this.#next = null;
    server.go();
    const url = await server.ready();
    if (url === null) throw new Error(`the server did not start: ${server.said}`);
    await Promise.all(this.clients.map((client) => client.work(url, () => true)));
    await server.end('SIGKILL');
  }

  /** Judges what is on the disk, with no server running. */
  async judged(): Promise<string[]> {
    const engine = await Engine.openReader(this.#config());
    try {
      const unanswered = this.clients.reduce((sum, client) => sum + client.unanswered, 0);
      return [
        ...judge({ log: await wholeLog(engine.store), acknowledged: this.log.all(), unanswered }),
        ...this.clients.flatMap(({ faults }) => faults),
      ];
    } finally {
      await engine.close();
    }
  }

  #config() {
    return readConfig({ ...this.env, FAULT: undefined });
  }

  /** The views as the killed servers left them, brought to the log's end; and the same from nothing. */
  async views(): Promise<{ readonly left: string[]; readonly rebuilt: string[] }> {
    const engine = await Engine.open(this.#config());
    const views = openViews(engine);
    try {
      views.start();
      await views.settled();
      const sums = () => VIEWS.map((name) => `${name} ${views.checksum(name)}`);
      const left = sums();
      await views.rebuild('all');
      return { left, rebuilt: sums() };
    } finally {
      await views.stop();
      await engine.close();
    }
  }

  async wholeLog(): Promise<StoredEvent[]> {
    const engine = await Engine.openReader(this.#config());
    const log = await wholeLog(engine.store);
    await engine.close();
    return log;
  }

  #warm(): ServerProcess {
    return ServerProcess.warm(this.env);
  }

  async close(): Promise<void> {
    await this.#next?.end('SIGKILL');
    this.log.close();
    rmSync(this.dataDir, { recursive: true, force: true });
  }
}

const VIEWS = ['dossiers', 'deadlines', 'alarms', 'inbox', 'apologyTasks', 'participants', 'holders', 'searchTokens'] as const;

const put = async (url: string, token: string, body: unknown): Promise<void> => {
  const { ok, status } = await fetch(url, {
    method: 'PUT',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!ok) throw new Error(`${status} to ${url}`);
};

beforeAll(() => buildServer(), 300_000);

describe(`a server that is killed ${CYCLES} times at work (seed ${SEED})`, () => {
  const office = new Office(randomOf(SEED));
  beforeAll(() => office.open(), 60_000);
  afterAll(() => office.close());

  it(
    'loses nothing that it acknowledged, and does nothing twice',
    async () => {
      for (let cycle = 1; cycle <= CYCLES; cycle += 1) {
        await office.cycle();
        if (cycle % JUDGED_EVERY === 0) expect(await office.judged()).toEqual([]);
      }
      await office.settle();
      expect(await office.judged()).toEqual([]);
      const acknowledged = office.log.all();
      expect(acknowledged.length).toBeGreaterThan(CYCLES);
      // Kills did fall between the commit and its acknowledgement.
      if (CYCLES >= 100) expect(acknowledged.filter(({ replayed }) => replayed).length).toBeGreaterThan(0);
      const { starting, working } = office.killed;
      process.stderr.write(
        `kill -9: ${working} at work, ${starting} while starting; ${acknowledged.length} acknowledged, ${acknowledged.filter(({ replayed }) => replayed).length} of them after a retry of what was committed without an answer; seed ${SEED}\n`,
      );
    },
    CYCLES * 10_000,
  );

  it('leaves views that are what a rebuild makes of the log', async () => {
    const { left, rebuilt } = await office.views();
    expect(rebuilt).toEqual(left);
  }, 120_000);

  describe('and its judge', () => {
    let log: StoredEvent[];
    let acknowledged: Acknowledgement[];
    beforeAll(async () => {
      log = await office.wholeLog();
      acknowledged = office.log.all();
    });
    const ofClients = () =>
      log.filter((event) => event.stream.startsWith('dossier-') && event.metadata.actor.subject.startsWith('client-'));

    it('sees one acknowledged command that is not there', () => {
      const planted = {
        ...(acknowledged.at(-1) as Acknowledgement),
        key: 'planted',
        revision: 9_999,
        commandId: null,
        events: [],
      };
      expect(judge({ log, acknowledged: [...acknowledged, planted], unanswered: 0 })).toHaveLength(1);
    });

    it('sees the end of a stream torn off', () => {
      const last = ofClients().at(-1);
      expect(judge({ log: log.filter((event) => event !== last), acknowledged, unanswered: 0 }).join()).toContain('lost');
    });

    it('sees a command that stands twice', () => {
      const event = ofClients()[0] as StoredEvent;
      const twin = { ...event, revision: log.filter(({ stream }) => stream === event.stream).length, position: '999999999' };
      expect(judge({ log: [...log, twin], acknowledged, unanswered: 0 }).join()).toContain('doubled');
    });

    it('sees an effect that nobody asked for, and one changed letter', () => {
      expect(
        judge({ log, acknowledged: acknowledged.filter(({ key }) => key !== acknowledged[0]?.key), unanswered: 0 }).join(),
      ).toContain('nobody was told of');
      const event = ofClients()[0] as StoredEvent;
      const changed = log.map((other) => (other === event ? { ...other, type: `${other.type}d` } : other));
      expect(judge({ log: changed, acknowledged, unanswered: 0 }).join()).toContain('hash');
    });
  });
});

describe('a server that acknowledges before it commits', () => {
  const office = new Office(randomOf(SEED), { FAULT: 'early-acknowledgement' });
  beforeAll(() => office.open(), 60_000);
  afterAll(() => office.close());

  it('is found out', async () => {
    let faults: string[] = [];
    for (let cycle = 0; cycle < 20 && faults.length === 0; cycle += 1) {
      await office.cycle();
      faults = (await office.judged()).filter((fault) => fault.startsWith('lost'));
    }
    expect(faults).not.toEqual([]);
  }, 120_000);
});
