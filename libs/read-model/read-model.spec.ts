import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { comparePositions, type EventStore, MemoryEventStore, SqliteEventStore, type StoredEvent } from '@lien-thong/event-store';
import Database from 'better-sqlite3';
import { Journey, lan, newDossier, world } from '../domain/testing/fixtures.js';
import { land } from '../domain/testing/procedures.js';
import { ReadModel, type ReadModelOptions, type ViewName, ViewNotReady, viewsStand } from './index.js';
import { appendJourney, stored } from './testing/journeys.js';
import { codeOf, library } from './testing/library.js';
import { ALL_VIEWS } from './views/all-views.js';

jest.setTimeout(30_000);

const NAMES = ALL_VIEWS.map((view) => view.name) as ViewName[];
const checksums = (views: ReadModel): string[] => NAMES.map((name) => views.checksum(name));
const codes = (views: ReadModel): string[] =>
  views.listDossiers({ scope: 'all', now: 0, limit: 200, sort: 'receivedAt' }).data.map((dossier) => dossier.code);

describe('the read model', () => {
  let dir: string;
  let store: EventStore;
  let views: ReadModel;
  const opened: ReadModel[] = [];

  const open = (options: Partial<ReadModelOptions> = {}): ReadModel => {
    const searchTokensOf = async (event: StoredEvent) => [`token-of-${event.stream}`];
    const model = new ReadModel({ file: join(dir, 'views.sqlite'), store, searchTokensOf, ...options });
    opened.push(model);
    model.start();
    return model;
  };
  const append = async (journeys: readonly Journey[]): Promise<void> => {
    for (const journey of journeys) await appendJourney(store, journey.state.id, journey.log);
  };

  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'views-'));
    store = SqliteEventStore.open(join(dir, 'log.sqlite'));
    views = open();
  });
  afterEach(async () => {
    for (const model of opened.splice(0)) await model.stop();
    await store.close();
    rmSync(dir, { recursive: true, force: true });
  });

  it('has a dossier in its lists once its position is reached, and says that position', async () => {
    await append(library(1));
    const head = (await store.head()) as string;
    expect(await views.waitFor(head, 5_000)).toBe(true);
    const { data, position } = views.listDossiers({ scope: 'all', now: 0 });
    expect(data).toMatchObject([{ code: codeOf(0), status: 'in-progress', holders: ['H99.01'], activeStates: ['received'] }]);
    expect(position).toBe(head);
  });

  it('finds nobody by the person of a dossier any more once the log says that the person was erased', async () => {
    const [journey] = library(1) as [Journey];
    await append([journey]);
    const stream = `dossier-${journey.state.id}`;
    const found = (by: ReadModel): number =>
      by.listDossiers({ scope: 'all', now: 0, search: { tokens: [[`token-of-${stream}`]] } }).data.length;
    await views.settled();
    expect(found(views)).toBe(1);
    // The tokens can still be had: the event comes first, the destruction of the key follows.
    await store.append(
      `erasure-${journey.state.id}`,
      'no-stream',
      stored(`erasure-${journey.state.id}`, journey.log.slice(0, 1)),
    );
    await views.settled();
    expect(found(views)).toBe(0);
    await views.rebuild('all');
    expect(found(views)).toBe(0);
    expect(codes(views)).toEqual([codeOf(0)]);
  });

  it('waits in vain for a position that never comes, and not for long', async () => {
    expect(await views.waitFor('999', 60)).toBe(false);
  });

  it('reaches the position of an event that is about no dossier', async () => {
    await append(library(1));
    await views.settled();
    const [event] = stored('procedure-1', new Journey(world(land)).do(lan, newDossier()).log);
    await store.append('procedure-1', 'no-stream', event ? [event] : []);
    expect(await views.waitFor((await store.head()) as string, 2_000)).toBe(true);
    expect(codes(views)).toHaveLength(1);
  });

  it('comes to the same rows event by event, in one go, and with nothing kept in between', async () => {
    const journeys = library(14);
    const longest = Math.max(...journeys.map((journey) => journey.log.length));
    for (let from = 0; from < longest; from += 3) {
      for (const { state, log } of journeys) {
        await appendJourney(store, state.id, log.slice(0, from + 3), from === 0 ? 0 : Math.min(from, log.length));
      }
      await views.settled();
    }
    const inOneGo = open({ file: join(dir, 'other.sqlite') });
    const forgetful = open({ file: join(dir, 'third.sqlite'), keptDossiers: 1 });
    await Promise.all([inOneGo.settled(), forgetful.settled()]);
    expect(checksums(inOneGo)).toEqual(checksums(views));
    expect(checksums(forgetful)).toEqual(checksums(views));
  });

  it('goes on from its checkpoint after a restart', async () => {
    const journeys = library(8);
    await append(journeys.slice(0, 5));
    await views.settled();
    await views.stop();
    await append(journeys.slice(5));
    const again = open();
    expect(again.position()).not.toBeNull();
    await again.settled();
    expect(codes(again)).toHaveLength(8);
  });

  it('reads the dossiers that it has to read again side by side, so that a slow store does not keep it behind', async () => {
    const journeys = library(28).filter(({ log }) => log.length > 1);
    expect(journeys.length).toBeGreaterThan(16);
    for (const { state, log } of journeys) await appendJourney(store, state.id, log.slice(0, 1));
    await views.settled();
    await views.stop();
    for (const { state, log } of journeys) await appendJourney(store, state.id, log, 1);
    const readStream = store.readStream.bind(store);
    const asked: (() => void)[] = [];
    store.readStream = async (stream, options) => {
      // Nobody has an answer before sixteen have asked; the first to ask is whoever looks whether this is the log it knows.
      if (asked.length > 0 && asked.length < 16) await new Promise<void>((go) => void asked.push(go));
      else asked.push(() => {});
      if (asked.length >= 16) for (const go of asked) go();
      return readStream(stream, options);
    };
    const again = open();
    expect(await again.settled(20_000)).toBe(true);
    expect(asked.length).toBeGreaterThanOrEqual(16);
    const other = open({ file: join(dir, 'other.sqlite') });
    await other.settled();
    expect(checksums(again)).toEqual(checksums(other));
  });

  it('keeps the part of a batch that it has written when the store goes away in the middle', async () => {
    const journeys = library(60);
    for (const { state, log } of journeys) await appendJourney(store, state.id, log.slice(0, 1));
    await views.settled();
    await views.stop();
    const before = views.position() as string;
    for (const { state, log } of journeys) await appendJourney(store, state.id, log, 1);
    // Not the very last: its event is read at once, to see whether this is the log that the rows are from.
    const last = `dossier-${journeys.slice(0, -1).findLast(({ log }) => log.length > 1)?.state.id}`;
    const readStream = store.readStream.bind(store);
    let away = true;
    store.readStream = async (stream, options) => {
      if (away && stream === last) throw new Error('connection lost');
      return readStream(stream, options);
    };
    const again = open();
    while (again.health().error === null) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(comparePositions(again.position() as string, before)).toBeGreaterThan(0);
    expect(again.health().caughtUp).toBe(false);
    away = false;
    expect(await again.settled()).toBe(true);
    const other = open({ file: join(dir, 'other.sqlite') });
    await other.settled();
    expect(checksums(again)).toEqual(checksums(other));
  });

  it('begins anew when the log is an older one than its own', async () => {
    await append(library(6));
    await views.settled();
    await views.stop();
    await store.close();
    store = new MemoryEventStore();
    await append(library(2));
    const again = open();
    await again.settled();
    expect(codes(again)).toHaveLength(2);
  });

  it('begins anew when the log has moved to where its events stand otherwise', async () => {
    const journeys = library(6);
    await append(journeys);
    await views.settled();
    await views.stop();
    await store.close();
    store = new MemoryEventStore();
    await append(journeys.slice(1).reverse());
    await append(library(9).slice(6));
    const again = open();
    await again.settled();
    expect(codes(again).sort()).toEqual(
      library(9)
        .slice(1)
        .map(({ state }) => state.code),
    );
  });

  it('misses nothing when an older log comes back that holds all its dossiers, but less of the rest', async () => {
    await append(library(2));
    const access = stored('access-1', (library(1)[0] as Journey).log.slice(0, 1));
    await store.append('access-1', 'no-stream', access);
    await views.settled();
    await append(library(3).slice(2));
    await views.settled();
    await views.stop();
    const checkpoint = new Database(join(dir, 'views.sqlite'));
    checkpoint.exec(`UPDATE checkpoint SET position = '9999'`);
    checkpoint.close();
    const again = open();
    await again.settled();
    await append(library(5).slice(3));
    await again.settled();
    expect(codes(again)).toHaveLength(5);
  });

  it('begins anew when its file is none of its own', async () => {
    await append(library(2));
    const file = join(dir, 'garbage.sqlite');
    (await import('node:fs')).writeFileSync(file, 'this is no database, and it is long enough to be looked at'.repeat(40));
    const again = open({ file });
    await again.settled();
    expect(codes(again)).toHaveLength(2);
  });

  it('shares its file with nobody, and leaves it to the next', async () => {
    await append(library(2));
    await views.settled();
    expect(() => open()).toThrow(/open in another process \(pid \d+\): each process has a data directory of its own/);
    await views.stop();
    expect(codes(open())).toHaveLength(2);
  });

  it('says beside itself how far it has come in the log', async () => {
    const file = join(dir, 'views.sqlite');
    expect(await viewsStand(join(dir, 'nothing.sqlite'), store)).toBeNull();
    await append(library(4));
    await views.settled();
    expect(await viewsStand(file, store)).toEqual({ atEnd: true, progress: 1, parked: 0 });
    await views.stop();
    const read = Number(await store.head());
    await append(library(8).slice(4));
    expect(await viewsStand(file, store)).toEqual({ atEnd: false, progress: read / Number(await store.head()), parked: 0 });
    writeFileSync(join(dir, 'garbage.sqlite'), 'this is no database, and it is long enough to be looked at'.repeat(40));
    await expect(viewsStand(join(dir, 'garbage.sqlite'), store)).rejects.toMatchObject({ code: 'SQLITE_NOTADB' });
  });

  it('parks a dossier with an event that cannot be read, visibly, and goes on with the others', async () => {
    const [sick, well] = library(2) as [Journey, Journey];
    await append([sick]);
    await views.settled();
    const later = stored(`dossier-${sick.state.id}`, sick.log).at(-1);
    const poison = { ...later, id: '11111111-1111-4111-8111-111111111111', metadata: { ...later?.metadata, schema: 99 } };
    await store.append(`dossier-${sick.state.id}`, sick.log.length - 1, [poison as never]);
    await append([well]);
    await views.settled();
    expect(views.parked()).toEqual([
      { dossier: sick.state.id, revision: sick.log.length, error: expect.stringContaining('schema 99') },
    ]);
    expect(views.health()).toMatchObject({ parked: 1, error: null });
    expect(codes(views)).toEqual([codeOf(0), codeOf(1)]);
    const before = checksums(views);
    await views.rebuild('all');
    expect(checksums(views)).toEqual(before);
  });

  it('goes on without search tokens while a key cannot be had, and finds the dossier when it can', async () => {
    let broken = true;
    const model = open({
      file: join(dir, 'tokens.sqlite'),
      searchTokensOf: async () => {
        if (broken) throw new Error('the key store is away');
        return ['an'];
      },
    });
    const find = () => model.listDossiers({ scope: 'all', now: 0, search: { tokens: [['an', 'other']] } }).data.length;
    await append(library(1));
    await model.settled();
    expect(model.parked()).toMatchObject([{ error: 'no search tokens: the key store is away' }]);
    expect([codes(model).length, find(), model.nextAlarm() !== null]).toEqual([1, 0, true]);
    broken = false;
    await model.retryParked();
    expect([find(), model.parked().length]).toEqual([1, 0]);
  });

  it('resumes by itself when its subscription broke', async () => {
    const journeys = library(3);
    await append(journeys.slice(0, 1));
    await views.settled();
    const readAll = store.readAll.bind(store);
    let breaks = 2;
    store.readAll = async (options) => {
      if (breaks > 0) {
        breaks -= 1;
        throw new Error('connection lost');
      }
      return readAll(options);
    };
    await append(journeys.slice(1));
    await views.settled();
    expect(codes(views)).toHaveLength(3);
    while (!views.caughtUp) await new Promise((resolve) => setTimeout(resolve, 5));
  });

  it('tells its listeners which dossiers changed, once they can be read', async () => {
    const changed: string[] = [];
    views.onChange(({ dossiers }) => changed.push(...dossiers.filter(() => codes(views).length > 0)));
    const [journey] = library(1) as [Journey];
    await append([journey]);
    await views.settled();
    expect(changed).toContain(journey.state.id);
  });

  it('is the same after a rebuild, also when the log grew meanwhile, and tells how far that is', async () => {
    const journeys = library(120);
    await append(journeys.slice(0, 110));
    await views.settled();
    const told: number[] = [];
    const rebuilt = views.rebuild('all', ({ done }) => told.push(done));
    await append(journeys.slice(110));
    await rebuilt;
    await views.settled();
    const fresh = open({ file: join(dir, 'fresh.sqlite') });
    await fresh.settled();
    expect(checksums(views)).toEqual(checksums(fresh));
    expect(told.at(-1)).toBeGreaterThanOrEqual(110);
  });

  it('rebuilds a view of another version beside the live one, which is asked until they change places', async () => {
    await append(library(60));
    await views.settled();
    const before = checksums(views);
    await views.stop();
    const raised = ALL_VIEWS.map((view) => (view.name === 'inbox' ? { ...view, version: view.version + 1 } : view));
    const again = open({ views: raised });
    expect(again.health().rebuilding).toEqual(['inbox']);
    expect(again.inbox({ scope: 'all', agency: 'H99.01', now: 0 }).data.length).toBeGreaterThan(0);
    while (again.health().rebuilding.length > 0) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(checksums(again)).toEqual(before);
  });

  it('does not answer from a table of other columns', async () => {
    await append(library(3));
    await views.settled();
    await views.stop();
    const other = ALL_VIEWS.map((view) =>
      view.name === 'alarms' ? { ...view, version: 2, columns: { ...view.columns, note: 'TEXT' as const } } : view,
    );
    const again = open({ views: other });
    expect(() => again.nextAlarm()).toThrow(ViewNotReady);
    while (again.health().rebuilding.length > 0) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(again.nextAlarm()).not.toBeNull();
  });
});
