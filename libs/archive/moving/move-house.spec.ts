import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type EventStore, MemoryEventStore, type StoredEvent } from '@lien-thong/event-store';
import { KeyConflict, MemoryKeyStore } from '@lien-thong/security';
import { FaultyEventStore } from '../../event-store/testing/faulty-event-store.js';
import { anEvent } from '../../event-store/testing/fixtures.js';
import { compareHouses } from '../comparing/compare-houses.js';
import type { House } from '../house.js';
import { furnished, kek, leave, memoryHouse, sqliteHouse, streamsOf, write } from '../testing/houses.js';
import { abreast, inOrder } from './lane.js';
import { moveHouse } from './move-house.js';
import { StreamTaken } from './stream-taken.js';

const impatient = abreast(
  8,
  Array.from({ length: 20 }, () => 0),
);
const all = async (log: EventStore): Promise<StoredEvent[]> => (await log.readAll({ after: null, limit: 1_000_000 })).events;
const differences = async (from: House, to: House) => (await compareHouses(from, to, await from.log.head())).differences;

/** How many appends there were, and what went in which. */
class CountingStore extends FaultyEventStore {
  readonly appended: number[] = [];
  override append(...args: Parameters<EventStore['append']>) {
    this.appended.push(args[2].length);
    return super.append(...args);
  }
}

describe('moving house', () => {
  let from: House;
  let folder: string;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'lien-thong-moving-'));
    from = await furnished(memoryHouse());
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('brings everything, into a file in the very order of the source, and back', async () => {
    const file = sqliteHouse(folder);
    const moved = await moveHouse(from, file, { lane: inOrder });
    expect(await all(file.log)).toEqual(await all(from.log));
    expect(moved).toEqual({ sent: (await all(from.log)).length, upTo: await from.log.head(), isBehind: false });
    const back = memoryHouse();
    await moveHouse(file, back, { lane: impatient });
    const compared = await compareHouses(file, back, await file.log.head());
    expect(compared).toMatchObject({ dossiers: 12, unreadable: [], keys: { alive: 12, destroyed: 0 }, differences: [] });
    await leave(file);
  });

  it('writes each command as it was written: its events in one append', async () => {
    const counting = new CountingStore(new MemoryEventStore());
    await moveHouse(from, { log: counting, keys: new MemoryKeyStore(kek) }, { lane: impatient });
    const commands = new Map<string, number>();
    for (const { metadata, stream } of await all(from.log)) {
      const key = `${stream} ${metadata.commandId}`;
      commands.set(key, (commands.get(key) ?? 0) + 1);
    }
    expect(counting.appended.sort()).toEqual([...commands.values()].sort());
    expect(Math.max(...counting.appended)).toBeGreaterThan(1);
  });

  it('sends nothing a second time, and only what is new', async () => {
    const to = memoryHouse();
    await moveHouse(from, to, { lane: inOrder });
    expect((await moveHouse(from, to, { lane: inOrder })).sent).toBe(0);
    const [stream] = (await streamsOf(from.log)) as [string];
    await write(from.log, stream);
    expect((await moveHouse(from, to, { lane: inOrder })).sent).toBe(1);
  });

  it.each(['reply-lost', 'request-lost'] as const)('asks the target what stands there after a %s, and goes on', async (fault) => {
    const faulty = new FaultyEventStore(new MemoryEventStore());
    faulty.faults.push(...Array.from({ length: 20 }, (_, n) => (n % 3 === 0 ? fault : 'unfresh')));
    const to = { log: faulty, keys: new MemoryKeyStore(kek) };
    await moveHouse(from, to, { lane: impatient });
    expect(await differences(from, to)).toEqual([]);
  });

  it('gives up when the target stays away, and goes on from there the next time', async () => {
    const faulty = new FaultyEventStore(new MemoryEventStore());
    const to = { log: faulty, keys: new MemoryKeyStore(kek) };
    faulty.faults.push(
      'unfresh',
      'unfresh',
      'reply-lost',
      'unfresh',
      ...Array.from({ length: 500 }, () => 'request-lost' as const),
    );
    await expect(moveHouse(from, to, { lane: impatient })).rejects.toMatchObject({ name: 'StoreUnavailable' });
    expect((await all(faulty)).length).toBeGreaterThan(0);
    faulty.faults.length = 0;
    await moveHouse(from, to, { lane: impatient });
    expect(await differences(from, to)).toEqual([]);
  });

  it('never brings the key of somebody who was erased since, not even when it is broken off', async () => {
    const [lan] = (await streamsOf(from.log)) as [string];
    const faulty = new FaultyEventStore(new MemoryEventStore());
    faulty.faults.push('request-lost');
    const to = { log: faulty, keys: new MemoryKeyStore(kek) };
    const broken = moveHouse(from, to, { lane: abreast(1, []), destroyed: [lan] });
    await expect(broken).rejects.toMatchObject({ name: 'StoreUnavailable' });
    expect(await to.keys.keyFor(lan, true)).toBeNull();
  });

  it('lets an event pass no more than so many others on its way into a server', async () => {
    const to = memoryHouse();
    await moveHouse(from, to, { lane: abreast(4, []) });
    const places = new Map((await all(to.log)).map(({ id }, place) => [id, place]));
    for (const [place, { id }] of (await all(from.log)).entries())
      expect(Math.abs((places.get(id) as number) - place)).toBeLessThan(4 * 12);
    expect(await differences(from, to)).toEqual([]);
  });

  it.each([
    [
      'another event where the source has one',
      async (to: House, stream: string) => to.log.append(stream, 'no-stream', [anEvent()]),
    ],
    ['a stream that the source has not', async (to: House) => to.log.append('dossier-elsewhere', 'no-stream', [anEvent()])],
    [
      'one event more in a stream',
      async (to: House, stream: string) => {
        await moveHouse(from, to, { lane: inOrder });
        await to.log.append(stream, (await to.log.readStream(stream)).length - 1, [anEvent()]);
      },
    ],
  ])('refuses a target that holds %s, names the stream and writes nothing', async (_, occupy) => {
    const to = memoryHouse();
    const [stream] = (await streamsOf(from.log)) as [string];
    await occupy(to, stream);
    const before = await all(to.log);
    const refused = await moveHouse(from, to, { lane: inOrder }).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(StreamTaken);
    expect([stream, 'dossier-elsewhere']).toContain((refused as StreamTaken).stream);
    expect(await all(to.log)).toEqual(before);
  });

  it('keeps among the dossiers the very place of what holds for them', async () => {
    for (const [turn, stream] of (await streamsOf(from.log)).entries()) {
      await write(from.log, `webhook-${turn}`);
      await write(from.log, stream);
      await write(from.log, `erasure-${turn}`);
    }
    // Some answers take longer than others.
    let appends = 0;
    const slow = new FaultyEventStore(new MemoryEventStore());
    const append = slow.append.bind(slow);
    slow.append = async (...args) => {
      appends += 1;
      for (let turns = appends % 7; turns > 0; turns -= 1) await new Promise((resolve) => setImmediate(resolve));
      return append(...args);
    };
    await moveHouse(from, { log: slow, keys: new MemoryKeyStore(kek) }, { lane: abreast(16, []) });
    const idsOf = (events: readonly StoredEvent[]): string[] => events.map(({ id }) => id);
    const [ours, theirs] = [await all(from.log), await all(slow)];
    expect(idsOf(theirs)).not.toEqual(idsOf(ours));
    for (const [place, { stream, id }] of ours.entries()) {
      if (stream.startsWith('dossier-')) continue;
      expect(theirs[place]?.id).toBe(id);
      expect(idsOf(theirs.slice(0, place)).sort()).toEqual(idsOf(ours.slice(0, place)).sort());
    }
  });

  it('refuses a target with another key for the same dossier before any event is written', async () => {
    const to = memoryHouse();
    const [stream] = (await streamsOf(from.log)) as [string];
    await to.keys.keyFor(stream, true);
    await expect(moveHouse(from, to, { lane: inOrder })).rejects.toBeInstanceOf(KeyConflict);
    expect(await to.log.head()).toBeNull();
  });

  it('brings no event without its key, also while the source is written on', async () => {
    const to = memoryHouse();
    const arrived: string[] = [];
    const watched = new FaultyEventStore(to.log);
    watched.append = async (stream, expected, events) => {
      arrived.push(`${stream} ${(await to.keys.keyFor(stream, false).catch(() => 'no key')) === 'no key' ? 'no key' : 'key'}`);
      return to.log.append(stream, expected, events);
    };
    let late = 0;
    const onProgress = (): void => {
      late += 1;
      if (late > 5) return;
      const stream = `dossier-late-${late}`;
      void from.keys.keyFor(stream, true).then(() => write(from.log, stream));
    };
    const moved = await moveHouse(from, { log: watched, keys: to.keys }, { lane: abreast(1), onProgress });
    expect(arrived.filter((what) => what.endsWith('no key'))).toEqual([]);
    expect(arrived.some((what) => what.startsWith('dossier-late-5'))).toBe(true);
    expect([moved.isBehind, await differences(from, to)]).toEqual([false, []]);
  });

  it('says that it is behind a source that never rests', async () => {
    const to = memoryHouse();
    let writing = Promise.resolve<unknown>(null);
    const onProgress = (): void => {
      writing = writing.then(() => write(from.log, 'access-restless'));
    };
    const moved = await moveHouse(from, to, { lane: abreast(1), passes: 3, onProgress });
    expect(moved.isBehind).toBe(true);
    expect((await compareHouses(from, to, moved.upTo)).differences).toEqual([]);
  });

  it('keeps destroyed keys destroyed, whichever side destroyed them, and while it copies', async () => {
    const to = memoryHouse();
    const [lan, minh, nam] = (await streamsOf(from.log)) as [string, string, string];
    await moveHouse(from, to, { lane: inOrder });
    await from.keys.destroy(lan);
    await to.keys.destroy(minh);
    await moveHouse(from, to, { lane: inOrder, onProgress: () => void from.keys.destroy(nam) });
    const alive = async (stream: string) => (await to.keys.keyFor(stream, false)) !== null;
    expect([await alive(lan), await alive(minh), await alive(nam)]).toEqual([false, false, false]);
    expect(await differences(from, to)).toEqual([]);
  });
});
