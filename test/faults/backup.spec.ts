import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SqliteLogReader, type StoredEvent } from '@lien-thong/event-store';
import { LocalTokens } from '@lien-thong/security';
import { Acknowledgements } from './acknowledgements.js';
import { CliProcess } from './cli-process.js';
import { Client, Desk } from './clients.js';
import { judge } from './judge.js';
import { randomOf } from './random.js';
import { buildServer, ServerProcess } from './server-process.js';
import { wholeLog } from './whole-log.js';

const SEED = Number(process.env.BACKUP_SEED ?? Date.now() % 1_000_000);
const CLIENTS = 6;
const KILLS = 4;

/** The clients' own log of what was acknowledged before each backup began is the judge. */
describe(`backups beside a server under load (seed ${SEED})`, () => {
  const random = randomOf(SEED);
  const folder = mkdtempSync(join(tmpdir(), 'lien-thong-backups-'));
  const path = (name: string): string => join(folder, name);
  const env = { LIEN_THONG_DATA_DIR: path('data'), LIEN_THONG_OWN_REDIS: 'false' };
  const clients: Client[] = [];
  let acknowledged: Acknowledgements;
  let server: ServerProcess;
  let working: Promise<unknown>;
  let enough = false;

  const lt = async (dir: string, ...args: string[]): Promise<{ readonly code: number | null; readonly said: string }> => {
    const command = CliProcess.start({ ...env, LIEN_THONG_DATA_DIR: path(dir) }, ...args);
    return { code: await command.gone, said: command.said };
  };
  const logIn = async (dir: string): Promise<StoredEvent[]> => {
    const log = SqliteLogReader.open(path(`${dir}/events.sqlite`));
    const events = await wholeLog(log);
    await log.close();
    return events;
  };
  const restored = async (from: string, dir: string, ...args: string[]) => {
    mkdirSync(path(dir));
    copyFileSync(path('data/installation.key'), path(`${dir}/installation.key`));
    return lt(dir, 'restore', '--from', path(from), ...args);
  };
  const atLeast = async (count: number): Promise<void> => {
    while (acknowledged.all().length < count) await sleep(10);
  };

  beforeAll(async () => {
    buildServer();
    mkdirSync(path('data'));
    acknowledged = new Acknowledgements(path('acknowledged.jsonl'));
    server = ServerProcess.start(env);
    const url = (await server.ready()) as string;
    const tokens = await LocalTokens.open(path('data'));
    const administrator = await tokens.issue({ subject: 'quan-tri', agency: 'H99', roles: ['administrator'] });
    for (const [code, serves] of Object.entries({ 'H99.01': {}, 'H99.02': { 'civil-registry': ['*'] } }))
      await fetch(`${url}/api/v1/agencies/${code}`, {
        method: 'PUT',
        headers: { authorization: `Bearer ${administrator}`, 'content-type': 'application/json' },
        body: JSON.stringify({ name: { vi: code, en: code }, kind: 'competent', serves, validFrom: '2018-01-01' }),
      });
    const desk = new Desk();
    for (let n = 0; n < CLIENTS; n += 1) {
      const name = `client-${n}`;
      const people = {
        desk: await tokens.issue({ subject: name, agency: 'H99.01', roles: ['reception'] }),
        registry: await tokens.issue({ subject: name, agency: 'H99.02', roles: ['officer'] }),
      };
      clients.push(new Client(name, people, desk, acknowledged, random));
    }
    working = Promise.all(clients.map((client) => client.work(url, () => enough)));
  }, 300_000);
  afterAll(async () => {
    enough = true;
    await working;
    await server.end('SIGTERM');
    acknowledged.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('hold every command that was acknowledged before they began, and are a beginning of the log', async () => {
    for (const name of ['first', 'second']) {
      await atLeast(acknowledged.all().length + 150);
      const before = acknowledged.all();
      const backup = await lt('data', 'backup', '--to', path(name));
      expect([backup.code, backup.said]).toEqual([0, expect.stringContaining('is not in it')]);
      expect(acknowledged.all().length).toBeGreaterThan(before.length);
      expect((await restored(name, `restored-${name}`)).code).toBe(0);
      const log = await logIn(`restored-${name}`);
      const faults = judge({ log, acknowledged: before, unanswered: Number.MAX_SAFE_INTEGER });
      expect(faults).toEqual([]);
      expect(log).toEqual((await logIn('data')).slice(0, log.length));
      expect((await lt(`restored-${name}`, 'audit', 'verify')).code).toBe(0);
    }
  }, 120_000);

  it('have a judge who sees one acknowledged command that is not there', async () => {
    const before = acknowledged.all();
    const planted = {
      ...(before.at(-1) as (typeof before)[number]),
      key: 'planted',
      revision: 9_999,
      commandId: null,
      events: [],
    };
    const log = await logIn('data');
    const verdict = judge({ log, acknowledged: [...before, planted], unanswered: Number.MAX_SAFE_INTEGER });
    expect(verdict).toEqual([expect.stringContaining('lost: planted')]);
  });

  it('say exactly what they lack of what was stated later', async () => {
    expect((await lt('data', 'store', 'heads', '--out', path('heads.gz'))).code).toBe(0);
    const before = new Map<string, number>();
    for (const { stream } of await logIn('restored-first')) before.set(stream, (before.get(stream) ?? 0) + 1);
    const older = await restored('first', 'older', '--heads', path('heads.gz'));
    expect(older.code).toBe(1);
    const verified = await lt('data', 'store', 'verify', '--heads', path('heads.gz'));
    expect([verified.code, verified.said]).toEqual([0, expect.stringContaining('all there as stated')]);
    const [, lost, streams] = /lacks (\d+) sự kiện \/ events \((\d+) luồng/.exec(older.said) ?? [];
    const [, stated] = /: (\d+) sự kiện/.exec(verified.said) ?? [];
    const later = (await logIn('data')).slice(0, Number(stated));
    const grown = new Map<string, number>();
    for (const { stream } of later) grown.set(stream, (grown.get(stream) ?? 0) + 1);
    const lacking = [...grown].filter(([stream, count]) => count > (before.get(stream) ?? 0));
    const missing = lacking.reduce((sum, [stream, count]) => sum + count - (before.get(stream) ?? 0), 0);
    expect([Number(lost), Number(streams)]).toEqual([missing, lacking.length]);
    const told = [...older.said.matchAll(/^✗ (\S+): .* (?:revisions 0 to|lacks revisions (\d+) to) (\d+)$/gm)];
    expect(told).toHaveLength(Math.min(100, lacking.length));
    for (const [, stream = '', from = '0', to] of told)
      expect([Number(from), Number(to)]).toEqual([before.get(stream) ?? 0, (grown.get(stream) ?? 0) - 1]);
  }, 120_000);

  it('are there whole or not at all when they are killed on their way, and the server goes on', async () => {
    for (let kill = 0; kill < KILLS; kill += 1) {
      const to = `killed-${kill}`;
      const backup = CliProcess.start(env, 'backup', '--to', path(to));
      await sleep(100 + random() * 500);
      await backup.kill();
      if (existsSync(path(to))) expect((await restored(to, `whole-${kill}`)).code).toBe(0);
      await atLeast(acknowledged.all().length + 10);
    }
    expect(clients.flatMap(({ faults }) => faults)).toEqual([]);
  }, 120_000);
});
