import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MemoryEventStore } from '@lien-thong/event-store';
import { MemoryKeyStore } from '@lien-thong/security';
import { FaultyEventStore } from '../../event-store/testing/faulty-event-store.js';
import { compareHouses } from '../comparing/compare-houses.js';
import type { House } from '../house.js';
import { storeSource } from '../log-source.js';
import { abreast, inOrder } from '../moving/lane.js';
import { StreamTaken } from '../moving/stream-taken.js';
import { furnished, kek, leave, memoryHouse, sqliteHouse, streamsOf, write } from '../testing/houses.js';
import { compareWithFile, importHouse } from './import-house.js';
import { exportKeys } from './keys-file.js';
import { exportLog } from './log-file.js';

const AT = '2026-11-18T10:00:00+07:00';
const onProgress = (): void => {};

describe('importing a log from its file', () => {
  let folder: string;
  let from: House;
  let files: { readonly log: string; readonly keys: string };
  const differences = async (to: House) => (await compareHouses(from, to, await from.log.head())).differences;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'lien-thong-import-'));
    from = await furnished(memoryHouse());
    await from.keys.destroy((await streamsOf(from.log))[2] as string);
    files = { log: join(folder, 'log.ndjson.gz'), keys: join(folder, 'keys.ndjson') };
    await exportLog(storeSource(from.log, await from.log.head()), files.log, AT, onProgress);
    await exportKeys(from.keys, files.keys, AT);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('brings it all, in its order, with the keys', async () => {
    const to = sqliteHouse(join(folder, 'house'));
    const imported = await importHouse(to, { ...files, lane: inOrder, onProgress });
    expect(imported).toMatchObject({ sent: imported.written.events, keys: { alive: 11, destroyed: 1 } });
    expect(await compareHouses(from, to, await from.log.head())).toMatchObject({ inOrder: true, differences: [] });
    expect(await compareWithFile(files.log, to, onProgress)).toEqual([]);
    expect((await importHouse(to, { ...files, lane: inOrder, onProgress })).sent).toBe(0);
    await leave(to);
  });

  it('never brings the key of somebody who was erased since, not even when it is broken off', async () => {
    const [lan] = (await streamsOf(from.log)) as [string];
    const faulty = new FaultyEventStore(new MemoryEventStore());
    faulty.faults.push('request-lost');
    const to = { log: faulty, keys: new MemoryKeyStore(kek) };
    const broken = importHouse(to, { ...files, destroyed: [lan], lane: abreast(1, []), onProgress });
    await expect(broken).rejects.toMatchObject({ name: 'StoreUnavailable' });
    expect(await to.keys.keyFor(lan, true)).toBeNull();
  });

  it('goes on where it was broken off', async () => {
    const faulty = new FaultyEventStore(new MemoryEventStore());
    const to = { log: faulty, keys: new MemoryKeyStore(kek) };
    faulty.faults.push(...Array.from({ length: 30 }, () => 'unfresh' as const), 'request-lost');
    await expect(importHouse(to, { ...files, lane: abreast(4, []), onProgress })).rejects.toThrow('no answer in time');
    const resumed = await importHouse(to, { ...files, lane: abreast(4, []), onProgress });
    expect(resumed.sent).toBeLessThan(resumed.written.events);
    expect(await differences(to)).toEqual([]);
  });

  it('writes nothing of a file that was cut off or changed, however late in it', async () => {
    const plain = join(folder, 'plain.ndjson');
    await exportLog(storeSource(from.log, await from.log.head()), plain, AT, onProgress);
    const lines = readFileSync(plain, 'utf8').split('\n');
    for (const changed of [lines.slice(0, -2), lines.with(-3, (lines.at(-3) as string).replace('"id"', '"ID"'))]) {
      writeFileSync(join(folder, 'changed'), `${changed.join('\n')}\n`);
      const to = memoryHouse();
      const refused = importHouse(to, { log: join(folder, 'changed'), keys: files.keys, lane: inOrder, onProgress });
      await expect(refused).rejects.toMatchObject({ name: 'BrokenFile' });
      expect([await to.log.head(), await to.keys.kept(null, 1)]).toEqual([null, []]);
    }
  });

  it('writes nothing where the file of the keys was changed', async () => {
    const changed = join(folder, 'changed-keys');
    const lines = readFileSync(files.keys, 'utf8').split('\n');
    writeFileSync(changed, lines.with(-3, (lines.at(-3) as string).replace('dossier', 'DOSSIER')).join('\n'));
    const to = memoryHouse();
    const [lan] = (await streamsOf(from.log)) as [string];
    const refused = importHouse(to, { ...files, keys: changed, destroyed: [lan], lane: inOrder, onProgress });
    await expect(refused).rejects.toMatchObject({ name: 'BrokenFile', fault: 'changed' });
    expect([await to.log.head(), await to.keys.kept(null, 1)]).toEqual([null, []]);
  });

  it('says of a folder, such as a backup, that it is no such file', async () => {
    const refused = importHouse(memoryHouse(), { log: folder, lane: inOrder, onProgress });
    await expect(refused).rejects.toMatchObject({ name: 'BrokenFile', file: folder, fault: 'not-this-format' });
  });

  it('refuses a log that holds something else', async () => {
    const to = memoryHouse();
    await write(to.log, (await streamsOf(from.log))[0] as string);
    await expect(importHouse(to, { ...files, lane: inOrder, onProgress })).rejects.toBeInstanceOf(StreamTaken);
    expect(await to.keys.kept(null, 1)).toEqual([]);
  });

  it('finds afterwards what is not as in the file', async () => {
    const to = memoryHouse();
    await importHouse(to, { ...files, lane: inOrder, onProgress });
    const [stream] = (await streamsOf(to.log)) as [string];
    const revision = (await to.log.readStream(stream)).length;
    await write(to.log, stream);
    expect(await compareWithFile(files.log, to, onProgress)).toEqual([{ is: 'longer', stream, revision }]);
  });
});
