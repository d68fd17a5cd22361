import { afterEach, describe, expect, it } from '@jest/globals';
import type { NewEvent } from '../event-store.js';
import { AppendTooLarge, StoreUnavailable } from '../store-errors.js';
import { aDouble, aStoreOn, endAll, IMPATIENT } from '../testing/doubled.js';
import { anEvent, events, someStream, until } from '../testing/fixtures.js';
import { ServerClient } from './client.js';
import { parseConnectionString } from './connection-string.js';

afterEach(endAll);

describe('rule 1: the unary append', () => {
  it('is what every append is, with nobody’s credentials kept off a plain wire', async () => {
    const double = await aDouble();
    const store = await aStoreOn(double.url);
    await store.append(someStream(), 'no-stream', events(2));
    expect(double.appends.all).toBe(1);
    expect(double.batchAppends).toBe(0);
    expect([...double.leader.node.appending.authorizations]).toEqual(['']);
  });

  it('is chosen even where the client would find a batch append and no credentials are given', async () => {
    const double = await aDouble();
    const client = new ServerClient(parseConnectionString(double.url));
    const { id, type } = anEvent();
    await client.appendToStream(someStream(), { id, type, contentType: 'application/json', data: {}, metadata: undefined });
    expect(double.appends.all).toBe(1);
    expect(double.batchAppends).toBe(0);
    await client.end();
  });

  it('does not hang on a silent server, and says that the outcome is not known', async () => {
    const double = await aDouble();
    const store = await aStoreOn(double.url, IMPATIENT);
    double.faults.next('request-lost');
    const append = store.append(someStream(), 'no-stream', events(1));
    await expect(append).rejects.toMatchObject({ name: 'StoreUnavailable', notWritten: false });
  });
});

describe('rule 2: appends in flight', () => {
  it('are 64 at the most, and the others wait for their turn', async () => {
    const double = await aDouble();
    const store = await aStoreOn(double.url, {});
    double.log.pause();
    const appends = Array.from({ length: 200 }, () => store.append(someStream(), 'no-stream', events(1)));
    await until('64 in flight', () => double.appends.now === 64);
    expect(double.appends.all).toBe(64);
    double.log.resume();
    expect(await Promise.all(appends)).toHaveLength(200);
    expect(double.appends.most).toBe(64);
  });

  it('are one for a stream, in the order in which they came', async () => {
    const double = await aDouble();
    const store = await aStoreOn(double.url, {});
    const stream = someStream();
    double.log.pause();
    const chain = [0, 1, 2, 3, 4].map((n) => store.append(stream, n === 0 ? 'no-stream' : n - 1, [anEvent({ n })]));
    await until('the first', () => double.appends.now === 1);
    expect(double.appends.all).toBe(1);
    double.log.resume();
    await Promise.all(chain);
    expect(double.appends.most).toBe(1);
    expect((await store.readStream(stream)).map(({ data }) => data)).toEqual([0, 1, 2, 3, 4].map((n) => ({ n })));
  });

  it('go on after one of them failed', async () => {
    const double = await aDouble();
    const store = await aStoreOn(double.url, IMPATIENT);
    const stream = someStream();
    double.faults.next('request-lost');
    const lost = store.append(stream, 'no-stream', events(1));
    const next = store.append(stream, 'no-stream', events(1));
    await expect(lost).rejects.toBeInstanceOf(StoreUnavailable);
    expect(await next).toMatchObject({ revision: 0 });
  });
});

describe('rule 3: what is no JSON, and nothing at all', () => {
  it('never reaches the client', async () => {
    const double = await aDouble();
    const store = await aStoreOn(double.url);
    for (const data of [10n, undefined, { at: undefined }, Number.NaN]) {
      const event = { ...anEvent(), data } as unknown as NewEvent;
      await expect(store.append(someStream(), 'no-stream', [event])).rejects.toMatchObject({ name: 'InvalidEvent' });
    }
    await expect(store.append(someStream(), 'no-stream', [])).rejects.toMatchObject({ name: 'InvalidEvent' });
    expect(double.appends.all).toBe(0);
  });

  it('would be lost on the client: an empty append is answered with success', async () => {
    const double = await aDouble();
    const client = new ServerClient(parseConnectionString(double.url));
    const before = double.log.records.length;
    expect(await client.appendToStream(someStream(), [], { expectedRevision: 'no_stream' })).toMatchObject({ success: true });
    expect(double.log.records).toHaveLength(before);
    await client.end();
  });

  it('is judged when the append is made, not when its turn comes', async () => {
    const double = await aDouble();
    const store = await aStoreOn(double.url, {});
    const stream = someStream();
    const data: { n: unknown } = { n: 1 };
    double.log.pause();
    const first = store.append(someStream(), 'no-stream', events(1));
    const append = store.append(stream, 'no-stream', [anEvent(data as { n: number })]);
    data.n = 2n;
    double.log.resume();
    await Promise.all([first, append]);
    expect(await store.readStream(stream)).toMatchObject([{ data: { n: 1 } }]);
  });
});

describe('rule 4: another expected revision', () => {
  it('is an error with both revisions as our numbers', async () => {
    const double = await aDouble();
    const store = await aStoreOn(double.url);
    const stream = someStream();
    const conflict = (expected: 'no-stream' | number) =>
      store.append(stream, expected, events(1)).catch((error: unknown) => error);
    expect(await conflict(7)).toMatchObject({ name: 'WrongExpectedRevision', expected: 7, actual: 'no-stream' });
    await store.append(stream, 'no-stream', events(3));
    expect(await conflict(0)).toMatchObject({ expected: 0, actual: 2, message: expect.stringContaining('is at 2') });
    expect(await conflict('no-stream')).toMatchObject({ expected: 'no-stream', actual: 2 });
    expect(store.health()).toEqual({ writable: true });
  });
});

describe('rule 5: repeats', () => {
  it('are dropped while the first is under way, and found later', async () => {
    const double = await aDouble({ inFlightMs: 2_000, commitTimeoutMs: 200 });
    const store = await aStoreOn(double.url, IMPATIENT);
    const stream = someStream();
    const append = events(2);
    double.faults.next('in-flight');
    await expect(store.append(stream, 'no-stream', append)).rejects.toMatchObject({
      name: 'StoreUnavailable',
      notWritten: false,
    });
    await expect(store.append(stream, 'no-stream', append)).rejects.toMatchObject({
      name: 'StoreUnavailable',
      notWritten: false,
    });
    await until('the first to be written', async () => (await store.readStream(stream)).length === 2);
    expect(await store.append(stream, 'no-stream', append)).toMatchObject({ revision: 1 });
  });
});

describe('rule 11: large appends', () => {
  it('refuses more than one mebibyte before the wire, and takes the word of a server that takes less', async () => {
    const double = await aDouble({ appendLimit: 10_000 });
    const store = await aStoreOn(double.url, {});
    const large = (length: number) => store.append(someStream(), 'no-stream', [anEvent({ text: 'x'.repeat(length) })]);
    await expect(large(1_048_576)).rejects.toMatchObject({ name: 'AppendTooLarge', limit: 1_048_576 });
    expect(double.appends.all).toBe(0);
    await expect(large(20_000)).rejects.toBeInstanceOf(AppendTooLarge);
    await expect(large(20_000)).rejects.toMatchObject({ limit: 10_000 });
    expect(
      await store.append(
        someStream(),
        'no-stream',
        events(500).map((event) => ({ ...event, data: 1 })),
      ),
    ).toMatchObject({
      revision: 499,
    });
  });
});
