import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { compareHouses, type House } from '@lien-thong/archive';
import { readConfig } from '@lien-thong/config';
import { Engine, seedDemo } from '@lien-thong/engine';
import { EventStoreDbEventStore, SqliteLogReader } from '@lien-thong/event-store';
import { installationSecrets, PostgresKeyStore, SqliteKeyStore } from '@lien-thong/security';
import { type EventStoreDouble, startEventStoreDouble } from '../../libs/event-store/testing/eventstoredb-double/double.js';
import {
  describeWithPostgres,
  type FreshDatabase,
  freshDatabase,
  somePostgres,
} from '../../libs/security/testing/postgres-for-specs.js';
import { CliProcess } from './cli-process.js';
import { randomOf } from './random.js';
import { buildServer } from './server-process.js';

const KILLS = Number(process.env.MOVING_KILLS ?? 6);
const SEED = Number(process.env.MOVING_SEED ?? Date.now() % 1_000_000);

describeWithPostgres(`a copier that is killed -9 ${KILLS} times there and ${KILLS} times back (seed ${SEED})`, () => {
  const random = randomOf(SEED);
  const folder = mkdtempSync(join(tmpdir(), 'lien-thong-copier-'));
  const env: Record<string, string> = {
    LIEN_THONG_DATA_DIR: join(folder, 'home'),
    LIEN_THONG_KEY: randomBytes(32).toString('base64'),
  };
  let postgres: Awaited<ReturnType<typeof somePostgres>>;
  let keys: FreshDatabase;
  let double: EventStoreDouble;
  let events: number;
  const secrets = () => installationSecrets(readConfig({ LIEN_THONG_KEY: env.LIEN_THONG_KEY }).key as never);
  const inFile = (dir: string): House => ({
    log: SqliteLogReader.open(join(folder, dir, 'events.sqlite')),
    keys: new SqliteKeyStore(join(folder, dir, 'keys.sqlite'), secrets().wrappingKey),
  });

  beforeAll(async () => {
    buildServer();
    const engine = await Engine.open(readConfig(env));
    await seedDemo(engine);
    events = Number(await engine.store.head());
    await engine.close();
    [postgres, double] = [await somePostgres(), await startEventStoreDouble()];
    keys = await freshDatabase(postgres);
    Object.assign(env, { EVENTSTORE_URL: double.url, KEYSTORE_URL: keys.url });
  }, 300_000);
  afterAll(async () => {
    await double?.stop();
    await keys?.remove();
    await postgres?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Kills a copier once the target has grown by some events more; says how far it stood. */
  const killedOnce = async (from: string, to: string, stands: () => Promise<number>): Promise<number> => {
    const until = (await stands()) + 1 + Math.floor((random() * events) / (KILLS + 1));
    const copier = CliProcess.start(env, 'store', 'copy', '--from', from, '--to', to);
    while (!copier.isGone && (await stands()) < until) await sleep(3);
    await copier.kill();
    return stands();
  };

  const copiedThrough = async (from: string, to: string, stands: () => Promise<number>, whole = () => {}): Promise<number[]> => {
    const stood: number[] = [];
    for (let kill = 0; kill < KILLS; kill += 1) {
      if (stood.at(-1) === events) whole();
      stood.push(await killedOnce(from, to, stands));
    }
    const copier = CliProcess.start(env, 'store', 'copy', '--from', from, '--to', to);
    expect([await copier.gone, copier.said]).toEqual([0, expect.stringContaining('the same')]);
    process.stderr.write(`kill -9 of the copier to ${to.slice(0, 6)}: ${stood.join(', ')} of ${events} events; seed ${SEED}\n`);
    return stood;
  };

  it('loses and doubles nothing on its way to the servers', async () => {
    const log = await EventStoreDbEventStore.open(double.url);
    const stands = async (): Promise<number> => (await log.readAll({ after: null, limit: 100_000 })).events.length;
    const stood = await copiedThrough(`sqlite:${join(folder, 'home')}`, 'server', stands);
    expect(stood.some((count) => count > 0 && count < events)).toBe(true);
    const [home, there] = [inFile('home'), { log, keys: await PostgresKeyStore.open(keys.url, secrets().wrappingKey) }];
    expect((await compareHouses(home, there, await home.log.head())).differences).toEqual([]);
    for (const house of [home, there]) {
      await house.log.close();
      await house.keys.close();
    }
  }, 300_000);

  it('loses and doubles nothing on its way back into a file', async () => {
    const stands = async (): Promise<number> => {
      try {
        const log = SqliteLogReader.open(join(folder, 'back', 'events.sqlite'));
        const head = await log.head();
        await log.close();
        return Number(head ?? 0);
      } catch {
        return 0;
      }
    };
    // A file takes a log in few transactions: when it is whole, the next copier starts from nothing.
    const fromNothing = (): void => rmSync(join(folder, 'back'), { recursive: true });
    const stood = await copiedThrough('server', `sqlite:${join(folder, 'back')}`, stands, fromNothing);
    expect(stood.some((count) => count > 0 && count < events)).toBe(true);
    const [home, back] = [inFile('home'), inFile('back')];
    expect((await compareHouses(home, back, await home.log.head())).differences).toEqual([]);
    for (const house of [home, back]) {
      await house.log.close();
      await house.keys.close();
    }
  }, 300_000);
});
