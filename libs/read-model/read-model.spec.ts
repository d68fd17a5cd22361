import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { toMs } from '@lien-thong/calendar';
import { MemoryEventStore } from '@lien-thong/event-store';
import { Journey, lan, newDossier, world } from '../domain/testing/fixtures.js';
import { land } from '../domain/testing/procedures.js';
import { ReadModel } from './index.js';
import { appendJourney } from './testing/journeys.js';

const AT = toMs('2026-03-02T12:00:00+07:00');

describe('the read model', () => {
  let store: MemoryEventStore;
  let views: ReadModel;

  beforeEach(() => {
    store = new MemoryEventStore();
    views = new ReadModel({ file: ':memory:', store, searchTokensOf: async () => ['token-an'] });
    views.start();
  });
  afterEach(async () => {
    await views.stop();
    await store.close();
  });

  it('lists a received dossier for those who take part in it', async () => {
    const journey = new Journey(world(land)).do(lan, newDossier());
    await appendJourney(store, journey.state.id, journey.log);
    await views.settled();
    const mine = views.listDossiers({ scope: { agency: 'H99.01' }, now: AT });
    expect(mine.data).toMatchObject([
      { code: 'H99.01-260302-0001', status: 'in-progress', deadlineState: 'on-track', holders: ['H99.01'] },
    ]);
    expect(mine.position).toBe(await store.head());
    expect(views.listDossiers({ scope: { agency: 'H99.T1' }, now: AT }).data).toEqual([]);
    expect(views.inbox({ scope: { agency: 'H99.01' }, agency: 'H99.01', now: AT }).data).toMatchObject([{ state: 'received' }]);
    expect(views.nextAlarm()).not.toBeNull();
  });
});
