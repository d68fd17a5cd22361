import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { installationSecrets, SqliteKeyStore, WrongKeyEncryptionKey } from '@lien-thong/security';
import Database from 'better-sqlite3';
import { compareHouses } from '../comparing/compare-houses.js';
import { BrokenLog } from '../files/log-file.js';
import { FileExists } from '../files/whole-file.js';
import { compareHeads, isAllThere } from '../heads/compare-heads.js';
import { readHeadsFile } from '../heads/heads-file.js';
import type { House } from '../house.js';
import { storeSource } from '../log-source.js';
import { furnished, kek, leave, streamsOf, write } from '../testing/houses.js';
import { backUp, IncompleteLog } from './back-up.js';
import { DamagedCopy } from './copy-database.js';
import { BrokenBackup, readManifest } from './manifest.js';
import { openRestored, restore } from './restore.js';

const AT = '2026-11-18T10:00:00+07:00';
const secrets = installationSecrets(kek);
const others = installationSecrets(installationSecrets(kek).wrappingKey);

describe('a backup of the embedded profile', () => {
  let folder: string;
  let dataDir: string;
  let house: House;
  const path = (name: string): string => join(folder, name);
  const houseAt = (dir: string): House => openRestored({ from: '', dataDir: dir, secrets });
  const taken = (to: string, more: { withKey?: boolean } = {}) =>
    backUp({ dataDir, to: path(to), secrets, withKey: false, at: AT, onProgress: () => {}, ...more });
  const restored = async (from: string, to: string): Promise<House> => {
    await restore({ from: path(from), dataDir: path(to), secrets });
    return houseAt(path(to));
  };

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'lien-thong-backup-'));
    dataDir = path('data');
    mkdirSync(dataDir);
    house = await furnished(houseAt(dataDir));
    await house.keys.destroy((await streamsOf(house.log))[2] as string);
    writeFileSync(join(dataDir, 'installation.key'), 'secret', { mode: 0o600 });
  });
  afterEach(async () => {
    await leave(house);
    rmSync(folder, { recursive: true, force: true });
  });

  it('comes back as it was: every event, chain, dossier and key', async () => {
    const manifest = await taken('monday');
    const again = await restored('monday', 'new');
    expect(await compareHouses(house, again, await house.log.head())).toMatchObject({ inOrder: true, differences: [] });
    expect(manifest.keys).toEqual({ alive: 11, destroyed: 1 });
    expect(manifest.signed.statement).toMatchObject({ at: AT, streams: 12, destroyed: 1, position: await house.log.head() });
    const heads = await readHeadsFile(path('monday/heads.gz'));
    expect(isAllThere(await compareHeads(again, heads, () => {}))).toBe(true);
    await leave(again);
  });

  it('holds files without side files, for their owner alone, and no key-encryption key unless asked', async () => {
    await taken('without');
    await taken('with', { withKey: true });
    expect(readdirSync(path('without')).sort()).toEqual(['events.sqlite', 'heads.gz', 'keys.sqlite', 'manifest.json']);
    expect(readdirSync(path('with'))).toContain('installation.key');
    for (const name of readdirSync(path('with'))) expect(statSync(path(`with/${name}`)).mode & 0o777).toBe(0o600);
    expect(statSync(path('with')).mode & 0o777).toBe(0o700);
    await leave(await restored('with', 'new'));
    expect(readFileSync(path('new/installation.key'), 'utf8')).toBe('secret');
    expect(statSync(path('new/installation.key')).mode & 0o777).toBe(0o600);
  });

  it('is of one instant while others write, and holds all that was acknowledged before it began', async () => {
    const stream = 'access-busy';
    let acknowledged = 0;
    let busy = true;
    const writing = (async () => {
      for (; busy; acknowledged += 1) {
        await house.keys.keyFor(`dossier-new-${acknowledged}`, true);
        await write(house.log, stream, { text: 'x'.repeat(5_000) });
      }
    })();
    while (acknowledged < 200) await turnOfTheLoop();
    const before = acknowledged;
    await taken('busy');
    const during = acknowledged - before;
    busy = false;
    await writing;
    const again = await restored('busy', 'new');
    const events = await again.log.readStream(stream);
    expect(during).toBeGreaterThan(0);
    expect(events.length).toBeGreaterThanOrEqual(before);
    expect(events).toEqual((await house.log.readStream(stream)).slice(0, events.length));
    const upTo = await again.log.head();
    expect(await compareHouses({ ...house, log: again.log }, again, upTo)).toMatchObject({ differences: [] });
    // Later keys fit an earlier log: a key for each event and more, never fewer.
    expect(await again.keys.keyFor(`dossier-new-${events.length - 1}`, false)).not.toBeNull();
    await leave(again);
  });

  it('does not keep a running server from wiping a key that it destroys', async () => {
    const copying = taken('monday');
    for (const stream of (await streamsOf(house.log)).slice(3)) {
      await house.keys.destroy(stream);
      await turnOfTheLoop();
    }
    await copying;
    expect(readdirSync(path('monday'))).toHaveLength(4);
  });

  it('overwrites nothing, and leaves nothing behind when it fails', async () => {
    mkdirSync(path('there'));
    await taken('there');
    await expect(taken('there')).rejects.toBeInstanceOf(FileExists);
    const wrong = backUp({ dataDir, to: path('wrong'), secrets: others, withKey: false, at: AT, onProgress: () => {} });
    await expect(wrong).rejects.toBeInstanceOf(WrongKeyEncryptionKey);
    expect(readdirSync(folder).sort()).toEqual(['data', 'there']);
  });

  it.each([
    ['whose facts were changed', `UPDATE events SET data = '{}' WHERE position = 7`, BrokenLog],
    ['with an event taken out of the middle', 'DELETE FROM events WHERE position = 7', BrokenLog],
    ['with a stream taken out whole', 'DELETE FROM events WHERE stream = 3', IncompleteLog],
  ])('is not made of a log %s', async (_, sql, error) => {
    const db = new Database(join(dataDir, 'events.sqlite'));
    db.exec('DROP TRIGGER events_are_never_updated; DROP TRIGGER events_are_never_deleted');
    db.exec(sql);
    db.close();
    await expect(taken('altered')).rejects.toBeInstanceOf(error);
    expect(existsSync(path('altered'))).toBe(false);
  });

  it('is not made of a file whose pages are damaged', async () => {
    await leave(house);
    const file = join(dataDir, 'events.sqlite');
    const bytes = readFileSync(file);
    const page = bytes.readUInt16BE(16);
    bytes.fill(0xa5, bytes.length - page, bytes.length - page / 2);
    writeFileSync(file, bytes);
    await expect(taken('damaged')).rejects.toBeInstanceOf(DamagedCopy);
    expect(existsSync(path('damaged'))).toBe(false);
    rmSync(dataDir, { recursive: true });
    house = houseAt(dataDir);
  });

  it.each(['events.sqlite', 'keys.sqlite'])('is not restored when its %s was changed by one bit', async (name) => {
    await taken('monday');
    const bytes = readFileSync(path(`monday/${name}`));
    bytes.writeUInt8(bytes.readUInt8(bytes.length >> 1) ^ 1, bytes.length >> 1);
    writeFileSync(path(`monday/${name}`), bytes);
    await expect(restore({ from: path('monday'), dataDir: path('new'), secrets })).rejects.toMatchObject({
      name: 'BrokenBackup',
      file: path(`monday/${name}`),
    });
    expect(readdirSync(path('new'))).toEqual([]);
  });

  it('is restored by the installation that made it, into an empty place, and only if it is one', async () => {
    await taken('monday');
    const into = (to: string, more = {}) => restore({ from: path('monday'), dataDir: path(to), secrets, ...more });
    await expect(into('new', { secrets: others })).rejects.toBeInstanceOf(WrongKeyEncryptionKey);
    await expect(into('data')).rejects.toBeInstanceOf(FileExists);
    await expect(into('new', { from: dataDir })).rejects.toBeInstanceOf(BrokenBackup);
    rmSync(path('monday/keys.sqlite'));
    await expect(into('new')).rejects.toBeInstanceOf(BrokenBackup);
    writeFileSync(path('monday/manifest.json'), '{');
    await expect(readManifest(path('monday'))).rejects.toBeInstanceOf(BrokenBackup);
  });

  it.each(['events.sqlite-wal', 'keys.sqlite-wal', 'keys.sqlite-journal'])(
    'is not restored beside a %s that is left: SQLite would put what stands there over it',
    async (left) => {
      await taken('monday');
      mkdirSync(path('new'));
      writeFileSync(path(`new/${left}`), 'left by a server that was killed');
      await expect(restored('monday', 'new')).rejects.toMatchObject({ name: 'FileExists', file: path(`new/${left}`) });
      expect(readdirSync(path('new'))).toEqual([left]);
    },
  );

  it('is restored without those who were erased since: no file with their keys stands there for a moment', async () => {
    const [lan, minh] = (await streamsOf(house.log)) as [string, string];
    await taken('monday');
    await restore({ from: path('monday'), dataDir: path('new'), secrets, destroyed: [lan] });
    expect(readdirSync(path('new')).sort()).toEqual(['events.sqlite', 'keys.sqlite']);
    const again = houseAt(path('new'));
    expect(await again.keys.keyFor(lan, true)).toBeNull();
    expect(await again.keys.keyFor(minh, false)).not.toBeNull();
    await leave(again);
  });

  it('is for its owner alone whatever the modes of what it was copied from', async () => {
    chmodSync(join(dataDir, 'installation.key'), 0o644);
    await taken('monday', { withKey: true });
    expect(statSync(path('monday/installation.key')).mode & 0o777).toBe(0o600);
  });

  it('keeps destroyed keys destroyed', async () => {
    const [, , erased] = (await streamsOf(house.log)) as [string, string, string];
    await taken('monday');
    const again = await restored('monday', 'new');
    expect(await again.keys.keyFor(erased, true)).toBeNull();
    expect(await new SqliteKeyStore(path('new/keys.sqlite'), secrets.wrappingKey).keyFor(erased, false)).toBeNull();
    expect(storeSource(again.log, null).share('1')).toBe(1);
    await leave(again);
  });
});
