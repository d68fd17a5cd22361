import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { toMs } from '@lien-thong/calendar';
import type { StoredEvent } from '@lien-thong/event-store';
import { Office } from './office.js';

describe('a server that starts with the demo', () => {
  let office: Office;
  const everything = async (): Promise<StoredEvent[]> =>
    (await office.engine.store.readAll({ after: null, limit: 100_000 })).events;

  beforeAll(async () => {
    office = await Office.open({ now: '2026-11-18T10:00:00+07:00', env: { LIEN_THONG_SEED: 'demo' } });
  }, 60_000);
  afterAll(() => office.close());

  it('rings no alarm of the past after the event', async () => {
    for (const { metadata, stream } of await everything()) {
      if (!stream.startsWith('dossier-') || metadata.actor.subject !== 'system') continue;
      expect(toMs(metadata.recordedAt) - toMs(metadata.occurredAt)).toBe(0);
    }
  });

  it('adds nothing when it starts again', async () => {
    const before = (await everything()).length;
    await office.restart();
    expect(await everything()).toHaveLength(before);
  });
});
