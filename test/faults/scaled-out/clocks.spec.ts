import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { act, eventsNamed } from '../../acceptance/driving.js';
import { type Clerk, clerkAt, type Memory } from '../../acceptance/office.js';
import { Installation } from '../../scaled-out/installation.js';
import { buildServer } from '../server-process.js';
import { dueAt, minuteAfter, openRoundTheClock } from './round-the-clock.js';

/** The clocks of the machines go wrong by so much: two processes are ahead, two behind. */
const SKEWS: Readonly<Record<string, number>> = { 'api-1': 30_000, 'api-2': -30_000, 'worker-1': 30_000, 'worker-2': -30_000 };
const SKEWED = `--import=${join(import.meta.dirname, 'skewed-clock.mjs')}`;
const OF_EACH = 12;

let installation: Installation;
let desk: Clerk;

beforeAll(async () => {
  buildServer();
  installation = await Installation.open({
    envOf: (name) => ({ NODE_OPTIONS: SKEWED, CLOCK_SKEW_MS: String(SKEWS[name] ?? 0) }),
  });
  let turn = 0;
  const memory: Memory = { position: null };
  const clerk = async (subject: string, agency: string, role: 'reception' | 'administrator') =>
    clerkAt(
      () => installation.apis[++turn % 2]?.url ?? '',
      await installation.issuer.issue({ subject, agency, roles: [role] }),
      memory,
    );
  await openRoundTheClock(await clerk('quan-tri', 'H99', 'administrator'));
  desk = await clerk('lan', 'H99.01', 'reception');
}, 300_000);
afterAll(() => installation.close(), 60_000);

const aheadOf = async (url: string): Promise<number> =>
  Number(/^lien_thong_clock_ahead_seconds (\S+)$/m.exec(await (await fetch(`${url}/metrics`)).text())?.[1]);

describe('processes whose clocks are 30 seconds off, one way and the other', () => {
  it('know by how much, and do not go by them', async () => {
    for (const { name, url } of installation.members.values())
      expect([name, Math.round((await aheadOf(url)) / 5) * 5]).toEqual([name, (SKEWS[name] ?? 0) / 1000]);
  });

  it('find nobody late who was in time, and everybody who was late, once', async () => {
    const due = minuteAfter(50_000);
    const punctual = await Promise.all(Array.from({ length: OF_EACH }, () => dueAt(desk, due)));
    const late = await Promise.all(Array.from({ length: OF_EACH }, () => dueAt(desk, due)));
    // At the last moment: whoever went by a clock that is ahead would have found them late already.
    await sleep(Math.max(0, due - Date.now() - 20_000));
    await Promise.all(punctual.map(({ id }) => act(desk, id, 'transfer')));
    expect(Date.now()).toBeLessThan(due);
    await sleep(Math.max(0, due - Date.now()) + 1_000);
    await everyOneHasRung(late.map(({ id }) => id));
    for (const { id } of punctual) expect(await eventsNamed(desk, id, 'StepBecameOverdue')).toEqual([]);
    for (const { id } of late) {
      const [breach, ...more] = await eventsNamed(desk, id, 'StepBecameOverdue');
      expect(more).toEqual([]);
      expect(Date.parse(breach?.recordedAt ?? '')).toBeGreaterThan(due);
    }
    // Nothing was recorded in the future of the time that all share.
    for (const { id } of [...punctual, ...late])
      for (const { recordedAt } of await eventsNamed(desk, id, 'DossierReceived', 'StepBecameOverdue', 'TransferredToParks'))
        expect(Date.parse(recordedAt)).toBeLessThanOrEqual(Date.now() + 1_000);
  }, 300_000);
});

/** However long the workers take; the test's own time limit is the end of patience. */
const everyOneHasRung = async (ids: readonly string[]): Promise<void> => {
  for (const id of ids) while ((await eventsNamed(desk, id, 'StepBecameOverdue')).length === 0) await sleep(100);
};
