import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { APPEND_LIMIT_BYTES } from '../append-rules.js';
import { StoreUnavailable } from '../store-errors.js';
import { anEvent, events, someStream } from '../testing/fixtures.js';
import { scratchFolder } from '../testing/scratch.js';
import { type Append, GroupCommit } from './group-commit.js';
import { SqliteEventStore } from './sqlite-event-store.js';

describe('group commit on a real file', () => {
  const folder = scratchFolder();
  let store: SqliteEventStore;
  let commits: number;
  let file = 0;

  beforeEach(() => {
    commits = 0;
    file += 1;
    store = SqliteEventStore.open(join(folder.path, `${file}.db`), {
      connect: (path) =>
        new Database(path, {
          verbose: (sql) => {
            if (sql === 'COMMIT') commits += 1;
          },
        }),
    });
    commits = 0;
  });
  afterEach(() => store.close());
  afterAll(() => folder.remove());

  it('writes what arrives in one turn of the loop in one transaction', async () => {
    await Promise.all(Array.from({ length: 200 }, () => store.append(someStream(), 'no-stream', events(1))));
    expect(commits).toBe(1);
  });

  it('commits for a lone writer at once', async () => {
    const stream = someStream();
    for (let turn = 0; turn < 5; turn += 1) await store.append(stream, turn === 0 ? 'no-stream' : turn - 1, events(1));
    expect(commits).toBe(5);
  });

  it('settles nothing before COMMIT', async () => {
    const appended = store.append(someStream(), 'no-stream', events(1)).then(() => commits);
    expect(await appended).toBe(1);
  });

  it('checks expected revisions against the batch, and one that fails leaves its neighbours alone', async () => {
    const [stream, other] = [someStream(), someStream()];
    const first = events(2);
    const results = await Promise.allSettled([
      store.append(stream, 'no-stream', first),
      store.append(stream, 1, events(1)),
      store.append(stream, 1, events(1)),
      store.append(stream, 'no-stream', first),
      store.append(other, 7, events(1)),
      store.append(other, 'no-stream', [anEvent({ text: 'x'.repeat(APPEND_LIMIT_BYTES) })]),
      store.append(other, 'no-stream', events(1)),
      store.append(stream, 2, events(3)),
    ]);
    expect(results.map((result) => (result.status === 'fulfilled' ? result.value.revision : result.reason.name))).toEqual([
      1,
      2,
      'WrongExpectedRevision',
      1,
      'WrongExpectedRevision',
      'AppendTooLarge',
      0,
      5,
    ]);
    expect(commits).toBe(1);
    expect((await store.readStream(stream)).map(({ revision }) => revision)).toEqual([0, 1, 2, 3, 4, 5]);
    const positions = (await store.readAll({ after: null, limit: 100 })).events.map(({ position }) => position);
    expect(positions).toEqual(['1', '2', '3', '4', '5', '6', '7']);
  });

  it('sends no reader ahead of COMMIT', async () => {
    const stream = someStream();
    const appended = store.append(stream, 'no-stream', events(1));
    expect(await store.readStream(stream)).toEqual([]);
    expect(await store.head()).toBeNull();
    await appended;
    expect(await store.readStream(stream)).toHaveLength(1);
  });
});

describe('group commit', () => {
  const append = (bytes: number): Append => ({ stream: 's-1', expected: 'no-stream', events: [], bytes });
  const sizes: number[] = [];
  const group = () =>
    new GroupCommit((batch) => {
      sizes.push(batch.length);
      return batch.map(() => ({ revision: 0, position: '1' }));
    });
  beforeEach(() => {
    sizes.length = 0;
  });

  it('caps a transaction by appends and by bytes', async () => {
    await Promise.all(
      [group(), group()].flatMap((one, index) => Array.from({ length: 2_500 }, () => one.add(append(index * 100_000)))),
    );
    expect(sizes.slice(0, 2)).toEqual([1_000, 41]);
    expect(sizes.reduce((sum, size) => sum + size)).toBe(5_000);
  });

  it('holds appends while it is paused and writes them afterwards', async () => {
    const paused = group();
    paused.pause();
    const added = paused.add(append(1));
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(sizes).toEqual([]);
    paused.resume();
    await added;
    expect(sizes).toEqual([1]);
  });

  it('refuses what waits and whatever comes once it is stopped', async () => {
    const stopped = group();
    const waiting = stopped.add(append(1));
    stopped.stop(new StoreUnavailable('no more'));
    await expect(waiting).rejects.toThrow('no more');
    await expect(stopped.add(append(1))).rejects.toThrow('no more');
    expect(sizes).toEqual([]);
  });
});
