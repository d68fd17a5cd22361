import { createSecretKey } from 'node:crypto';
import { beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { KeyMissing } from './keys/key-problems.js';
import { MemoryKeyStore } from './keys/memory-key-store.js';
import { createSealer, PersonErased, SealBroken, type Sealer } from './sealing.js';

const stream = 'dossier-1';
const event = '0b8e6d3e-0000-5000-8000-000000000001';
const lan = { applicant: { name: 'Nguyễn Thị Lan', identifier: '001203004567' }, note: 'gọi trước khi đến' };

describe('a sealer', () => {
  let keys: MemoryKeyStore;
  let sealer: Sealer;
  beforeEach(() => {
    keys = new MemoryKeyStore(createSecretKey(Buffer.alloc(32, 1)));
    sealer = createSealer(keys);
  });

  it('opens what it sealed', () =>
    fc.assert(
      fc.asyncProperty(fc.dictionary(fc.string(), fc.jsonValue()), async (personal) => {
        const plain = JSON.parse(JSON.stringify(personal));
        expect(await sealer.open(stream, event, await sealer.seal(stream, event, plain, true))).toEqual(plain);
      }),
      { numRuns: 200 },
    ));

  it('writes compact text that shows nothing, and never the same twice', async () => {
    const [one, two] = [await sealer.seal(stream, event, lan, true), await sealer.seal(stream, event, lan, false)];
    expect(one).toMatch(/^v1\.[A-Za-z0-9_-]+$/);
    expect(one).not.toBe(two);
    expect(Buffer.from(one.slice(3), 'base64url').toString('latin1')).not.toContain('001203004567');
  });

  it('hides the length of short texts', async () => {
    const lengthOf = async (name: string) => (await sealer.seal(stream, event, { name }, true)).length;
    expect(await lengthOf('An')).toBe(await lengthOf('Nguyễn Văn An'));
  });

  it('seals a first event only where it is told that it may be the first', async () => {
    await expect(sealer.seal(stream, event, lan, false)).rejects.toThrow(KeyMissing);
  });

  it('opens nothing under another event or another stream', async () => {
    const sealed = await sealer.seal(stream, event, lan, true);
    await sealer.seal('dossier-2', event, lan, true);
    await expect(sealer.open(stream, `${event}0`, sealed)).rejects.toThrow(SealBroken);
    await expect(sealer.open('dossier-2', event, sealed)).rejects.toThrow(SealBroken);
  });

  it('opens nothing that was changed in any character', async () => {
    const sealed = await sealer.seal(stream, event, { a: 1 }, true);
    for (let at = 0; at < sealed.length; at += 1) {
      const changed = sealed.slice(0, at) + (sealed[at] === 'A' ? 'B' : 'A') + sealed.slice(at + 1);
      await expect(sealer.open(stream, event, changed)).rejects.toThrow(SealBroken);
    }
    for (const text of ['', 'v1.', 'v1', `${sealed}=`, `${sealed}A`, sealed.slice(0, -1), `v2.${sealed.slice(3)}`])
      await expect(sealer.open(stream, event, text)).rejects.toThrow(SealBroken);
  });

  it('says nothing personal when it fails', async () => {
    const sealed = await sealer.seal(stream, event, lan, true);
    const error = await sealer.open(stream, 'another', sealed).catch((problem: unknown) => problem);
    expect(JSON.stringify(error) + String(error)).not.toMatch(/Lan|001203/);
  });

  it('knows an erased person: nothing opens, and nothing more is sealed', async () => {
    const sealed = await sealer.seal(stream, event, lan, true);
    await keys.destroy(stream);
    expect(await sealer.open(stream, event, sealed)).toBeNull();
    await expect(sealer.seal(stream, event, lan, true)).rejects.toThrow(PersonErased);
  });
});
