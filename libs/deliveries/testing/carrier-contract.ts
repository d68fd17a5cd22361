import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { until } from '../../deadlines/testing/until.js';
import type { Attempt, Carried, Carrier, CarrierTiming, Load } from '../carrier/carrier.js';

jest.setTimeout(30_000);

const DONE: Carried = { is: 'done' };
const AGAIN: Carried = { is: 'again', notBeforeMs: 0 };
const TIMING: CarrierTiming = { retries: [20, 20], ofOneLane: 2, together: 8 };

export const load = (id: string, lane = 'lane', round = 0): Load => ({ id, kind: 'webhook', lane, round });

/** What every carrier does, whatever it is made of. */
export const keepsTheCarrierContract = (make: (timing: CarrierTiming) => Promise<Carrier>): void => {
  let carrier: Carrier;
  let tries: { load: Load; number: number; last: boolean; at: number }[];
  let answer: (load: Load, attempt: Attempt) => Promise<Carried>;
  const of = (id: string) => tries.filter((one) => one.load.id === id);

  beforeEach(async () => {
    tries = [];
    answer = async () => DONE;
    carrier = await make(TIMING);
    await carrier.start(async (taken, attempt) => {
      tries.push({ load: taken, number: attempt.number, last: attempt.last, at: performance.now() });
      return answer(taken, attempt);
    });
    await until(async () => carrier.hand([]));
    await until(() => carrier.health().kind === 'in-process' || carrier.hand([load('first')]));
    await until(() => carrier.health().kind === 'in-process' || tries.length > 0);
    tries = [];
  });
  afterEach(() => carrier.stop());

  it('carries each load once, as it was handed over', async () => {
    const loads = ['a', 'b', 'c'].map((id) => load(id, `lane-${id}`, 3));
    expect(await carrier.hand(loads)).toBe(true);
    await until(() => tries.length === 3);
    await sleep(100);
    expect(tries.map((one) => one.load).sort((a, b) => (a.id < b.id ? -1 : 1))).toEqual(loads);
    expect(tries.every(({ number, last }) => number === 1 && !last)).toBe(true);
  });

  it('carries once what was handed over twice, and again what is done', async () => {
    let finish: () => void = () => {};
    answer = () =>
      new Promise((resolve) => {
        finish = () => resolve(DONE);
      });
    await Promise.all([carrier.hand([load('a')]), carrier.hand([load('a'), load('a')])]);
    await until(() => tries.length === 1);
    await carrier.hand([load('a')]);
    await sleep(100);
    expect(tries).toHaveLength(1);
    answer = async () => DONE;
    finish();
    await until(async () => {
      await carrier.hand([load('a')]);
      return tries.length === 2;
    });
  });

  it('tells rounds of one delivery apart', async () => {
    await carrier.hand([load('a', 'lane', 0), load('a', 'lane', 1)]);
    await until(() => tries.length === 2);
    expect(tries.map((one) => one.load.round).sort()).toEqual([0, 1]);
  });

  it('tries again as often as it has intervals, and says which is the last time', async () => {
    answer = async () => AGAIN;
    await carrier.hand([load('a')]);
    await until(() => tries.length === 3);
    await sleep(200);
    expect(tries.map(({ number, last }) => [number, last])).toEqual([
      [1, false],
      [2, false],
      [3, true],
    ]);
    answer = async () => DONE;
    await until(async () => {
      await carrier.hand([load('a')]);
      return tries.length === 4;
    });
    expect(tries[3]?.number).toBe(1);
  });

  it('takes a rejection for a failed attempt', async () => {
    answer = async (_load, { number }) => (number === 1 ? Promise.reject(new Error('not now')) : DONE);
    await carrier.hand([load('a')]);
    await until(() => tries.length === 2);
  });

  it('tries no sooner than it was asked to', async () => {
    answer = async (_load, { number }) => (number === 1 ? { is: 'again', notBeforeMs: 400 } : DONE);
    await carrier.hand([load('a')]);
    await until(() => tries.length === 2);
    expect((of('a')[1]?.at ?? 0) - (of('a')[0]?.at ?? 0)).toBeGreaterThanOrEqual(395);
  });

  it('lets no lane have more than its places, and no lane wait for another', async () => {
    const finishing: (() => void)[] = [];
    answer = (taken) =>
      taken.lane === 'slow' ? new Promise((resolve) => void finishing.push(() => resolve(DONE))) : Promise.resolve(DONE);
    await carrier.hand(Array.from({ length: 20 }, (_, i) => load(`slow-${i}`, 'slow')));
    await until(() => tries.length === 2);
    await carrier.hand(Array.from({ length: 20 }, (_, i) => load(`quick-${i}`, 'quick')));
    await until(() => tries.filter((one) => one.load.lane === 'quick').length === 20);
    expect(tries.filter((one) => one.load.lane === 'slow')).toHaveLength(2);
    answer = async () => DONE;
    for (const finish of finishing) finish();
    await until(() => tries.filter((one) => one.load.lane === 'slow').length === 20, 20_000);
  });

  it('carries five hundred loads of many lanes', async () => {
    await carrier.hand(Array.from({ length: 500 }, (_, i) => load(`n-${i}`, `lane-${i % 50}`)));
    await until(() => tries.length >= 500, 20_000);
    expect(new Set(tries.map((one) => one.load.id)).size).toBe(500);
  });

  it('carries nothing after it was stopped, and tells what is under way', async () => {
    let aborted = false;
    answer = (_load, { signal }) =>
      new Promise((resolve) => {
        signal.addEventListener('abort', () => {
          aborted = true;
          resolve(AGAIN);
        });
      });
    await carrier.hand([load('a')]);
    await until(() => tries.length === 1);
    await carrier.stop();
    expect(aborted).toBe(true);
    expect(await carrier.hand([load('b')])).toBe(false);
    await sleep(150);
    expect(tries).toHaveLength(1);
    expect(carrier.health().ok).toBe(false);
  });
};
