import { afterEach, describe, expect, it } from '@jest/globals';
import { verifyChain } from '../chain.js';
import type { EventStore } from '../event-store.js';
import { atEight, counting, officer } from '../testing/counter.js';
import { aDouble, aStoreOn, endAll, IMPATIENT } from '../testing/doubled.js';
import type { Fault } from '../testing/eventstoredb-double/faults.js';
import { someStream } from '../testing/fixtures.js';

afterEach(endAll);

const by = (commandId: string) => ({ commandId, actor: officer });
/** As long as the store itself says. */
const patiently = (store: EventStore) => counting(store, { readBackAfter: undefined });

const isWhole = async (store: EventStore, stream: string, length: number) => {
  const read = await store.readStream(stream);
  expect(read).toHaveLength(length);
  expect(verifyChain(read)).toMatchObject({ ok: true, revision: length - 1 });
};

describe('a command on a server that cannot tell a repeat', () => {
  it('is recorded with one append, and known by its last hash', async () => {
    const double = await aDouble();
    const store = await aStoreOn(double.url, {});
    const stream = someStream();
    const outcome = await patiently(store).execute(stream, { add: 2, times: 3 }, by('c1'));
    const read = await store.readStream(stream);
    expect(outcome).toMatchObject({ state: { sum: 6 }, revision: 2, position: read[2]?.position, repeated: false });
    expect(double.appends.all).toBe(1);
    expect(await patiently(store).execute(stream, { add: 2, times: 3 }, by('c1'))).toEqual({ ...outcome, repeated: true });
    await isWhole(store, stream, 3);
  });

  it('is the work of one process, where two decide the same command on the same state in the same millisecond', async () => {
    const double = await aDouble();
    const [one, other] = [patiently(await aStoreOn(double.url, {})), patiently(await aStoreOn(double.url, {}))];
    for (let round = 0; round < 25; round += 1) {
      const stream = someStream();
      const outcomes = await Promise.all([one, other].map((process) => process.execute(stream, { add: 2 }, by('c1'))));
      expect(outcomes.map(({ repeated }) => repeated).sort()).toEqual([false, true]);
      expect(outcomes.map(({ events }) => events)).toEqual([outcomes[0]?.events, outcomes[0]?.events]);
    }
  });

  for (const fault of ['reply-lost', 'reply-broken', 'cancelled-after-commit', 'in-flight'] satisfies Fault[]) {
    it(`is found by reading back after "${fault}", and never sent twice`, async () => {
      const double = await aDouble({ inFlightMs: 600 });
      const store = await aStoreOn(double.url, IMPATIENT);
      const stream = someStream();
      double.faults.next(fault);
      const counters = patiently(store);
      expect(await counters.execute(stream, { add: 2, times: 2 }, by('c1'))).toMatchObject({
        state: { sum: 4 },
        repeated: false,
      });
      expect(double.appends.all).toBe(1);
      expect(await counters.execute(stream, { add: 1 }, by('c2'))).toMatchObject({ state: { sum: 5 }, revision: 2 });
      await isWhole(store, stream, 3);
    });
  }

  for (const fault of ['request-lost', 'cancelled-by-server', 'not-ready', 'unavailable', 'reset'] satisfies Fault[]) {
    it(`is StoreUnavailable after "${fault}", and recorded once when it is sent again`, async () => {
      const double = await aDouble();
      const store = await aStoreOn(double.url, IMPATIENT);
      const stream = someStream();
      const counters = counting(store, { readBackAfter: [0, 10] });
      double.faults.next(fault);
      await expect(counters.execute(stream, { add: 2 }, by('c1'))).rejects.toMatchObject({ name: 'StoreUnavailable' });
      expect(await counters.execute(stream, { add: 2 }, by('c1'))).toMatchObject({ state: { sum: 2 }, repeated: false });
      await isWhole(store, stream, 1);
    });
  }

  it('is not looked for where a server has refused to begin', async () => {
    const double = await aDouble();
    const store = await aStoreOn(double.url);
    const stream = someStream();
    const counters = counting(store, { readBackAfter: [3_600_000] });
    double.faults.next('not-ready');
    await expect(counters.execute(stream, { add: 2 }, by('c1'))).rejects.toMatchObject({ notWritten: true });
  });

  it('waits for an append that is still under way, when it is sent again too early', async () => {
    const double = await aDouble({ inFlightMs: 2_000, commitTimeoutMs: 200 });
    const store = await aStoreOn(double.url, IMPATIENT);
    const stream = someStream();
    double.faults.next('in-flight');
    await expect(counting(store).execute(stream, { add: 2 }, by('c1'))).rejects.toMatchObject({ name: 'StoreUnavailable' });
    expect(await patiently(store).execute(stream, { add: 2 }, by('c1'))).toMatchObject({ state: { sum: 2 }, revision: 0 });
    await isWhole(store, stream, 1);
  });
});

describe('several processes', () => {
  it('record each of their commands once, and the same command of both once', async () => {
    const double = await aDouble();
    const stores = [await aStoreOn(double.url, {}), await aStoreOn(double.url, {})] as const;
    const stream = someStream();
    const commands = stores.map((store, process) => {
      const counters = counting(store, { now: () => atEight + process * 60_000 });
      return Promise.all(Array.from({ length: 20 }, (_, n) => counters.execute(stream, { add: 1 }, by(`c${n}`))));
    });
    const [one = [], other = []] = await Promise.all(commands);
    // Which of the two it was is not known where both wrote the same to the last hash; what it came to is.
    expect(one.map(({ events, revision, position }) => [events, revision, position])).toEqual(
      other.map(({ events, revision, position }) => [events, revision, position]),
    );
    await isWhole(stores[0], stream, 20);
    expect((await patiently(stores[1]).load(stream)).state.sum).toBe(20);
  });
});
