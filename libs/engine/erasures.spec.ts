import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readConfig } from '@lien-thong/config';
import { verifyChain } from '@lien-thong/event-store';
import { PersonErased, SqliteKeyStore } from '@lien-thong/security';
import { seedDemo } from './demo/seed-demo.js';
import { stories } from './demo/story.js';
import { dossierStream, Engine } from './engine.js';
import { carryOutErasures } from './erasures.js';
import { openViews } from './views.js';

const NOW = '2026-11-18T10:00:00+07:00';
const BASIS = 'Luật Bảo vệ dữ liệu cá nhân, Điều 14';
const actor = { subject: 'quan-tri', agency: 'H99', roles: ['administrator'] };

describe('the erasure of a person', () => {
  let dataDir: string;
  let engine: Engine;
  const opened = (): Promise<Engine> =>
    Engine.open(readConfig({ LIEN_THONG_DATA_DIR: dataDir, LIEN_THONG_CLOCK: 'test', LIEN_THONG_NOW: NOW }));
  const story = stories()[0] as ReturnType<typeof stories>[number];
  let id: string;
  let older: string;

  beforeAll(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'lien-thong-erasure-'));
    engine = await opened();
    await seedDemo(engine);
    id = engine.secrets.idFor('demo', 'dossier', story.key);
    await engine.close();
    older = join(dataDir, 'older-keys.sqlite');
    copyFileSync(join(dataDir, 'keys.sqlite'), older);
    engine = await opened();
  }, 60_000);
  afterAll(async () => {
    await engine.close();
    rmSync(dataDir, { recursive: true, force: true });
  });
  const application = async () => (await engine.store.readStream(dossierStream(id), { limit: 1 }))[0] as never;
  const foundBy = (views: ReturnType<typeof openViews>): number => {
    const tokens = engine.blindIndex.tokensOfQuery(story.applicant.name);
    return views.listDossiers({ scope: 'all', now: 0, limit: 200, search: { tokens } }).data.length;
  };

  it('is a chained fact without the person, carried out, and found by no search from then on', async () => {
    const views = openViews(engine);
    views.start();
    await views.settled();
    const before = foundBy(views);
    expect(before).toBeGreaterThan(0);
    expect(await engine.personalOf(await application())).toMatchObject({ applicant: { name: story.applicant.name } });
    const { erasure, repeated } = await engine.erasures.erase(id, actor, ` ${BASIS}\n`);
    expect([erasure, repeated]).toEqual([{ dossier: id, at: NOW, by: actor, legalBasis: BASIS }, false]);
    const events = await engine.store.readStream(`erasure-${id}`);
    expect(verifyChain(events)).toMatchObject({ ok: true, revision: 0 });
    expect(JSON.stringify(events)).not.toContain(story.applicant.name);
    expect(await engine.personalOf(await application())).toBeNull();
    await views.settled();
    expect(foundBy(views)).toBe(before - 1);
    await views.rebuild('all');
    expect(foundBy(views)).toBe(before - 1);
    await views.stop();
  });

  it('is recorded once, however often it is asked for', async () => {
    const [first, second] = await Promise.all([1, 2].map(() => engine.erasures.erase(id, actor, 'another basis')));
    expect([first?.repeated, first?.erasure]).toEqual([true, second?.erasure]);
    expect(await engine.store.readStream(`erasure-${id}`)).toHaveLength(1);
    expect((await engine.erasures.ofDossier(id))?.legalBasis).toBe(BASIS);
  });

  it('leaves the dossier readable and workable, but takes nothing personal in any more', async () => {
    const { state, revision } = await engine.dossiers.load(dossierStream(id));
    expect(state.code).toMatch(/^H99/);
    const note = { type: 'annotate', text: 'của người ấy' } as never;
    const annotated = engine.dossiers.execute(dossierStream(id), { ...(note as object), by: actor } as never, {
      commandId: 'n',
      actor,
    });
    await expect(annotated).rejects.toBeInstanceOf(PersonErased);
    expect((await engine.dossiers.load(dossierStream(id))).revision).toBe(revision);
  });

  it('needs a legal basis', async () => {
    await expect(engine.erasures.erase('another', actor, ' ')).rejects.toThrow('legal basis');
    expect(await engine.erasures.ofDossier('another')).toBeNull();
  });

  it('holds when an older copy of the keys is put back, as soon as the engine opens', async () => {
    await engine.close();
    copyFileSync(older, join(dataDir, 'keys.sqlite'));
    const keys = new SqliteKeyStore(join(dataDir, 'keys.sqlite'), engine.secrets.wrappingKey);
    expect(await keys.keyFor(dossierStream(id), false)).not.toBeNull();
    await keys.close();
    engine = await opened();
    expect(await engine.keys.keyFor(dossierStream(id), true)).toBeNull();
    expect(await engine.personalOf(await application())).toBeNull();
    expect(await carryOutErasures(engine.store, engine.keys)).toEqual([]);
  });

  it('leaves a tombstone where the key was lost, so that no copy brings it back', async () => {
    await engine.store.append('erasure-lost', 'no-stream', [
      ...(await engine.store.readStream(`erasure-${id}`)).map(({ type, data, metadata }) => ({
        id: '5b0e9c1a-6f0d-4b7e-9a52-7c1d3f8e2a64',
        type,
        data,
        metadata,
      })),
    ]);
    expect(await carryOutErasures(engine.store, engine.keys)).toEqual(['dossier-lost']);
    expect(await engine.keys.keyFor('dossier-lost', true)).toBeNull();
  });
});
