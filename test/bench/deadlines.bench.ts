import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { toMs } from '@lien-thong/calendar';
import { readConfig } from '@lien-thong/config';
import { startRedisServer } from '@lien-thong/deadlines';
import { dossierStream, Engine, openViews, TestClock } from '@lien-thong/engine';
import { landChange } from '@lien-thong/procedures';
import { v5 } from 'uuid';
import { Worker } from '../../apps/worker/worker.js';
import { inDirectory } from '../../libs/engine/testing/directory.js';
import { machine, probes, quantile, table } from './probes.js';

const DEADLINES = Number(process.env.BENCH_DEADLINES ?? 10_000);
const IDS = 'f5c1d2a0-6f0b-5c0e-9a37-3b1d1e3f7a12';
const RECEIVED = '2026-03-02T08:00:00+07:00';
/** One working day at the desk. */
const DUE = toMs('2026-03-03T08:00:00+07:00');

/** Lag: from the due instant until the breach is committed and read from the log by a subscriber, in milliseconds. */
const run = async (redisUrl: string | undefined): Promise<(string | number)[]> => {
  const dataDir = mkdtempSync(join(process.env.BENCH_FOLDER ?? tmpdir(), 'lien-thong-deadlines-'));
  const engine = await Engine.open(
    readConfig({
      LIEN_THONG_DATA_DIR: dataDir,
      LIEN_THONG_CLOCK: 'test',
      LIEN_THONG_NOW: RECEIVED,
      ...(redisUrl ? { REDIS_URL: redisUrl } : {}),
    }),
  );
  const views = openViews(engine);
  views.start();
  const worker = await Worker.start(engine, views, false);
  const clock = engine.clock as TestClock;
  try {
    await receive(engine);
    await views.settled(300_000);
    await worker.advanceTo(DUE - 4_000);
    const begin = performance.now();
    const now = (): number => DUE - 4_000 + (performance.now() - begin);
    const ticking = setInterval(() => clock.moveTo(Math.floor(now())), 5);
    const lags: number[] = [];
    const subscription = engine.store.subscribe({
      after: await engine.store.head(),
      filter: { types: ['StepBecameOverdue'] },
      onEvents: (events) => {
        for (const _ of events) lags.push(now() - DUE);
      },
    });
    while (lags.length < DEADLINES && performance.now() - begin < 120_000) await sleep(20);
    clearInterval(ticking);
    await subscription.stop();
    return [
      worker.description.split(',')[0] as string,
      lags.length,
      Math.max(...lags),
      quantile(lags, 0.5),
      quantile(lags, 0.99),
    ];
  } finally {
    await worker.stop();
    await views.stop();
    await engine.close();
    rmSync(dataDir, { recursive: true });
  }
};

const receive = async (engine: Engine): Promise<void> => {
  await engine.catalogues.registerBuiltIn(landChange);
  await inDirectory(engine.catalogues, { 'H99.01': {}, 'H99.10': { 'land-registry': ['*'] }, 'H99.T1': { tax: ['*'] } });
  const by = { subject: 'lan', agency: 'H99.01', roles: ['reception'] as const };
  const one = (n: number): Promise<unknown> => {
    const id = v5(`dossier/${n}`, IDS);
    const commandId = v5(`create/${n}`, IDS);
    const dossier = {
      id,
      code: `H99.01-260302-${String(n).padStart(5, '0')}`,
      procedure: '9.900001',
      receivingAgency: 'H99.01',
      channel: 'direct' as const,
      returnChannel: 'direct' as const,
      applicant: { kind: 'person' as const, name: `Người nộp ${n}` },
      components: [{ code: 'application-form', originals: 1, copies: 0, digitised: true }],
      parties: {},
      facts: {},
    };
    return engine.dossiers.execute(dossierStream(id), { type: 'create', dossier, commandId, by }, { commandId, actor: by });
  };
  for (let from = 0; from < DEADLINES; from += 500)
    await Promise.all(Array.from({ length: Math.min(500, DEADLINES - from) }, (_, n) => one(from + n)));
};

/** `npm run bench -- deadlines` */
export default async (): Promise<void> => {
  const rows = [await run(undefined)];
  const dir = mkdtempSync(join(tmpdir(), 'lien-thong-bench-redis-'));
  const redis = await startRedisServer({ dir, appendOnly: true });
  if (redis !== null) rows.push(await run(redis.url));
  await redis?.stop();
  rmSync(dir, { recursive: true });
  console.log(`\n${machine()}; fdatasync ${Math.round(probes().fdatasyncPerSecond)} /s\n`);
  console.log(table(['alarms', 'breaches', 'all recorded after ms', 'lag p50 ms', 'lag p99 ms (aim ≤ 500)'], rows));
};
