import type { KeyObject } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CorruptedKey, KeyConflict, KeyMissing, WrongKeyEncryptionKey } from '../keys/key-problems.js';
import type { KeptKey, KeyStore } from '../keys/key-store.js';
import type { KeyPlace } from './key-place.js';

const lan = 'dossier-lan';
const minh = 'dossier-minh';

/** What every key store does when its keys move to another place, or another place's keys come to it. */
export const moving = (
  open: () => Promise<KeyStore>,
  newPlace: () => KeyPlace | Promise<KeyPlace>,
  ours: KeyObject,
  another: KeyObject,
): void =>
  describe('whose keys move house', () => {
    let from: KeyPlace;
    const opened: KeyStore[] = [];
    const openFrom = async (wrappingKey = ours): Promise<KeyStore> => {
      const store = await from.open(wrappingKey);
      opened.push(store);
      return store;
    };
    beforeEach(async () => {
      from = await newPlace();
    });
    afterEach(async () => {
      for (const store of opened.splice(0)) await store.close();
      await from.remove();
    });

    listing(open);
    taking(open, openFrom);
    refusing(open, openFrom, another);
    racing(open, openFrom);
  });

const all = (store: KeyStore): Promise<readonly KeptKey[]> => store.kept(null, 1000);
const keyOf = async (store: KeyStore, stream: string): Promise<string | undefined> =>
  (await store.keyFor(stream, false))?.export().toString('hex');
const isMissing = (store: KeyStore, stream: string): Promise<unknown> =>
  expect(store.keyFor(stream, false)).rejects.toThrow(KeyMissing);

const listing = (open: () => Promise<KeyStore>): void => {
  it('lists what it keeps, page by page, a destroyed key without its bytes', async () => {
    const store = await open();
    for (const stream of ['dossier-d', 'dossier-b', 'dossier-a', 'dossier-c']) await store.keyFor(stream, true);
    await store.destroy('dossier-c');
    const first = await store.kept(null, 3);
    const second = await store.kept('dossier-c', 3);
    expect(first.map(({ stream }) => stream)).toEqual(['dossier-a', 'dossier-b', 'dossier-c']);
    expect(second.map(({ stream }) => stream)).toEqual(['dossier-d']);
    expect(first.map(({ wrapped }) => wrapped === null)).toEqual([false, false, true]);
    expect(await store.kept('dossier-d', 3)).toEqual([]);
  });

  it('orders streams by their bytes, whatever the language of the machine', async () => {
    const store = await open();
    const streams = ['dossier-A', 'dossier-_', 'dossier-a', 'dossier-z', 'dossier-\u00e0', 'dossier-\ufb01', 'dossier-\u{1f600}'];
    for (const stream of [...streams].reverse()) await store.keyFor(stream, true);
    expect((await all(store)).map(({ stream }) => stream)).toEqual(streams);
    expect((await store.kept('dossier-a', 2)).map(({ stream }) => stream)).toEqual(['dossier-z', 'dossier-\u00e0']);
  });
};

const taking = (open: () => Promise<KeyStore>, openFrom: () => Promise<KeyStore>): void => {
  it('takes the keys of another store, and opens them after a restart', async () => {
    const [from, to] = [await openFrom(), await open()];
    for (const stream of [lan, minh]) await from.keyFor(stream, true);
    await from.destroy(minh);
    await to.take(await all(from));
    const restarted = await open();
    expect(await keyOf(restarted, lan)).toBe(await keyOf(from, lan));
    expect(await restarted.keyFor(minh, true)).toBeNull();
    expect(await all(restarted)).toEqual(await all(from));
  });

  it('takes the same keys twice, and nothing at all', async () => {
    const [from, to] = [await openFrom(), await open()];
    await from.keyFor(lan, true);
    const page = await all(from);
    await to.take(page);
    await to.take([...page, ...page]);
    await to.take([]);
    expect(await all(to)).toEqual(page);
  });

  it('never revives a destroyed key', async () => {
    const [from, to] = [await openFrom(), await open()];
    await from.keyFor(lan, true);
    const page = await all(from);
    await to.take(page);
    await to.destroy(lan);
    await to.take(page);
    expect(await to.keyFor(lan, true)).toBeNull();
    expect(await all(to)).toEqual([{ stream: lan, wrapped: null }]);
  });

  it('destroys here what was destroyed there, in every store at once', async () => {
    const [to, beside] = [await open(), await open()];
    await to.keyFor(lan, true);
    await beside.keyFor(lan, false);
    await to.take([{ stream: lan, wrapped: null }]);
    expect([await to.keyFor(lan, true), await beside.keyFor(lan, true)]).toEqual([null, null]);
  });
};

const refusing = (
  open: () => Promise<KeyStore>,
  openFrom: (wrappingKey?: KeyObject) => Promise<KeyStore>,
  another: KeyObject,
): void => {
  it('refuses another key for the same stream, and takes nothing of that batch', async () => {
    const [from, to] = [await openFrom(), await open()];
    for (const stream of ['dossier-a', lan, minh]) await from.keyFor(stream, true);
    await to.keyFor(lan, true);
    const own = await keyOf(to, lan);
    await expect(to.take([{ stream: minh, wrapped: null }, ...(await all(from))])).rejects.toThrow(KeyConflict);
    expect(await keyOf(to, lan)).toBe(own);
    for (const stream of ['dossier-a', minh]) await isMissing(to, stream);
  });

  it('refuses keys that were wrapped by another key-encryption key, and takes nothing of that batch', async () => {
    const [from, to] = [await openFrom(another), await open()];
    await from.keyFor(lan, true);
    await expect(to.take([{ stream: minh, wrapped: null }, ...(await all(from))])).rejects.toThrow(WrongKeyEncryptionKey);
    for (const stream of [lan, minh]) await isMissing(to, stream);
  });

  it('refuses a key that was damaged or belongs to another stream, and takes nothing of that batch', async () => {
    const [from, to] = [await openFrom(), await open()];
    await from.keyFor(lan, true);
    const [good] = (await all(from)) as [KeptKey & { wrapped: Buffer }];
    const cut = { stream: minh, wrapped: good.wrapped.subarray(1) };
    const flipped = { stream: minh, wrapped: Buffer.from(good.wrapped.map((byte, i) => (i === 40 ? byte ^ 1 : byte))) };
    for (const bad of [cut, flipped, { stream: minh, wrapped: good.wrapped }])
      await expect(to.take([good, bad])).rejects.toThrow(CorruptedKey);
    for (const stream of [lan, minh]) await isMissing(to, stream);
  });
};

const racing = (open: () => Promise<KeyStore>, openFrom: () => Promise<KeyStore>): void => {
  it('leaves racing takers and creators with one key for each stream', async () => {
    const from = await openFrom();
    const streams = Array.from({ length: 40 }, (_, i) => `dossier-${i}`);
    for (const stream of streams) await from.keyFor(stream, true);
    const [taker, secondTaker, creator] = [await open(), await open(), await open()];
    const race = async (kept: KeptKey): Promise<void> => {
      const take = (store: KeyStore) => store.take([kept]).then(() => 'taken', conflictOnly);
      const [first, made, second] = await Promise.all([take(taker), creator.keyFor(kept.stream, true), take(secondTaker)]);
      const key = made?.export().toString('hex');
      const isTheirs = key === (await keyOf(from, kept.stream));
      expect([first, second]).toEqual(isTheirs ? ['taken', 'taken'] : ['conflict', 'conflict']);
      for (const store of [taker, secondTaker, creator]) expect(await keyOf(store, kept.stream)).toBe(key);
    };
    await Promise.all((await all(from)).map(race));
  });

  it('lets no taker that races a destruction keep the key alive', async () => {
    const [from, taker, destroyer] = [await openFrom(), await open(), await open()];
    await from.keyFor(lan, true);
    const page = await all(from);
    await Promise.all([taker.take(page), destroyer.destroy(lan), taker.take(page)]);
    expect(await taker.keyFor(lan, true)).toBeNull();
  });

  it('lets two takers of overlapping pages in opposite order both finish', async () => {
    const [from, one, other] = [await openFrom(), await open(), await open()];
    const streams = Array.from({ length: 200 }, (_, i) => `dossier-${i}`);
    for (const stream of streams) await from.keyFor(stream, true);
    const page = await all(from);
    await Promise.all([one.take(page), other.take([...page].reverse()), one.take(page)]);
    expect(await all(other)).toEqual(page);
  });
};

const conflictOnly = (error: unknown): string => {
  if (error instanceof KeyConflict) return 'conflict';
  throw error;
};
