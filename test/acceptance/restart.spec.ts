import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { application } from './application.js';
import { accepted, act, at, command, eventsNamed, read, receive, tell } from './driving.js';
import { isScaledOut } from './premises.js';
import { type Province, province } from './province.js';

const READS = [
  '',
  '/events',
  '/timeline',
  '/deadlines',
  '/deadlines/dossier/explanation',
  '/accountability',
  '/actions',
  '/diff?from=0&to=3',
];
const LISTS = [
  '/dossiers',
  '/dossiers?q=nguyet',
  '/deadlines',
  '/deadlines/summary?groupBy=agency',
  '/inbox',
  '/apology-tasks',
  '/procedures',
  '/agencies',
];

let here: Province;
let id: string;
const created = { 'idempotency-key': 'created before' };
const annotated = { 'idempotency-key': 'annotated before' };

beforeAll(async () => {
  here = await province({ now: at('03-02 08:00') });
  ({ id } = accepted(await here.desk.post('/dossiers', application('9.900001'), created)));
  await act(here.desk, id, 'transfer-to-land-registry');
  await tell(here.registrar, id, 'acknowledge-handover');
}, 60_000);
afterAll(() => here.close());

describe('an office that is closed and opened again', () => {
  it('answers as before', async () => {
    await here.advance(at('03-04 09:00'));
    accepted(await command(here.registrar, id, 'annotate', { text: 'trước khi tắt' }, {}, annotated));
    const answers = async () => [
      ...(await Promise.all(READS.map((what) => read(here.registrar, id, what)))),
      ...(await Promise.all(LISTS.map(async (list) => accepted(await here.registrar.get(list))))),
    ];
    const before = await answers();
    await here.office.restart();
    expect(await answers()).toEqual(before);
  }, 30_000);

  it('knows its replays', async () => {
    const head = await here.office.engine.store.head();
    const again = await here.desk.post('/dossiers', application('9.900001'), created);
    expect([again.status, again.headers.get('idempotency-replayed'), again.body.id]).toEqual([201, 'true', id]);
    expect(again.body.receipt.secret).toBeTruthy();
    const note = await command(here.registrar, id, 'annotate', { text: 'trước khi tắt' }, {}, annotated);
    expect(note.headers.get('idempotency-replayed')).toBe('true');
    expect((await command(here.registrar, id, 'annotate', { text: 'khác' }, {}, annotated)).status).toBe(422);
    expect(await here.office.engine.store.head()).toEqual(head);
  });

  it(`goes on ${isScaledOut ? 'where the shared sandbox clock stands in the log' : 'at the last recorded instant, not where the sandbox clock had been moved'}`, async () => {
    expect(accepted(await here.desk.get('/test-clock')).now).toBe(at('03-04 09:00'));
    await here.advance(at('03-04 09:30'));
    await here.office.restart();
    expect(accepted(await here.desk.get('/test-clock')).now).toBe(at(isScaledOut ? '03-04 09:30' : '03-04 09:00'));
  }, 30_000);

  it('rings what is still to ring, and nothing twice', async () => {
    // The appraisal of one working day from 2 March 08:00 was missed before; its rungs go on after the restart.
    expect(await eventsNamed(here.registrar, id, 'StepBecameOverdue')).toHaveLength(1);
    await here.advance(at('03-19 08:00:01'));
    expect((await eventsNamed(here.registrar, id, 'DeadlineEscalated')).map((e) => [e.data.deadline, e.data.rung])).toEqual([
      ['appraisal', 1],
      ['appraisal', 2],
      ['appraisal', 3],
    ]);
    expect((await eventsNamed(here.registrar, id, 'StepBecameOverdue', 'DossierBecameOverdue')).map((e) => e.occurredAt)).toEqual(
      [at('03-03 08:00:01'), at('03-19 08:00:01')],
    );
  });

  it('gives the next code of the day', async () => {
    const first = await receive(here.desk, '9.900003');
    await here.office.restart();
    const second = await receive(here.desk, '9.900003');
    expect([first.code, second.code]).toEqual(['H99.01-260319-0001', 'H99.01-260319-0002']);
  }, 30_000);
});
