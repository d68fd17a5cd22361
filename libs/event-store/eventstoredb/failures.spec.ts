import { afterEach, describe, expect, it } from '@jest/globals';
import { prepareAppend } from '../append-rules.js';
import { aDouble, aStoreOn, endAll, IMPATIENT } from '../testing/doubled.js';
import type { Fault } from '../testing/eventstoredb-double/faults.js';
import { events, someStream, until } from '../testing/fixtures.js';
import { ServerClient } from './client.js';
import { parseConnectionString } from './connection-string.js';
import { EventStoreDbEventStore } from './eventstoredb-event-store.js';
import { appendErrorOf, isOfAnEndedClient } from './failures.js';

afterEach(endAll);

/** What the store says of it, whether it may have been written, and whether it was. */
const appends: readonly [Fault, RegExp, { readonly notWritten: boolean; readonly done: boolean }][] = [
  ['reply-lost', /did not answer in time/, { notWritten: false, done: true }],
  ['request-lost', /did not answer in time/, { notWritten: false, done: false }],
  ['reply-broken', /Connection dropped/, { notWritten: false, done: true }],
  ['unavailable', /Connection dropped/, { notWritten: false, done: false }],
  ['not-ready', /Server Is Not Ready/, { notWritten: true, done: false }],
  ['too-busy', /Server Is Too Busy/, { notWritten: true, done: false }],
  ['cancelled-by-server', /Request canceled by server/, { notWritten: false, done: false }],
  ['cancelled-after-commit', /Request canceled by server/, { notWritten: false, done: true }],
  ['reset', /RST_STREAM/, { notWritten: false, done: false }],
  ['unheard-of', /Exception was thrown by handler/, { notWritten: false, done: false }],
  ['access-denied', /refuses the user/, { notWritten: true, done: false }],
];

describe('rule 6: an append that fails', () => {
  for (const [fault, words, { notWritten, done }] of appends) {
    it(`by "${fault}" is StoreUnavailable, ${notWritten ? 'surely not written' : 'its outcome not known'}`, async () => {
      const double = await aDouble();
      const store = await aStoreOn(double.url, IMPATIENT);
      const stream = someStream();
      double.faults.next(fault);
      const failed = store.append(stream, 'no-stream', events(1));
      await expect(failed).rejects.toMatchObject({ name: 'StoreUnavailable', notWritten, message: expect.stringMatching(words) });
      expect(await store.readStream(stream)).toHaveLength(done ? 1 : 0);
      expect(await store.append(someStream(), 'no-stream', events(1))).toMatchObject({ revision: 0 });
    });
  }

  for (const fault of ['request-lost', 'unavailable', 'not-ready', 'reset', 'unheard-of', 'access-denied'] as const) {
    it(`makes a read StoreUnavailable as well, by "${fault}"`, async () => {
      const double = await aDouble();
      const store = await aStoreOn(double.url, IMPATIENT);
      const stream = someStream();
      await store.append(stream, 'no-stream', events(1));
      double.faults.next(fault, { on: 'read' });
      await expect(store.readStream(stream)).rejects.toMatchObject({ name: 'StoreUnavailable' });
      expect(await store.readStream(stream)).toHaveLength(1);
    });
  }
});

describe('a server that is away', () => {
  it('is said at once, is noticed by the health, and is found again by the same store', async () => {
    const double = await aDouble();
    const store = await aStoreOn(double.url);
    const stream = someStream();
    await store.append(stream, 'no-stream', events(1));
    const { port } = double;
    await double.leader.stop();
    // The first one may still meet the end of the connection.
    await expect(store.readStream(stream)).rejects.toMatchObject({ name: 'StoreUnavailable' });
    const away = { name: 'StoreUnavailable', message: expect.stringContaining('No connection established') };
    await expect(store.append(stream, 0, events(1))).rejects.toMatchObject({ ...away, notWritten: true });
    await expect(store.readStream(stream)).rejects.toMatchObject(away);
    expect(store.health()).toMatchObject({ writable: false, recovering: true, reason: 'the event store server is away' });
    await double.leader.start(port);
    // Nobody asks but the health itself.
    await until('health', () => store.health().writable);
    expect(await store.append(stream, 0, events(1))).toMatchObject({ revision: 1 });
  });

  it('makes opening a StoreUnavailable, not a wait', async () => {
    const double = await aDouble();
    const { url } = double;
    await double.leader.stop();
    await expect(EventStoreDbEventStore.open(url)).rejects.toMatchObject({ name: 'StoreUnavailable' });
  });

  it('answers nothing to what is in flight when it restarts, and everything before is there', async () => {
    const double = await aDouble();
    const store = await aStoreOn(double.url);
    const streams = Array.from({ length: 30 }, () => someStream());
    for (const stream of streams) await store.append(stream, 'no-stream', events(1));
    double.log.pause();
    const inFlight = streams.map((stream) => store.append(stream, 0, events(1)).catch((error: unknown) => error));
    await until('all in flight', () => double.appends.now === 30);
    await double.restart();
    double.log.resume();
    for (const outcome of await Promise.all(inFlight))
      expect(outcome).toMatchObject({ name: 'StoreUnavailable', notWritten: false });
    for (const stream of streams) expect((await store.readStream(stream)).length).toBeGreaterThanOrEqual(1);
  });
});

describe('a client that was thrown away', () => {
  it('has sent nothing of what comes to it too late', async () => {
    const double = await aDouble();
    const client = new ServerClient(parseConnectionString(double.url));
    const prepared = (stream: string) => prepareAppend(stream, 'no-stream', events(1)).events;
    await client.append(someStream(), 'no-stream', prepared(someStream()), 1_000);
    await client.retire();
    const stream = someStream();
    const late = await client.append(stream, 'no-stream', prepared(stream), 1_000).catch((error: unknown) => error);
    expect(isOfAnEndedClient(late)).toBe(true);
    expect(appendErrorOf(late, stream, 'no-stream', 0)).toMatchObject({ name: 'StoreUnavailable', notWritten: true });
    expect(double.log.stream(stream)).toEqual([]);
  });
});

describe('a server that says nothing', () => {
  it('is given up in the store’s own time, and a new connection is tried after repeated failures', async () => {
    const double = await aDouble();
    const store = await aStoreOn(double.url, IMPATIENT);
    // Another store of this process, whose connection is not to be shared: it would keep a dead one alive.
    await aStoreOn(double.url);
    const { taken } = double.connections;
    double.strand();
    const silent = () => store.append(someStream(), 'no-stream', events(1)).catch((error: unknown) => error);
    expect(await silent()).toMatchObject({ name: 'StoreUnavailable', notWritten: false });
    expect(await silent()).toMatchObject({ name: 'StoreUnavailable' });
    expect(await silent()).toMatchObject({ name: 'StoreUnavailable' });
    expect(store.health()).toMatchObject({ writable: false, reason: 'the event store server does not answer' });
    expect(await silent()).toMatchObject({ revision: 0 });
    expect(double.connections.taken).toBeGreaterThan(taken);
    expect(store.health()).toEqual({ writable: true });
  });

  it('is waited for as long as the wire is silent, and what it took is there', async () => {
    const double = await aDouble();
    const store = await aStoreOn(double.url, IMPATIENT);
    const stream = someStream();
    const append = events(1);
    double.freeze();
    await expect(store.append(stream, 'no-stream', append)).rejects.toMatchObject({
      name: 'StoreUnavailable',
      notWritten: false,
    });
    double.thaw();
    await until('an answer', () =>
      store.append(stream, 'no-stream', append).then(
        () => true,
        () => false,
      ),
    );
    expect(await store.readStream(stream)).toHaveLength(1);
  });
});

describe('closing', () => {
  it('waits for what is in flight, refuses what comes, and leaves no connection', async () => {
    const double = await aDouble();
    const store = await aStoreOn(double.url, {});
    double.log.pause();
    const inFlight = store.append(someStream(), 'no-stream', events(1));
    const queued = store.append(someStream(), 'no-stream', events(1));
    await until('both in flight', () => double.appends.now === 2);
    const closed = store.close();
    const late = store.append(someStream(), 'no-stream', events(1));
    await expect(late).rejects.toMatchObject({ name: 'StoreUnavailable', notWritten: true });
    expect(store.health()).toEqual({ writable: false, reason: 'closed' });
    double.log.resume();
    expect(await Promise.all([inFlight, queued])).toMatchObject([{ revision: 0 }, { revision: 0 }]);
    await closed;
    await expect(store.readStream(someStream())).rejects.toMatchObject({ name: 'StoreUnavailable' });
    await until('the end of the connection', () => double.connections.open === 0);
  });

  it('ends subscriptions of before at once, and those of after, too', async () => {
    const double = await aDouble();
    const store = await aStoreOn(double.url);
    const before = store.subscribe({ after: null, onEvents: () => {} });
    await until('a subscription', () => double.subscribers === 1);
    await store.close();
    expect(await before.closed).toBeNull();
    expect(await store.subscribe({ after: null, onEvents: () => {} }).closed).toBeNull();
    await until('its end', () => double.subscribers === 0);
  });
});
