import { existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { readConfig } from '@lien-thong/config';
import { KeysLost } from '@lien-thong/security';
import { seedDemo } from './demo/seed-demo.js';
import { stories } from './demo/story.js';
import { dossierStream, Engine } from './engine.js';

it('refuses to begin a second key store beside a log whose keys were lost, and goes on once they are back', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'lien-thong-opening-'));
  const config = readConfig({
    LIEN_THONG_DATA_DIR: dataDir,
    LIEN_THONG_CLOCK: 'test',
    LIEN_THONG_NOW: '2026-11-18T10:00:00+07:00',
  });
  const [keys, away] = [join(dataDir, 'keys.sqlite'), join(dataDir, 'away')];
  try {
    const engine = await Engine.open(config);
    await seedDemo(engine);
    await engine.close();
    renameSync(keys, away);
    for (let attempt = 0; attempt < 2; attempt += 1) await expect(Engine.open(config)).rejects.toThrow(KeysLost);
    expect(existsSync(`${keys}-wal`)).toBe(false);
    renameSync(away, keys);
    const again = await Engine.open(config);
    const story = stories()[0] as ReturnType<typeof stories>[number];
    const [event] = await again.store.readStream(dossierStream(again.secrets.idFor('demo', 'dossier', story.key)), { limit: 1 });
    expect(await again.personalOf(event as never)).toMatchObject({ applicant: { name: story.applicant.name } });
    await again.close();
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}, 60_000);

it('opens a directory that was left with a log and nothing in it', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'lien-thong-opening-'));
  const config = readConfig({ LIEN_THONG_DATA_DIR: dataDir });
  await (await Engine.open(config)).close();
  rmSync(join(dataDir, 'keys.sqlite'));
  await (await Engine.open(config)).close();
  rmSync(dataDir, { recursive: true, force: true });
});
