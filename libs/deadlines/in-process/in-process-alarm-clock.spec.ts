import { describe, expect, it, jest } from '@jest/globals';
import { InProcessAlarmClock } from '../index.js';
import { keepsTheAlarmClockContract } from '../testing/alarm-clock-contract.js';

describe('the alarm clock in process', () => {
  keepsTheAlarmClockContract(async (now) => new InProcessAlarmClock({ now, retryAfterMs: 50 }));

  it('never sleeps longer than a minute, so that no delay overflows', async () => {
    const sleeps = jest.spyOn(globalThis, 'setTimeout');
    const clock = new InProcessAlarmClock({ now: () => 0 });
    await clock.start(async () => {});
    await clock.set([{ dossier: 'd', deadline: 'dossier', version: 1, rung: 'due', at: 40 * 86_400_000 }]);
    expect(sleeps.mock.calls.at(-1)?.[1]).toBe(60_000);
    sleeps.mockRestore();
    await clock.stop();
  });
});
