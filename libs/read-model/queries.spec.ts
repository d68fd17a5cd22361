import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { toMs } from '@lien-thong/calendar';
import { deadlinePages, dossierPage } from '@lien-thong/domain';
import { MemoryEventStore } from '@lien-thong/event-store';
import fc from 'fast-check';
import type { Journey } from '../domain/testing/fixtures.js';
import { type DossierSort, InvalidCursor, participantsOf, ReadModel, type Scope } from './index.js';
import { appendJourney } from './testing/journeys.js';
import { codeOf, library } from './testing/library.js';

jest.setTimeout(30_000);

const AGENCIES = ['H99.01', 'H98.01', 'H99.10', 'H99.T1', 'H99.20', 'H99.30', 'H99.40', 'H97.01'];
const NOW = toMs('2026-03-12T08:00:00+07:00');

describe('the queries', () => {
  const store = new MemoryEventStore();
  const views = new ReadModel({
    file: ':memory:',
    store,
    searchTokensOf: async ({ stream }) => ['van', `name-${stream.slice(-1)}`],
  });
  let journeys: Journey[];
  const journeyOf = (id: string): Journey => journeys.find((journey) => journey.state.id === id) as Journey;

  beforeAll(async () => {
    views.start();
    journeys = library(70);
    for (const journey of journeys) await appendJourney(store, journey.state.id, journey.log);
    await views.settled();
  }, 60_000);
  afterAll(async () => {
    await views.stop();
    await store.close();
  });

  const seenBy = (agency: string): string[] =>
    journeys
      .filter((journey) => participantsOf(journey.state).includes(agency))
      .map((journey) => journey.state.id)
      .sort();

  const everyId = (scope: Scope, now: number): { list: string; ids: string[] }[] => [
    { list: 'dossiers', ids: views.listDossiers({ scope, now, limit: 200 }).data.map((row) => row.dossier) },
    {
      list: 'search',
      ids: views
        .listDossiers({ scope, now, limit: 200, search: { code: 'H', tokens: [['van']] } })
        .data.map((row) => row.dossier),
    },
    { list: 'deadlines', ids: views.listDeadlines({ scope, now, limit: 200 }).data.map((row) => row.dossier.id) },
    { list: 'tasks', ids: views.listTasks({ scope, now, limit: 200 }).data.map((row) => row.dossier.id) },
    ...AGENCIES.map((agency) => ({
      list: `inbox ${agency}`,
      ids: views.inbox({ scope, agency, now, limit: 200 }).data.map((row) => row.dossier.id),
    })),
  ];

  it('show nobody a dossier in which they take no part, whatever they ask for', () => {
    const tasks = views.listTasks({ scope: 'all', now: NOW, limit: 200 }).data;
    expect(tasks.length).toBeGreaterThan(5);
    fc.assert(
      fc.property(fc.constantFrom(...AGENCIES), fc.integer({ min: NOW - 3e9, max: NOW + 3e9 }), (agency, now) => {
        const seen = seenBy(agency);
        for (const { ids } of everyId({ agency }, now)) expect(ids.filter((id) => !seen.includes(id))).toEqual([]);
        for (const task of tasks) {
          expect(views.taskById({ id: task.id, scope: { agency }, now }) !== null).toBe(seen.includes(task.dossier.id));
        }
        const counted = views
          .deadlineSummary({ groupBy: 'agency', scope: { agency }, now })
          .data.reduce((sum, row) => sum + row.total, 0);
        expect(counted).toBe(seen.reduce((sum, id) => sum + Object.keys(journeyOf(id).state.notices).length, 0));
      }),
      { numRuns: 40 },
    );
  });

  it('show each agency all in which it takes part', () => {
    for (const agency of AGENCIES) {
      const listed = views.listDossiers({ scope: { agency }, now: NOW, limit: 200 }).data.map((row) => row.dossier);
      expect(listed.sort()).toEqual(seenBy(agency));
    }
  });

  it('say of every deadline what the page of its dossier says', () => {
    const shown = pagesOf((cursor) => views.listDeadlines({ scope: 'all', now: NOW, limit: 200, cursor }));
    for (const journey of journeys) {
      const own = deadlinePages(journey.state, journey.world.rules, NOW).filter(({ id }) => journey.state.notices[id]);
      const mine = shown.filter((row) => row.dossier.id === journey.state.id);
      const told = (row: { id: string; state: string; overdue: boolean }) => `${row.id} ${row.state} ${row.overdue}`;
      expect(mine.map(told).sort()).toEqual(own.map(told).sort());
    }
    expect(new Set(shown.map((row) => row.state)).size).toBeGreaterThan(3);
  });

  it('say of every dossier what its page says', () => {
    for (const row of views.listDossiers({ scope: 'all', now: NOW, limit: 200 }).data) {
      const journey = journeyOf(row.dossier);
      const page = dossierPage(journey.state, journey.world.rules, NOW);
      expect(row).toMatchObject({
        code: page.code,
        revision: page.revision,
        status: page.status,
        portalStatus: page.portalStatus,
      });
      expect(row.activeStates).toEqual(page.activeStates);
      expect(row.receivedAt).toBe(page.receivedAt === null ? null : toMs(page.receivedAt));
      if (row.deadlineState === 'paused') expect(page.clock?.dueAt).toBeNull();
    }
  });

  it('filter by each of their parameters as a plain filter over all rows would', () => {
    const all = views.listDossiers({ scope: 'all', now: NOW, limit: 200 }).data;
    const ask = (query: object) =>
      views.listDossiers({ scope: 'all', now: NOW, limit: 200, ...query }).data.map((row) => row.dossier);
    const kept = (holds: (row: (typeof all)[number]) => boolean) => all.filter(holds).map((row) => row.dossier);
    const middle = all[20]?.receivedAt as number;
    expect(ask({ status: 'stopped' })).toEqual(kept((row) => row.status === 'stopped'));
    expect(ask({ status: ['submitted', 'stopped'] })).toEqual(kept((row) => ['submitted', 'stopped'].includes(row.status)));
    expect(ask({ deadlineState: 'overdue' })).toEqual(kept((row) => row.deadlineState === 'overdue'));
    expect(ask({ agency: 'H99.10' })).toEqual(kept((row) => row.holders.includes('H99.10')));
    expect(ask({ receivingAgency: 'H98.01' })).toEqual(kept((row) => row.receivingAgency === 'H98.01'));
    expect(ask({ participant: 'H99.T1' })).toEqual(kept((row) => seenBy('H99.T1').includes(row.dossier)));
    expect(ask({ procedure: '9.900004' })).toEqual(kept((row) => row.procedure === '9.900004'));
    expect(ask({ receivedFrom: middle })).toEqual(kept((row) => row.receivedAt !== null && row.receivedAt >= middle));
    expect(ask({ receivedTo: middle })).toEqual(kept((row) => row.receivedAt !== null && row.receivedAt < middle));
    expect(ask({ dueFrom: NOW, dueTo: NOW + 1e9 })).toEqual(
      kept((row) => row.dueAt !== null && row.dueAt >= NOW && row.dueAt < NOW + 1e9),
    );
    expect(ask({ search: { code: 'H99.01-260302-001' } })).toHaveLength(10);
    expect(ask({ search: { tokens: [['van'], ['name-3', 'no']] } })).toEqual(kept((row) => row.dossier.endsWith('3')));
    expect(ask({ search: { code: codeOf(5), tokens: [['name-3']] } })).toHaveLength(8);
    expect(ask({ search: {} })).toEqual([]);
  });

  it('count each deadline once in a summary', () => {
    for (const groupBy of ['agency', 'procedure', 'state'] as const) {
      const { data } = views.deadlineSummary({ groupBy, scope: 'all', now: NOW });
      for (const row of data) {
        const states = ['armed', 'due-soon', 'met', 'missed', 'paused', 'superseded'] as const;
        expect(states.reduce((sum, state) => sum + row[state], 0)).toBe(row.total);
        expect(row.overdue).toBeLessThanOrEqual(row.missed);
      }
      expect(data.length).toBeGreaterThan(1);
    }
  });

  it('give every row once, page by page, in every order, while dossiers come and go', async () => {
    for (const sort of ['receivedAt', '-receivedAt', 'dueAt', '-dueAt'] as DossierSort[]) {
      const before = views.listDossiers({ scope: 'all', now: NOW, limit: 200, sort }).data.map((row) => row.dossier);
      const paged = pagesOf((cursor) => views.listDossiers({ scope: 'all', now: NOW, limit: 7, sort, cursor })).map(
        (row) => row.dossier,
      );
      expect(paged).toEqual(before);
    }
    let cursor: string | null = null;
    const seen: string[] = [];
    const newcomers = library(76).slice(70);
    do {
      const page = views.listDossiers({ scope: 'all', now: NOW, limit: 20, sort: 'receivedAt', cursor });
      seen.push(...page.data.map((row) => row.dossier));
      cursor = page.next;
      const newcomer = newcomers.shift();
      if (newcomer !== undefined) await appendJourney(store, newcomer.state.id, newcomer.log);
      if (newcomer !== undefined) journeys.push(newcomer);
      await views.settled();
    } while (cursor !== null);
    expect(new Set(seen).size).toBe(seen.length);
    for (const journey of journeys.slice(0, 70)) expect(seen).toContain(journey.state.id);
  });

  it('refuse a cursor of another list, of another order, or of nobody', () => {
    const { next } = views.listDossiers({ scope: 'all', now: NOW, limit: 1, sort: 'dueAt' });
    const wrong = ['', 'x', 'bnVsbA', Buffer.from('["dueAt",1]').toString('base64url'), 'A'.repeat(5_000)];
    for (const cursor of wrong)
      expect(() => views.listDossiers({ scope: 'all', now: NOW, sort: 'dueAt', cursor })).toThrow(InvalidCursor);
    expect(() => views.listDossiers({ scope: 'all', now: NOW, sort: '-dueAt', cursor: next })).toThrow(InvalidCursor);
    expect(() => views.listTasks({ scope: 'all', now: NOW, cursor: next })).toThrow(InvalidCursor);
    expect(() => views.listTasks({ scope: 'all', now: NOW, limit: 201 })).toThrow(RangeError);
  });

  it('give the alarms of the domain, in the order of their instants', () => {
    const alarms = views.alarmsUntil({ until: Number.MAX_SAFE_INTEGER, limit: 1_000 });
    expect(alarms.map((alarm) => alarm.at)).toEqual(alarms.map((alarm) => alarm.at).sort((a, b) => a - b));
    const middle = alarms[30];
    expect(views.alarmsUntil({ until: Number.MAX_SAFE_INTEGER, limit: 1_000, after: middle })).toEqual(alarms.slice(31));
    expect(views.nextAlarm()).toEqual(alarms[0]);
    expect(views.nextAlarm(middle?.at)?.at).toBeGreaterThan(middle?.at ?? 0);
  });
});

const pagesOf = <T>(ask: (cursor: string | null) => { data: readonly T[]; next: string | null }): T[] => {
  const rows: T[] = [];
  for (let cursor: string | null = null; ; ) {
    const page = ask(cursor);
    rows.push(...page.data);
    if (page.next === null) return rows;
    cursor = page.next;
  }
};
