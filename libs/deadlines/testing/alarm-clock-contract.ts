import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import type { AlarmClock, DossierAlarm } from '../index.js';
import { until } from './until.js';

jest.setTimeout(30_000);

/** What every alarm clock does, whatever carries it. `retryAfterMs` of the clock under test is 50. */
export const keepsTheAlarmClockContract = (make: (now: () => number) => Promise<AlarmClock>): void => {
  let clock: AlarmClock;
  let offset = 0;
  let rung: { alarm: DossierAlarm; at: number }[];
  let failures = 0;
  const now = (): number => Date.now() + offset;
  const alarm = (dossier: string, at: number): DossierAlarm => ({ dossier, deadline: 'dossier', version: 1, rung: 'due', at });

  beforeEach(async () => {
    offset = 0;
    failures = 0;
    rung = [];
    clock = await make(now);
    await clock.start(async (rings) => {
      rung.push({ alarm: rings, at: now() });
      if (failures > 0) {
        failures -= 1;
        throw new Error('not now');
      }
    });
  });
  afterEach(() => clock.stop());

  it('rings each alarm once, and not before its time', async () => {
    const start = now();
    const alarms = [300, 100, 200].map((delay, i) => alarm(`d${i}`, start + delay));
    expect(await clock.set(alarms)).toBe(true);
    await until(() => rung.length === 3);
    await sleep(150);
    expect(rung.map((r) => r.alarm.dossier)).toEqual(['d1', 'd2', 'd0']);
    for (const { alarm: rings, at } of rung) expect(at).toBeGreaterThanOrEqual(rings.at);
  });

  it('rings an alarm of the past at once', async () => {
    await clock.set([alarm('late', now() - 86_400_000)]);
    await until(() => rung.length === 1, 1_000);
  });

  it('gives the alarm back as it was', async () => {
    const whole = { dossier: 'x', deadline: 'received.1', version: 3, rung: 'warn-1', at: now() };
    await clock.set([whole]);
    await until(() => rung.length === 1);
    expect(rung[0]?.alarm).toEqual(whole);
  });

  it('rings once what was set twice', async () => {
    const twice = alarm('twice', now() + 150);
    await Promise.all([clock.set([twice]), clock.set([twice, twice])]);
    await clock.set([twice]);
    await until(() => rung.length === 1);
    await sleep(300);
    expect(rung).toHaveLength(1);
  });

  it('tells alarms of one dossier apart by deadline, version and rung', async () => {
    const one = alarm('same', now());
    await clock.set([one, { ...one, deadline: 'received.1' }, { ...one, version: 2 }, { ...one, rung: 'warn-1' }]);
    await until(() => rung.length === 4);
  });

  it('rings what became due because its clock was moved, when it is set again', async () => {
    const tomorrow = alarm('tomorrow', now() + 86_400_000);
    await clock.set([tomorrow]);
    await sleep(100);
    expect(rung).toHaveLength(0);
    offset = 86_400_000;
    await clock.set([tomorrow]);
    await until(() => rung.length === 1);
  });

  it('tries again when a ring failed', async () => {
    failures = 1;
    await clock.set([alarm('again', now())]);
    await until(() => rung.length === 2);
  });

  it('gives up after a few tries, and takes the alarm again afterwards', async () => {
    failures = 3;
    await clock.set([alarm('hopeless', now())]);
    await until(() => rung.length === 3);
    await sleep(300);
    expect(rung).toHaveLength(3);
    await clock.set([alarm('hopeless', now())]);
    await until(() => rung.length === 4);
  });

  it('rings a thousand alarms of one instant', async () => {
    const at = now() + 100;
    await clock.set(Array.from({ length: 1_000 }, (_, i) => alarm(`d${i}`, at)));
    await until(() => rung.length === 1_000, 10_000);
    expect(new Set(rung.map((r) => r.alarm.dossier)).size).toBe(1_000);
  });

  it('rings nothing after it was stopped', async () => {
    await clock.set([alarm('never', now() + 100)]);
    await clock.stop();
    await sleep(250);
    expect(rung).toHaveLength(0);
  });
};
