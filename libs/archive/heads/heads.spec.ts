import { createPublicKey, createSecretKey, generateKeyPairSync, verify } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { hashOf, type StoredEvent } from '@lien-thong/event-store';
import { canonicalJson, installationSecrets } from '@lien-thong/security';
import { BrokenFile } from '../files/broken-file.js';
import { BrokenLog } from '../files/log-file.js';
import type { House } from '../house.js';
import { inOrder } from '../moving/lane.js';
import { moveHouse } from '../moving/move-house.js';
import { furnished, kek, memoryHouse, streamsOf, write } from '../testing/houses.js';
import { compareHeads, isAllThere } from './compare-heads.js';
import { destroyStated } from './destroy-stated.js';
import { readHeadsFile, type SignedHeads, writeHeadsFile } from './heads-file.js';
import { merkleRoot } from './merkle.js';
import { stateHeads } from './state-heads.js';
import { isSignedBy, publicKeyOf } from './statement.js';

const AT = '2026-11-18T10:00:00+07:00';
const { signingKey } = installationSecrets(kek);
const onProgress = (): void => {};
const stated = (house: House): Promise<SignedHeads> => stateHeads(house, { at: AT, signingKey, onProgress });
const against = (house: House, heads: SignedHeads) => compareHeads(house, heads, onProgress);

describe('the root of a tree of hashes', () => {
  // The vectors of the certificate-transparency project for RFC 6962.
  const leaves = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
  it.each([
    [0, 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
    [1, '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d'],
    [2, 'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125'],
    [3, 'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77'],
    [4, 'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7'],
    [5, '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4'],
    [6, '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef'],
    [7, 'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c'],
    [8, '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328'],
  ])('is that of RFC 6962 over %p leaves', (count, root) =>
    expect(merkleRoot(leaves.slice(0, count).map((hex) => Buffer.from(hex, 'hex')))).toBe(root),
  );
});

describe('a signed statement of the heads', () => {
  let folder: string;
  let house: House;
  let heads: SignedHeads;
  let erased: string;
  const path = (name: string): string => join(folder, name);

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'lien-thong-heads-'));
    house = await furnished(memoryHouse());
    erased = (await streamsOf(house.log))[3] as string;
    await house.keys.destroy(erased);
    heads = await stated(house);
    await writeHeadsFile(path('heads.gz'), heads);
    await writeHeadsFile(path('heads'), heads);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('says where the log stands, and can be verified with what every auditor has', async () => {
    const { statement, publicKey, signature } = heads.signed;
    expect(statement).toMatchObject({ at: AT, position: await house.log.head(), streams: 12, destroyed: 1 });
    expect(String(statement.events)).toBe(statement.position);
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: publicKey }, format: 'jwk' });
    const message = Buffer.from(`lien-thong-heads/1\n${canonicalJson(statement)}`);
    expect(verify(null, message, key, Buffer.from(signature, 'base64url'))).toBe(true);
    expect(publicKey).toBe(publicKeyOf(signingKey));
  });

  it('comes back from its file as it was, compressed or not', async () => {
    for (const name of ['heads', 'heads.gz']) expect(await readHeadsFile(path(name), publicKeyOf(signingKey))).toEqual(heads);
    expect(gunzipSync(readFileSync(path('heads.gz')))).toEqual(readFileSync(path('heads')));
    expect(JSON.parse(readFileSync(path('heads'), 'utf8').split('\n')[0] as string)).toEqual(heads.signed);
  });

  it('is refused when it was signed by another installation, or by nobody', async () => {
    const another = installationSecrets(createSecretKey(Buffer.alloc(32, 6))).signingKey;
    await expect(readHeadsFile(path('heads'), publicKeyOf(another))).rejects.toMatchObject({ line: 1, fault: 'signature' });
    expect(isSignedBy(publicKeyOf(generateKeyPairSync('ed25519').privateKey), heads.signed)).toBe(false);
  });

  it('is refused when anything of it was changed', async () => {
    const lines = readFileSync(path('heads'), 'utf8').split('\n');
    const fault = async (changed: readonly string[]): Promise<string | null> => {
      writeFileSync(path('changed'), changed.join('\n'));
      const verdict = await readHeadsFile(path('changed')).catch((error: unknown) => error);
      return verdict instanceof BrokenFile ? verdict.fault : null;
    };
    expect(await fault(lines)).toBeNull();
    expect(await fault(lines.with(0, (lines[0] as string).replace('"streams":12', '"streams":11')))).toBe('signature');
    expect(await fault(lines.with(2, (lines[2] as string).replace(/,\d+,/, ',99,')))).toBe('changed');
    expect(await fault(lines.with(2, (lines[2] as string).replace(/"[\w-]{43}"/, `"${'A'.repeat(43)}"`)))).toBe('changed');
    expect(await fault(lines.toSpliced(2, 1))).toBe('cut-off');
    expect(await fault(lines.toSpliced(2, 0, '["dossier-more"]'))).toBe('counts');
    expect(await fault(lines.slice(1))).toBe('not-this-format');
    expect(await fault(lines.with(2, '{}'))).toBe('not-a-line');
    expect(await fault([])).toBe('not-this-format');
  });

  it('is not made over a log that was altered', async () => {
    const altered = memoryHouse();
    const event = await write(altered.log, 'access-1');
    await altered.log.append('access-1', 0, [{ ...event, id: 'a0000000-0000-4000-8000-000000000000' }]);
    await expect(stated(altered)).rejects.toBeInstanceOf(BrokenLog);
  });

  describe('held against a log', () => {
    let copy: House;
    beforeEach(async () => {
      copy = memoryHouse();
      await moveHouse(house, copy, { lane: inOrder });
    });

    it('finds all there, and says how much is newer', async () => {
      const verdict = await against(copy, heads);
      expect([verdict.newer, isAllThere(verdict)]).toEqual([0, true]);
      await write(copy.log, (await streamsOf(copy.log))[0] as string);
      await write(copy.log, 'access-new');
      const grown = await against(copy, heads);
      expect([grown.newer, isAllThere(grown)]).toEqual([2, true]);
    });

    it('names what an older log lacks: streams, and revisions of streams', async () => {
      const [first] = (await streamsOf(copy.log)) as [string];
      const length = (await copy.log.readStream(first)).length;
      for (let more = 0; more < 3; more += 1) await write(house.log, first);
      await write(house.log, 'access-later');
      const later = await stated(house);
      expect(await against(copy, later)).toMatchObject({
        lacking: [
          { stream: first, from: length, to: length + 2 },
          { stream: 'access-later', from: 0, to: 0 },
        ],
        rewritten: [],
        broken: [],
        newer: 0,
      });
      expect(isAllThere(await against(house, heads))).toBe(true);
    });

    it('finds history that was rewritten, rightly hashed, before and at the stated revision', async () => {
      const events = (await house.log.readAll({ after: null, limit: 100_000 })).events;
      const [stream] = (await streamsOf(house.log)) as [string];
      for (const from of [0, 2]) {
        const forged = memoryHouse();
        let prevHash = '';
        for (const event of events) {
          const isForged = event.stream === stream && event.revision >= from;
          const next: StoredEvent = isForged
            ? rewritten(event, from === event.revision ? event.metadata.prevHash : prevHash)
            : event;
          if (isForged) prevHash = next.metadata.hash;
          await forged.log.append(event.stream, event.revision === 0 ? 'no-stream' : event.revision - 1, [next]);
        }
        const verdict = await against(forged, heads);
        expect([verdict.broken, verdict.rewritten]).toEqual([[], [{ stream, revision: heads.streams.get(stream)?.revision }]]);
      }
    });

    it('finds destroyed keys that are back, and destroys them again', async () => {
      const older = memoryHouse();
      await furnished(older);
      expect((await against(older, heads)).revived).toEqual([erased]);
      await destroyStated(older.keys, heads);
      expect(await older.keys.keyFor(erased, false)).toBeNull();
      expect((await against(older, heads)).revived).toEqual([]);
    });
  });
});

const rewritten = (event: StoredEvent, prevHash: string): StoredEvent => {
  const changed = { ...event, data: { rewritten: true } };
  const hash = hashOf({ ...changed, ...event.metadata, prevHash });
  return { ...changed, metadata: { ...event.metadata, prevHash, hash } };
};
