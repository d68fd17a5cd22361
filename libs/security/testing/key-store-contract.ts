import { createSecretKey, type KeyObject } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CorruptedKey, KeyMissing, WrongKeyEncryptionKey } from '../keys/key-problems.js';
import type { KeyStore } from '../keys/key-store.js';
import { moving } from './key-moving-contract.js';
import type { KeyPlace } from './key-place.js';

const ours = createSecretKey(Buffer.alloc(32, 1));
const another = createSecretKey(Buffer.alloc(32, 2));
const lan = 'dossier-lan';
const minh = 'dossier-minh';

/** What every key store does, whatever it keeps its keys in. */
export const keyStoreContract = (name: string, newPlace: () => KeyPlace | Promise<KeyPlace>): void =>
  describe(`${name} as a key store`, () => {
    let place: KeyPlace;
    const opened: KeyStore[] = [];
    const open = async (wrappingKey = ours): Promise<KeyStore> => {
      const store = await place.open(wrappingKey);
      opened.push(store);
      return store;
    };
    beforeEach(async () => {
      place = await newPlace();
    });
    afterEach(async () => {
      for (const store of opened.splice(0)) await store.close();
      await place.remove();
    });

    creation(open);
    destruction(open);
    moving(open, newPlace, ours, another);

    it('says that the key-encryption key is wrong, at the opening or at the first reading', async () => {
      await (await open()).keyFor(lan, true);
      await expect((async () => (await open(another)).keyFor(lan, false))()).rejects.toThrow(WrongKeyEncryptionKey);
    });

    it('says which key is damaged, and still reads the others', async () => {
      const store = await open();
      await store.keyFor(lan, true);
      const key = await store.keyFor(minh, true);
      await place.damage(lan);
      const restarted = await open();
      await expect(restarted.keyFor(lan, false)).rejects.toThrow(CorruptedKey);
      expect((await restarted.keyFor(minh, false))?.equals(key as KeyObject)).toBe(true);
    });

    it('does not open a key that was moved to another stream', async () => {
      await (await open()).keyFor(lan, true);
      await place.copy(lan, minh);
      await expect((await open()).keyFor(minh, false)).rejects.toThrow(CorruptedKey);
    });
  });

const creation = (open: () => Promise<KeyStore>): void => {
  it('gives a stream one key of 256 bits, and another stream another', async () => {
    const store = await open();
    const key = (await store.keyFor(lan, true)) as KeyObject;
    expect(key.symmetricKeySize).toBe(32);
    expect((await store.keyFor(lan, true))?.equals(key)).toBe(true);
    expect((await store.keyFor(lan, false))?.equals(key)).toBe(true);
    expect((await store.keyFor(minh, true))?.equals(key)).toBe(false);
  });

  it('tells a key that is missing from one that was destroyed', async () => {
    const store = await open();
    await expect(store.keyFor(lan, false)).rejects.toThrow(KeyMissing);
    await store.destroy(lan);
    expect(await store.keyFor(lan, false)).toBeNull();
  });

  it('gives racing creators the same key', async () => {
    const stores = [await open(), await open(), await open()];
    const keys = await Promise.all(stores.flatMap((store) => Array.from({ length: 20 }, () => store.keyFor(lan, true))));
    for (const key of keys) expect(key?.equals(keys[0] as KeyObject)).toBe(true);
  });

  it('gives many streams created at once each its own key, and the same after a restart', async () => {
    const store = await open();
    const streams = Array.from({ length: 300 }, (_, i) => `dossier-${i}`);
    const keys = await Promise.all(streams.map((stream) => store.keyFor(stream, true)));
    expect(new Set(keys.map((key) => key?.export().toString('hex'))).size).toBe(300);
    const restarted = await open();
    for (const [i, stream] of streams.entries())
      expect((await restarted.keyFor(stream, false))?.equals(keys[i] as KeyObject)).toBe(true);
  });
};

const destruction = (open: () => Promise<KeyStore>): void => {
  it('never makes a destroyed key again, not even after a restart', async () => {
    const store = await open();
    await store.keyFor(lan, true);
    await store.destroy(lan);
    expect(await store.keyFor(lan, false)).toBeNull();
    expect(await store.keyFor(lan, true)).toBeNull();
    expect(await (await open()).keyFor(lan, true)).toBeNull();
  });

  it('destroys in every store at once what was destroyed in one', async () => {
    const [one, other] = [await open(), await open()];
    await one.keyFor(lan, true);
    await other.keyFor(lan, false);
    await one.destroy(lan);
    expect(await other.keyFor(lan, false)).toBeNull();
  });

  it('keeps a stream without a key from ever having one', async () => {
    const store = await open();
    await store.destroy(lan);
    await store.destroy(lan);
    expect(await store.keyFor(lan, true)).toBeNull();
  });

  it('lets no creator that races a destruction keep the key alive', async () => {
    const store = await open();
    await Promise.all([store.keyFor(lan, true), store.destroy(lan), store.keyFor(lan, true)]);
    expect(await store.keyFor(lan, true)).toBeNull();
  });
};
