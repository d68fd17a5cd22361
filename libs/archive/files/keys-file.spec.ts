import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MemoryKeyStore } from '@lien-thong/security';
import { kek } from '../testing/houses.js';
import { exportKeys, takeKeys, verifiedKeys } from './keys-file.js';

describe('keys in a file', () => {
  let folder: string;
  let file: string;
  const from = new MemoryKeyStore(kek);

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'lien-thong-files-'));
    file = join(folder, 'keys.ndjson.gz');
    for (let n = 0; n < 1_200; n += 1) await from.keyFor(`dossier-${n}`, true);
    await from.destroy('dossier-7');
    expect(await exportKeys(from, file, '2026-11-18T10:00:00+07:00')).toEqual({ alive: 1_199, destroyed: 1 });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('come back as they lay, destroyed ones destroyed, and may come twice', async () => {
    const to = new MemoryKeyStore(kek);
    expect(await verifiedKeys(file)).toEqual({ alive: 1_199, destroyed: 1 });
    for (let turn = 0; turn < 2; turn += 1) await takeKeys(file, to);
    expect(await to.kept(null, 2_000)).toEqual(await from.kept(null, 2_000));
  });

  it('do not revive what was destroyed meanwhile', async () => {
    const to = new MemoryKeyStore(kek);
    await to.destroy('dossier-3');
    await takeKeys(file, to);
    expect(await to.keyFor('dossier-3', false)).toBeNull();
  });

  it('are for their owner alone', () => expect(statSync(file).mode & 0o777).toBe(0o600));

  it('are not found right in a file that was changed, however late in it', async () => {
    const plain = join(folder, 'keys.ndjson');
    await exportKeys(from, plain, '2026-11-18T10:00:00+07:00');
    const lines = readFileSync(plain, 'utf8').split('\n');
    const line = lines[1_100] as string;
    writeFileSync(plain, lines.with(1_100, line.replace(/"dossier-\d+"/, '"dossier-x"')).join('\n'));
    await expect(verifiedKeys(plain)).rejects.toMatchObject({ name: 'BrokenFile', line: 1_101, fault: 'changed' });
  });
});
