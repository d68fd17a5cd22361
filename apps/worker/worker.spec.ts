import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { toMs } from '@lien-thong/calendar';
import { openViews, TestClock } from '@lien-thong/engine';
import { StoreUnavailable } from '@lien-thong/event-store';
import type { ReadModel } from '@lien-thong/read-model';
import { until } from '../../libs/deadlines/testing/until.js';
import { deliveringEngine } from '../../libs/deliveries/testing/delivering.js';
import { Worker } from './worker.js';

describe('a worker', () => {
  let here: Awaited<ReturnType<typeof deliveringEngine>>;
  let views: ReadModel;
  beforeEach(async () => {
    here = await deliveringEngine();
    views = openViews(here.engine);
    views.start();
  });
  afterEach(async () => {
    await views.stop();
    await here.close();
  });

  it('that could not start leaves nothing behind that rings; the next one does', async () => {
    const { store, clock } = here.engine;
    const id = await here.receive();
    await views.settled();
    const head = store.head.bind(store);
    store.head = () => Promise.reject(new StoreUnavailable('the log is away'));
    await expect(Worker.start(here.engine, views, false)).rejects.toThrow('the log is away');
    store.head = head;
    const events = async (): Promise<number> => (await store.readStream(`dossier-${id}`, {})).length;
    const before = await events();
    if (clock instanceof TestClock) await clock.moveTo(toMs('2026-06-01T08:00:00+07:00'));
    // Longer than two sweeps.
    await sleep(1_500);
    expect(await events()).toBe(before);
    const worker = await Worker.start(here.engine, views, false);
    await until(async () => (await events()) > before);
    await worker.stop();
  });

  it('whose views have not caught up keeps nobody waiting who stops it', async () => {
    await views.stop();
    views = openViews(here.engine);
    const worker = await Worker.start(here.engine, views, false);
    const stopped = worker.stop().then(() => 'stopped');
    expect(await Promise.race([stopped, sleep(15_000, 'waits for the views', { ref: false })])).toBe('stopped');
    await stopped;
  });
});
