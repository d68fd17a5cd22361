import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LocalTokens } from '@lien-thong/security';
import { machine, probes, quantile, table } from './probes.js';

const SECONDS = Number(process.env.BENCH_SECONDS ?? 3);
const SERVER = join(import.meta.dirname, 'serve.js');

interface Server {
  readonly url: string;
  stop(): Promise<void>;
}

const started = async (which: 'noop' | 'real', dataDir: string, args: readonly string[] = []): Promise<Server> => {
  const child: ChildProcess = spawn(process.execPath, [...args, SERVER, which, dataDir], { stdio: ['pipe', 'pipe', 'inherit'] });
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const url = await new Promise<string>((resolve, reject) => {
    let said = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      const found = /URL (\S+)\n/.exec(said)?.[1];
      if (found !== undefined) resolve(found);
    });
    void gone.then(() => reject(new Error(`${which} did not start: ${said}`)));
  });
  return {
    url,
    stop: async () => {
      child.stdin?.end();
      await gone;
    },
  };
};

interface Ask {
  readonly path: string;
  readonly body: unknown;
}

/** One answer of 201; keep-alive. */
const post = (agent: Agent, url: string, token: string, { path, body }: Ask): Promise<string> =>
  new Promise((resolve, reject) => {
    const text = JSON.stringify(body);
    const headers = {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(text),
      'idempotency-key': randomUUID(),
    };
    const asked = request(`${url}/api/v1${path}`, { method: 'POST', agent, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () => {
        const answer = Buffer.concat(chunks).toString();
        if (response.statusCode === 201) resolve(answer);
        else reject(new Error(`${response.statusCode} to ${path}: ${answer}`));
      });
    });
    asked.on('error', reject);
    asked.end(text);
  });

interface Figures {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
}

const load = async (
  clients: number,
  once: (client: number, turn: number, agent: Agent) => Promise<unknown>,
  turns = Number.POSITIVE_INFINITY,
): Promise<Figures> => {
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  const latencies: number[] = [];
  const begin = performance.now();
  const work = async (client: number): Promise<void> => {
    for (let turn = 0; turn < turns && performance.now() - begin < SECONDS * 1_000; turn += 1) {
      const asked = performance.now();
      await once(client, turn, agent);
      latencies.push(performance.now() - asked);
    }
  };
  await Promise.all(Array.from({ length: clients }, (_, client) => work(client)));
  const perSecond = latencies.length / ((performance.now() - begin) / 1_000);
  agent.destroy();
  return { perSecond, p50: quantile(latencies, 0.5), p99: quantile(latencies, 0.99) };
};

const annotate = (dossier: string): Ask => ({
  path: `/dossiers/${dossier}/commands`,
  body: { type: 'annotate', data: { text: 'Đã gọi điện cho cơ quan thuế, hẹn trả lời trong ngày.' } },
});
const transfer = (dossier: string): Ask => ({
  path: `/dossiers/${dossier}/commands`,
  body: { type: 'take-action', data: { action: 'transfer-to-civil-registry' } },
});
const application = (): Ask => ({
  path: '/dossiers',
  body: {
    procedure: '9.900003',
    receivingAgency: 'H99.01',
    channel: 'direct',
    returnChannel: 'direct',
    applicant: { kind: 'person', name: 'Phạm Thị Minh Nguyệt', identifier: '099123456789', phone: '0912345678' },
    components: [{ code: 'application-form', originals: 1, copies: 0, digitised: true }],
  },
});

/** `npm run bench -- http` */
export default async (): Promise<void> => {
  const dataDir = mkdtempSync(join(process.env.BENCH_FOLDER ?? tmpdir(), 'lien-thong-http-'));
  const profile = process.env.BENCH_PROFILE === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${process.env.BENCH_PROFILE}`];
  const servers = { noop: await started('noop', dataDir), real: await started('real', dataDir, profile) };
  try {
    const tokens = await LocalTokens.open(dataDir);
    const token = await tokens.issue({ subject: 'lan', agency: 'H99.01', roles: ['reception'] });
    const before = probes();
    const { real, noop } = servers;
    const ids: string[] = [];
    const create = async (agent: Agent): Promise<void> => {
      ids.push(JSON.parse(await post(agent, real.url, token, application())).id);
    };
    await load(64, (_client, _turn, agent) => create(agent));
    const rows: (string | number)[][] = [];
    const add = (what: string, figures: Figures, of?: Figures): number =>
      rows.push([what, figures.perSecond, figures.p50, figures.p99, of === undefined ? '' : figures.perSecond / of.perSecond]);
    let fresh = 0;
    for (const clients of [1, 64]) {
      const nothing = (_client: number, turn: number, agent: Agent) =>
        post(agent, noop.url, token, annotate(ids[turn % ids.length] as string));
      await load(64, nothing);
      const noted = (client: number, turn: number, agent: Agent) =>
        post(agent, real.url, token, annotate(ids[(client + turn * clients) % ids.length] as string));
      if (clients === 1) await load(64, noted);
      const base = await load(clients, nothing);
      add(`no-op, ${clients}`, base);
      add(`annotate, ${clients}`, await load(clients, noted), base);
      add(`create, ${clients}`, await load(clients, (_client, _turn, agent) => create(agent)), base);
      // Each dossier is transferred once.
      const turns = Math.floor((ids.length - fresh) / (clients === 1 ? 4 : 1) / clients);
      add(
        `take-action, ${clients}`,
        await load(clients, (_client, _turn, agent) => post(agent, real.url, token, transfer(ids[fresh++] as string)), turns),
        base,
      );
    }
    const after = probes();
    console.log(
      `\n${machine()}; fdatasync ${Math.round(before.fdatasyncPerSecond)} and ${Math.round(after.fdatasyncPerSecond)} /s; JSON.parse ${Math.round(before.jsonParseMBPerSecond)} and ${Math.round(after.jsonParseMBPerSecond)} MB/s\n`,
    );
    console.log(table(['HTTP command, clients', 'per second', 'p50 ms', 'p99 ms', '× no-op (aim 0.5 at 64)'], rows));
  } finally {
    await Promise.all([servers.noop.stop(), servers.real.stop()]);
    rmSync(dataDir, { recursive: true });
  }
};
