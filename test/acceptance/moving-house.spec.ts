import { randomBytes } from 'node:crypto';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { abreast, compareHouses, type House, inOrder, moveHouse } from '@lien-thong/archive';
import { readConfig } from '@lien-thong/config';
import { dossierStream, Engine, openViews, seedDemo } from '@lien-thong/engine';
import { EventStoreDbEventStore, SqliteEventStore, SqliteLogReader, type StoredEvent } from '@lien-thong/event-store';
import { installationSecrets, PostgresKeyStore, SqliteKeyStore } from '@lien-thong/security';
import Database from 'better-sqlite3';
import { cli } from '../../apps/cli/cli.js';
import { type EventStoreDouble, startEventStoreDouble } from '../../libs/event-store/testing/eventstoredb-double/double.js';
import {
  describeWithPostgres,
  type FreshDatabase,
  freshDatabase,
  somePostgres,
} from '../../libs/security/testing/postgres-for-specs.js';
import { randomOf } from '../faults/random.js';

const NOW = '2026-11-18T10:00:00+07:00';
const SEED = Number(process.env.MOVING_SEED ?? Date.now() % 1_000_000);
const POINTS = 6;

describeWithPostgres(`a province that moves house (seed ${SEED})`, () => {
  const random = randomOf(SEED);
  const key = randomBytes(32);
  let folder: string;
  let postgres: Awaited<ReturnType<typeof somePostgres>>;
  const closing: (() => Promise<unknown>)[] = [];
  const path = (name: string): string => join(folder, name);
  const embedded = (dir: string) => ({ LIEN_THONG_DATA_DIR: path(dir), LIEN_THONG_KEY: key.toString('base64'), PORT: '0' });
  const scaled = ({ double, keys }: Server) => ({
    ...embedded('scaled'),
    EVENTSTORE_URL: double.url,
    KEYSTORE_URL: keys.url,
  });
  const terminal = async (env: Record<string, string>, ...args: string[]) => {
    const [out, err]: [string[], string[]] = [[], []];
    const code = await cli(args, { env, out: (line) => out.push(line), err: (line) => err.push(line) });
    return { code, out: out.join('\n'), err: err.join('\n') };
  };

  interface Server {
    readonly double: EventStoreDouble;
    readonly keys: FreshDatabase;
  }
  const someServer = async (): Promise<Server> => {
    const [double, keys] = [await startEventStoreDouble(), await freshDatabase(postgres)];
    closing.push(
      () => keys.remove(),
      () => double.stop(),
    );
    return { double, keys };
  };
  const { wrappingKey } = installationSecrets(readConfig({ LIEN_THONG_KEY: key.toString('base64') }).key as never);
  const inFile = (dir: string): House => ({
    log: SqliteEventStore.open(path(`${dir}/events.sqlite`)),
    keys: new SqliteKeyStore(path(`${dir}/keys.sqlite`), wrappingKey),
  });
  const onServer = async ({ double, keys }: Server): Promise<House> => ({
    log: await EventStoreDbEventStore.open(double.url),
    keys: await PostgresKeyStore.open(keys.url, wrappingKey),
  });
  const leave = async (...houses: House[]): Promise<void> => {
    for (const { log, keys } of houses) {
      await log.close();
      await keys.close();
    }
  };
  const logIn = async (dir: string): Promise<StoredEvent[]> => {
    const log = SqliteLogReader.open(path(`${dir}/events.sqlite`));
    const { events } = await log.readAll({ after: null, limit: 1_000_000 });
    await log.close();
    return events;
  };

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'lien-thong-moving-'));
    postgres = await somePostgres();
    const engine = await Engine.open(readConfig({ ...embedded('home'), LIEN_THONG_CLOCK: 'test', LIEN_THONG_NOW: NOW }));
    await seedDemo(engine);
    const lan = engine.secrets.idFor('demo', 'dossier', 'land-paid-and-returned/0');
    await engine.close();
    copyFileSync(path('home/keys.sqlite'), path('keys-before-erasure'));
    expect((await terminal(embedded('home'), 'erase', lan, '--legal-basis', 'Luật 91/2025/QH15')).code).toBe(0);
  }, 120_000);
  afterAll(async () => {
    for (const close of closing) await close();
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('finds everything again on the servers, and at home when it comes back', async () => {
    const server = await someServer();
    const there = await terminal(scaled(server), 'store', 'copy', '--from', `sqlite:${path('home')}`, '--to', 'server');
    expect([there.code, there.out]).toEqual([0, expect.stringMatching(/the same .* 1 đã hủy[\s\S]*start anew/)]);
    expect((await terminal(scaled(server), 'audit', 'verify')).code).toBe(0);
    const back = await terminal(scaled(server), 'store', 'copy', '--from', 'server', '--to', `sqlite:${path('back')}`);
    expect([back.code, back.out]).toEqual([0, expect.stringContaining('the same')]);
    const moved = ({ stream, revision, id, type, data, metadata }: StoredEvent) => ({
      stream,
      revision,
      id,
      type,
      data,
      metadata,
    });
    const byStream = (events: StoredEvent[]) => {
      const streams: Record<string, object[]> = {};
      for (const event of events) streams[event.stream] = [...(streams[event.stream] ?? []), moved(event)];
      return streams;
    };
    expect(byStream(await logIn('back'))).toEqual(byStream(await logIn('home')));
    const [home, again] = [inFile('home'), inFile('back')];
    expect((await compareHouses(home, again, await home.log.head())).differences).toEqual([]);
    await leave(home, again);
  }, 120_000);

  it('opens there with the same dossiers and the same personal data, and is erased beside running processes', async () => {
    const server = await someServer();
    await terminal(scaled(server), 'store', 'copy', '--from', `sqlite:${path('home')}`, '--to', 'server');
    const home = await Engine.openReader(readConfig(embedded('home')));
    const there = await Engine.open(readConfig(scaled(server)));
    const views = openViews(there);
    views.start();
    const streams = [...new Set((await logIn('home')).map(({ stream }) => stream))].filter((name) => name.startsWith('dossier-'));
    expect(streams.length).toBeGreaterThan(70);
    for (const stream of streams) {
      expect((await there.dossiers.load(stream)).state).toEqual((await home.dossiers.load(stream)).state);
      const [first] = (await there.store.readStream(stream, { limit: 1 })) as [StoredEvent];
      expect(await there.personalOf(first)).toEqual(await home.personalOf(first));
    }
    const minh = home.secrets.idFor('demo', 'dossier', 'land-waiting-for-payment/0');
    const [application] = (await there.store.readStream(dossierStream(minh), { limit: 1 })) as [StoredEvent];
    const { applicant } = (await there.personalOf(application)) as { applicant: { name: string } };
    await views.settled();
    const found = (): number =>
      views.listDossiers({ scope: 'all', now: 0, limit: 200, search: { tokens: there.blindIndex.tokensOfQuery(applicant.name) } })
        .data.length;
    const before = found();
    expect((await terminal(scaled(server), 'erase', minh, '--legal-basis', 'Luật 91/2025/QH15')).code).toBe(0);
    await views.settled();
    expect([found(), await there.personalOf(application)]).toEqual([before - 1, null]);
    await views.stop();
    await there.close();
    await home.close();
  }, 120_000);

  it(`is whole however often it is broken off on its way: ${POINTS} times there, ${POINTS} times back`, async () => {
    const server = await someServer();
    const home = inFile('home');
    const events = (await logIn('home')).length;
    const brokenOff = async (from: House, to: House, lane: typeof inOrder): Promise<void> => {
      const at = 1 + Math.floor((random() * events) / POINTS);
      const onProgress = ({ step, done }: { step: string; done: number }): void => {
        if (step === 'copy' && done >= at) throw new Error('power loss');
      };
      await expect(moveHouse(from, to, { lane, onProgress })).rejects.toThrow('power loss');
    };
    for (let point = 0; point < POINTS; point += 1) {
      const there = await onServer(server);
      const misfortune = Math.floor(random() * 4);
      if (misfortune === 0) server.double.faults.next('cancelled-after-commit', { times: 3 });
      // One append alone may meet all of them, and is tried five times.
      if (misfortune === 1) server.double.faults.next('reset', { times: 4 });
      if (misfortune === 2) server.double.faults.next('reply-broken', { times: 2 });
      await brokenOff(home, there, abreast(64, [0, 50, 100, 200]));
      await leave(there);
      server.double.faults.clear();
      if (misfortune === 3) await server.double.restart();
    }
    const there = await onServer(server);
    await moveHouse(home, there, { lane: abreast() });
    expect((await compareHouses(home, there, await home.log.head())).differences).toEqual([]);
    for (let point = 0; point < POINTS; point += 1) {
      const back = inFile('broken-off');
      await brokenOff(there, back, inOrder);
      await leave(back);
    }
    const back = inFile('broken-off');
    const { sent } = await moveHouse(there, back, { lane: inOrder });
    expect(sent).toBeLessThan(events);
    expect((await compareHouses(there, back, await there.log.head())).differences).toEqual([]);
    await leave(home, there, back);
  }, 120_000);

  it('goes through files from one profile to the other', async () => {
    const server = await someServer();
    const home = embedded('home');
    expect((await terminal(home, 'store', 'export', '--to', path('log.gz'), '--keys', path('keys.gz'))).code).toBe(0);
    const imported = await terminal(scaled(server), 'store', 'import', '--from', path('log.gz'), '--keys', path('keys.gz'));
    expect([imported.code, imported.out]).toEqual([0, expect.stringContaining('as in the file')]);
    const [from, to] = [inFile('home'), await onServer(server)];
    expect((await compareHouses(from, to, await from.log.head())).differences).toEqual([]);
    await leave(from, to);
    const exported = await terminal(
      scaled(server),
      'store',
      'export',
      '--to',
      path('from-server'),
      '--keys',
      path('keys-from-server'),
    );
    expect(exported.code).toBe(0);
    const heads = await terminal(scaled(server), 'store', 'heads', '--out', path('heads-of-server'));
    expect(heads.code).toBe(0);
    const held = await terminal(home, 'store', 'verify', '--heads', path('heads-of-server'));
    expect([held.code, held.out]).toEqual([0, expect.stringContaining('all there')]);
  }, 120_000);

  it('brings nobody back who was erased, though the keys that move are older than the erasure', async () => {
    const server = await someServer();
    const home = inFile('home');
    const older = { log: home.log, keys: new SqliteKeyStore(path('keys-before-erasure'), wrappingKey) };
    const erasures = (await logIn('home')).filter(({ type }) => type === 'PersonalDataErased');
    const erased = dossierStream((erasures[0] as StoredEvent).stream.slice('erasure-'.length));
    expect(await older.keys.keyFor(erased, false)).not.toBeNull();
    await leave({ log: home.log, keys: older.keys });
    await home.keys.close();
    copyFileSync(path('keys-before-erasure'), path('older-keys.sqlite'));
    const copied = await copiedWithOlderKeys(server);
    expect([copied.code, copied.out]).toEqual([0, expect.stringContaining('1 khóa được hủy lại')]);
    const there = await onServer(server);
    expect(await there.keys.keyFor(erased, true)).toBeNull();
    await leave(there);
  }, 120_000);

  /** The log of today, and the keys of before the erasure, in one directory. */
  const copiedWithOlderKeys = async (server: Server) => {
    const whole = await terminal(embedded('home'), 'store', 'copy', '--from', 'sqlite', '--to', `sqlite:${path('older')}`);
    expect(whole.code).toBe(0);
    rmSync(path('older/keys.sqlite'));
    copyFileSync(path('older-keys.sqlite'), path('older/keys.sqlite'));
    return terminal(scaled(server), 'store', 'copy', '--from', `sqlite:${path('older')}`, '--to', 'server');
  };

  it.each([
    ['an event was changed', `UPDATE events SET data = '{}' WHERE position = 700`, /chain is broken[\s\S]*is another/],
    ['an event was taken out', 'DELETE FROM events WHERE position = 700', /✗ \S+: /],
    [
      'an event was added',
      `INSERT INTO events SELECT (SELECT max(position) FROM events) + 1, stream, max(revision) + 1, id, type, data, metadata FROM events WHERE stream = 9`,
      /the target has more|chain is broken/,
    ],
    [
      'what no chain covers was changed',
      `UPDATE events SET metadata = replace(metadata, '"commandId":"', '"commandId":"x') WHERE position = 700`,
      /revision \d+ is another/,
    ],
  ])(
    'is told that a copy is none when %s in it',
    async (_, sql, said) => {
      const to = `sqlite:${path(`control-${sql.length}`)}`;
      expect((await terminal(embedded('home'), 'store', 'copy', '--from', 'sqlite', '--to', to)).code).toBe(0);
      const db = new Database(path(`control-${sql.length}/events.sqlite`));
      db.exec('DROP TRIGGER events_are_never_updated; DROP TRIGGER events_are_never_deleted');
      db.exec(sql);
      db.close();
      const verified = await terminal(embedded('home'), 'store', 'copy', '--from', 'sqlite', '--to', to, '--verify-only');
      expect([verified.code, verified.out]).toEqual([1, expect.stringMatching(said)]);
    },
    60_000,
  );
});
