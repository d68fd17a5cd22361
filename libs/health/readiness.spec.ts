import { afterEach, describe, expect, it } from '@jest/globals';
import { MemoryEventStore } from '@lien-thong/event-store';
import { ReadModel, type ReadModelHealth } from '@lien-thong/read-model';
import { appendJourney } from '../read-model/testing/journeys.js';
import { library } from '../read-model/testing/library.js';
import { HealthChecks } from './health-checks.js';
import { startHealthServer } from './health-server.js';
import { Metrics } from './metrics.js';
import { viewsFinding } from './readiness.js';

/** A log that is read in small pieces, the first so many of them at once and the others when it is told to go on. */
class SlowLog extends MemoryEventStore {
  goOn = (): void => {};
  readonly #told = new Promise<void>((resolve) => {
    this.goOn = resolve;
  });
  #pieces = 3;

  override async readAll(options: Parameters<MemoryEventStore['readAll']>[0]) {
    this.#pieces -= 1;
    if (this.#pieces < 0) await this.#told;
    return super.readAll({ ...options, limit: 20 });
  }
}

describe('the readiness of a process that reads the log', () => {
  const closing: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
  });

  it('is missing, with the percentage that was read, until it has come to the end', async () => {
    const log = new SlowLog();
    closing.push(() => log.close());
    for (const { state, log: events } of library(20)) await appendJourney(log, state.id, events);
    const views = new ReadModel({ file: ':memory:', store: log, searchTokensOf: async () => null });
    closing.unshift(async () => {
      log.goOn();
      await views.stop();
    });
    const checks = new HealthChecks();
    checks.register({ name: 'views', check: () => viewsFinding(views.health()) });
    const server = await startHealthServer({ host: '127.0.0.1', port: 0 }, checks, new Metrics());
    closing.unshift(() => server.close());
    const asked = async () => {
      const answer = await fetch(`${server.url}/health/ready`);
      const { checks: found } = (await answer.json()) as { checks: { ok: boolean; detail: string }[] };
      return { status: answer.status, ...found[0] };
    };
    expect(await asked()).toMatchObject({ status: 503, ok: false, detail: expect.stringMatching(/^reading the log: 0 %/) });
    views.start();
    let now = await asked();
    while (/: 0 %/.test(now.detail ?? '')) now = await asked();
    expect(now).toMatchObject({
      status: 503,
      ok: false,
      detail: expect.stringMatching(/^reading the log: [1-9]\d? % after \d+ s$/),
    });
    log.goOn();
    while (now.status === 503) now = await asked();
    expect(now).toMatchObject({ status: 200, ok: true, detail: 'at the end of the log' });
  });

  const live: ReadModelHealth = {
    position: '7',
    caughtUp: true,
    wasLive: true,
    progress: 1,
    behindMs: 0,
    parked: 0,
    rebuilding: [],
    error: null,
  };

  it.each([
    ['at the end of the log', {}, true, 'at the end of the log'],
    ['a moment behind', { caughtUp: false, behindMs: 9_999 }, true, 'behind the log for 9999 ms'],
    ['behind for long', { caughtUp: false, behindMs: 10_000 }, false, 'behind the log for 10000 ms'],
    [
      'young, and never at the end',
      { caughtUp: false, wasLive: false, behindMs: 40, progress: 0.999 },
      false,
      'reading the log: 99 % after 0 s',
    ],
    ['making a view anew', { rebuilding: ['inbox'] }, false, 'at the end of the log; rebuilding inbox'],
    ['unable to read a dossier', { parked: 2 }, true, 'at the end of the log; 2 dossiers parked'],
  ])('of views that are %s', (_, health, ok, detail) => {
    expect(viewsFinding({ ...live, ...health })).toEqual({ ok, detail });
  });
});
