import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { accepted, act, at, command, eventsNamed, read, receive, refusal, stepOf, tell } from './driving.js';
import type { Clerk } from './office.js';
import { agency, type Province, province } from './province.js';

/** The desk has one working day from Monday 2 March 08:00; the land registry must acknowledge what it is handed. */
const RECEIVED = at('03-02 08:00');
const DESK_DUE = at('03-03 08:00');

let here: Province;
let branch: Clerk;
let id: string;

beforeAll(async () => {
  here = await province({ now: RECEIVED });
  accepted(await here.administrator.put('/agencies/H99.11', agency('H99.11', [])));
  branch = await here.office.clerk('thao', 'H99.11', 'officer');
  ({ id } = await receive(here.desk, '9.900001'));
  await here.advance(at('03-02 09:00'));
  await act(here.desk, id, 'transfer-to-land-registry');
}, 60_000);
afterAll(() => here.close());

describe('a hand-over', () => {
  it('waits for the receiver: no action, and only its own acknowledgement', async () => {
    expect(
      refusal(await command(here.registrar, id, 'take-action', { action: 'conclude-appraisal', facts: { taxable: false } })),
    ).toEqual([409, 'handover-not-acknowledged']);
    expect(refusal(await command(here.desk, id, 'acknowledge-handover'))).toEqual([403, 'agency-not-responsible']);
    expect(refusal(await command(here.registrar, id, 'reject-handover'))).toEqual([422, 'body-invalid']);
    expect(accepted(await here.registrar.get('/inbox?handover=pending')).data).toMatchObject([
      { dossier: { id }, state: 'appraisal', handover: 'pending' },
    ]);
  });

  it('is rejected: the desk has it back on the same clock', async () => {
    await here.advance(at('03-02 10:00'));
    const { dossier } = await tell(here.registrar, id, 'reject-handover', { reason: 'Thiếu sơ đồ thửa đất' });
    expect(dossier.activeStates).toEqual(['received']);
    expect(stepOf(dossier, 'received.2')).toMatchObject({ agency: 'H99.01', dueAt: DESK_DUE, leftAt: null });
    expect(stepOf(dossier, 'appraisal.1')).toMatchObject({ deadlineState: 'none', handover: 'rejected' });
    expect((await eventsNamed(here.desk, id, 'HandoverRejected'))[0]?.data).toMatchObject({ reason: 'Thiếu sơ đồ thửa đất' });
    expect(refusal(await command(here.registrar, id, 'acknowledge-handover'))).toEqual([409, 'action-not-allowed']);
  });

  it('is made again, by the sender only', async () => {
    expect(refusal(await command(here.registrar, id, 'hand-over-again'))).toEqual([403, 'agency-not-responsible']);
    const { dossier } = await tell(here.desk, id, 'hand-over-again');
    expect(dossier.activeStates).toEqual(['appraisal']);
    expect(stepOf(dossier, 'appraisal.2')).toMatchObject({ handover: 'pending', agency: 'H99.10', dueAt: null });
  });

  it('is made once more to another agency, which sees the dossier from then on', async () => {
    expect(refusal(await branch.get(`/dossiers/${id}`))).toEqual([404, 'dossier-not-found']);
    expect(refusal(await command(here.desk, id, 'hand-over-again', { agency: 'H99.77' }))).toEqual([422, 'agency-unknown']);
    await here.advance(at('03-02 11:00'));
    await tell(here.desk, id, 'hand-over-again', { step: 'appraisal.2', agency: 'H99.11' });
    expect(stepOf(await read(branch, id), 'appraisal.2')).toMatchObject({ agency: 'H99.11', handover: 'pending' });
    expect(refusal(await command(here.registrar, id, 'acknowledge-handover'))).toEqual([403, 'agency-not-responsible']);
  });

  it('is acknowledged: the receiver’s clock begins, the sender’s ends in time', async () => {
    await here.advance(at('03-02 14:00'));
    const { dossier } = await tell(branch, id, 'acknowledge-handover');
    // One working day from 14:00.
    expect(stepOf(dossier, 'appraisal.2')).toMatchObject({
      handover: 'acknowledged',
      acknowledgedAt: at('03-02 14:00'),
      dueAt: at('03-03 14:00'),
    });
    expect(stepOf(dossier, 'received.2')).toMatchObject({ leftAt: at('03-02 14:00'), deadlineState: 'met' });
    await act(branch, id, 'conclude-appraisal', { taxable: false });
  });

  it('leaves the desk late with what nobody acknowledges', async () => {
    const { id: waiting } = await receive(here.desk, '9.900001');
    await act(here.desk, waiting, 'transfer-to-land-registry');
    // One working day from 14:00.
    await here.advance(at('03-03 15:00'));
    expect(
      (await eventsNamed(here.desk, waiting, 'StepBecameOverdue')).map((e) => [e.data.deadline, e.data.agency, e.occurredAt]),
    ).toEqual([['received', 'H99.01', at('03-03 14:00:01')]]);
    expect((await read(here.desk, waiting)).apologyTasks).toMatchObject([{ agency: 'H99.01', status: 'owed' }]);
  });
});
