import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { act, at, eventsNamed, read, receive, stepOf, tell } from './driving.js';
import { type Province, province } from './province.js';

/** Copies of civil-status records are due on the day of receipt; after 15:00, and on days off, they count as of the next morning. */
let here: Province;
beforeAll(async () => {
  here = await province({ now: at('03-02 14:59') });
}, 60_000);
afterAll(() => here.close());

describe('a same-day copy', () => {
  it.each([
    ['before the cut-off', at('03-02 14:59'), at('03-02 17:30'), at('03-02 14:59'), at('03-02 16:59')],
    ['at the cut-off', at('03-02 15:00'), at('03-02 17:30'), at('03-02 15:00'), at('03-02 17:00')],
    [
      'a second after the cut-off, in its minute',
      at('03-02 15:00:01'),
      at('03-02 17:30'),
      at('03-02 15:00:01'),
      at('03-02 17:00'),
    ],
    ['a minute after the cut-off', at('03-02 15:01'), at('03-03 17:30'), at('03-03 07:30'), at('03-03 09:30')],
    ['on a Friday a minute after the cut-off', at('03-06 15:01'), at('03-09 17:30'), at('03-09 07:30'), at('03-09 09:30')],
    ['on a Saturday morning', at('03-07 10:00'), at('03-09 17:30'), at('03-09 07:30'), at('03-09 09:30')],
    // 30 April and 1 May are holidays, 2 and 3 May a weekend.
    ['on the eve of the holidays after the cut-off', at('04-29 15:01'), at('05-04 17:30'), at('05-04 07:30'), at('05-04 09:30')],
    // 22 August is a Saturday worked in place of Monday 31 August.
    ['on a Saturday that is worked', at('08-22 14:00'), at('08-22 17:30'), at('08-22 14:00'), at('08-22 16:00')],
  ])('received %s', async (_when, receivedAt, dueAt, takenAt, deskUntil) => {
    await here.advance(receivedAt);
    const received = await receive(here.desk, '9.900003', { facts: { copies: 2, recordKind: 'birth' } });
    expect(received).toMatchObject({
      receivedAt,
      appointment: { promisedAt: dueAt },
      clock: { dueAt, allotted: { value: 0, unit: 'workingDay' } },
    });
    // The desk's two working hours begin when the receipt counts.
    expect(stepOf(received, 'received.1')).toMatchObject({ dueAt: deskUntil });
    expect(await read(here.desk, received.id, '/deadlines/dossier/explanation')).toMatchObject({
      start: receivedAt,
      takenAt,
      dueAt,
      cutoff: '15:00',
      policy: 'CIVIL_DATE',
    });
  });

  it('is returned on its day', async () => {
    await here.advance(at('08-24 08:00'));
    const { id } = await receive(here.desk, '9.900003');
    await act(here.desk, id, 'transfer-to-civil-registry');
    await act(here.copyist, id, 'submit-for-signing');
    await here.advance(at('08-24 17:30'));
    await tell(here.copyist, id, 'issue-result', { result: 'certified-copy' });
    await tell(here.desk, id, 'return-result', { channel: 'direct' });
    const page = await read(here.desk, id);
    expect(page.verdict.byFact).toBe('on-time');
    expect(await eventsNamed(here.desk, id, 'DossierBecameOverdue')).toEqual([]);
  });
});
