import { afterEach, describe, expect, it } from '@jest/globals';
import { InvalidPosition } from '../positions.js';
import { aDouble, aStoreOn, endAll, IMPATIENT } from '../testing/doubled.js';
import { anEvent, events, everything, ids, someCategory, someStream, until } from '../testing/fixtures.js';

afterEach(endAll);

describe('rule 8: reads', () => {
  it('go on behind a position, although the server begins with it', async () => {
    const double = await aDouble();
    const store = await aStoreOn(double.url);
    const category = someCategory();
    const filter = { streams: [`${category}-`] };
    await store.append(someStream(category), 'no-stream', events(7));
    const first = await store.readAll({ after: null, limit: 3, filter });
    const second = await store.readAll({ after: first.next, limit: 3, filter });
    const third = await store.readAll({ after: second.next, limit: 3, filter });
    const read = [first, second, third].map((page) => page.events.map(({ revision }) => revision));
    expect(read).toEqual([[0, 1, 2], [3, 4, 5], [6]]);
    expect(third.next).toBe(await store.head());
  });

  it('leave no call open when they have enough', async () => {
    const double = await aDouble();
    const store = await aStoreOn(double.url, {});
    const stream = someStream();
    for (let n = 0; n < 6; n += 1) await store.append(stream, n === 0 ? 'no-stream' : 200 * n - 1, events(200));
    for (let turn = 0; turn < 30; turn += 1) {
      expect(await store.readStream(stream, { limit: 3 })).toHaveLength(3);
      expect(
        (await store.readAll({ after: null, limit: 3, filter: { streams: [stream], types: ['StepEntered'] } })).events,
      ).toHaveLength(3);
    }
    await until('no read open', () => double.reads === 0);
  });

  it('do not wait for ever behind those that never end', async () => {
    const double = await aDouble();
    const store = await aStoreOn(double.url, IMPATIENT);
    double.faults.next('request-lost', { on: 'read', times: 60 });
    const reads = await Promise.allSettled(Array.from({ length: 60 }, () => store.readStream(someStream())));
    expect(reads.every(({ status }) => status === 'rejected')).toBe(true);
    expect(await store.readStream(someStream())).toEqual([]);
  });

  it('find a missing stream empty', async () => {
    const double = await aDouble();
    const store = await aStoreOn(double.url);
    expect(await store.readStream(someStream(), { direction: 'backwards', from: 3, limit: 2 })).toEqual([]);
    expect(store.health()).toEqual({ writable: true });
  });

  it('of positions in the middle of an event are a caller’s mistake, and say nothing against the server', async () => {
    const double = await aDouble();
    const store = await aStoreOn(double.url);
    const { position } = await store.append(someStream(), 'no-stream', events(2));
    await store.append(someStream(), 'no-stream', events(2));
    const inside = String(BigInt(position.split('/')[0] as string) + 1n);
    const { taken } = double.connections;
    for (let turn = 0; turn < 7; turn += 1) {
      const read = store.readAll({ after: `${inside}/${inside}`, limit: 1 });
      await expect(read).rejects.toBeInstanceOf(InvalidPosition);
      expect(store.health()).toEqual({ writable: true });
    }
    const subscription = store.subscribe({ after: `${inside}/${inside}`, onEvents: () => {} });
    expect(await subscription.closed).toBeInstanceOf(InvalidPosition);
    expect(double.connections.taken).toBe(taken);
  });

  it('are patient with a server that searches without a word', async () => {
    const double = await aDouble();
    const store = await aStoreOn(double.url, { patienceMs: 300 });
    const stream = someStream();
    await store.append(stream, 'no-stream', events(3));
    double.faults.next('search-long', { on: 'search', times: 2 });
    const { events: found } = await store.readAll({ after: null, limit: 10, filter: { streams: [stream] } });
    expect(found).toHaveLength(3);
  });
});

describe('rule 9: the log', () => {
  it('shows nothing of the server’s own, to nobody', async () => {
    const double = await aDouble({ systemEvery: 1 });
    const store = await aStoreOn(double.url);
    const stream = someStream();
    for (let n = 0; n < 40; n += 1) await store.append(stream, n === 0 ? 'no-stream' : n - 1, events(1));
    const followed: string[] = [];
    const subscription = store.subscribe({
      after: null,
      onEvents: (batch) => void followed.push(...batch.map((each) => each.stream)),
    });
    await until('forty', () => followed.length === 40);
    await subscription.stop();
    const read = await everything(store, { after: null });
    expect(new Set([...followed, ...read.map((each) => each.stream)])).toEqual(new Set([stream]));
    expect(double.log.records.filter((record) => record.stream.startsWith('$')).length).toBeGreaterThan(40);
    expect(await store.head()).toBe(read.at(-1)?.position);
    expect(await everything(store, { after: null, filter: { types: ['$statsCollected'] } })).toEqual([]);
    expect(await everything(store, { after: null, filter: { streams: ['$stats'] } })).toEqual([]);
  });

  it('finds its head behind any number of the server’s own events', async () => {
    const double = await aDouble({ systemEvery: 0 });
    const store = await aStoreOn(double.url);
    expect(await store.head()).toBeNull();
    expect(await store.readAll({ after: null, limit: 5 })).toEqual({ events: [], next: '0/0' });
    const { position } = await store.append(someStream(), 'no-stream', events(1));
    for (let n = 0; n < 50; n += 1) await double.log.append('$stats', 'any', [{ ...raw, id: anEvent().id }]);
    expect(await store.head()).toBe(position);
    expect(await store.readAll({ after: position, limit: 5 })).toEqual({ events: [], next: position });
  });

  it('filters by types and streams together, and gets ahead where little passes', async () => {
    const double = await aDouble();
    const store = await aStoreOn(double.url, {});
    const category = someCategory();
    const type = `Rare.${category}`;
    for (let n = 0; n < 12; n += 1) await store.append(someStream(), 'no-stream', events(500, type));
    const ours = events(1, type);
    await store.append(someStream(category), 'no-stream', ours);
    const filter = { streams: [`${category}-`], types: [type] };
    const first = await store.readAll({ after: null, limit: 5, filter });
    expect(first.events).toEqual([]);
    expect(ids(await everything(store, { after: first.next, filter }))).toEqual(ids(ours));
  });

  it('bears what others write: links, tombstones, and what is no JSON', async () => {
    const double = await aDouble();
    const store = await aStoreOn(double.url);
    const category = someCategory();
    const stream = `${category}-1`;
    const filter = { streams: [`${category}-`] };
    const bytes = { ...raw, json: false, data: Buffer.from([0xff, 0x00, 0x01]), metadata: new Uint8Array() };
    await double.log.append(stream, 'any', [{ ...bytes, id: anEvent().id, type: 'Foreign' }]);
    await double.log.append(`${category}-links`, 'any', [
      { ...bytes, id: anEvent().id, type: '$>', data: Buffer.from(`0@${stream}`) },
    ]);
    await store.append(`${category}-gone`, 'no-stream', events(1));
    await double.log.delete(`${category}-gone`, 'any', true);
    await store.append(`${category}-2`, 'no-stream', events(1));
    const all = await everything(store, { after: null, filter }, 2);
    expect(all.map(({ type, stream: of }) => [of, type])).toEqual([
      [stream, 'Foreign'],
      [`${category}-gone`, 'StepEntered'],
      [`${category}-2`, 'StepEntered'],
    ]);
    expect(all[0]).toMatchObject({ data: '/wAB', metadata: {} });
    expect(await store.readStream(`${category}-links`)).toEqual([]);
  });
});

describe('rule 13: older servers', () => {
  it('are told apart where it matters: before 22.6 a stream does not say its positions', async () => {
    const double = await aDouble({ positionsInStreams: false });
    const store = await aStoreOn(double.url);
    const stream = someStream();
    await store.append(stream, 'no-stream', events(1));
    await expect(store.readStream(stream)).rejects.toThrow('older than 22.6');
  });

  it('say their version', async () => {
    const double = await aDouble();
    const store = await aStoreOn(double.url);
    expect(await store.serverVersion()).toBe('24.6.0-double');
  });
});

describe('the position of an append', () => {
  it('is read where the server does not say it', async () => {
    const double = await aDouble();
    const store = await aStoreOn(double.url);
    const stream = someStream();
    double.faults.next('no-position');
    const appended = await store.append(stream, 'no-stream', events(3));
    expect(appended).toEqual({ revision: 2, position: (await store.readStream(stream)).at(-1)?.position });
  });

  it('is beyond what a number holds, and whole on the wire both ways', async () => {
    const double = await aDouble();
    const store = await aStoreOn(double.url);
    const { position } = await store.append(someStream(), 'no-stream', events(1));
    const [last] = double.log.records.filter((record) => !record.stream.startsWith('$')).slice(-1);
    expect(position).toBe(`${last?.position}/${last?.position}`);
    expect(BigInt(position.split('/')[0] as string)).toBeGreaterThan(BigInt(Number.MAX_SAFE_INTEGER));
  });
});

const raw = { type: 'Stats', json: true, data: Buffer.from('{}'), metadata: Buffer.from('{}') };
