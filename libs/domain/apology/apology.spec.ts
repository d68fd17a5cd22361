import { describe, expect, it } from '@jest/globals';
import {
  Journey,
  lan,
  march,
  newDossier,
  policeOfficer,
  registrar,
  registryHead,
  taxOfficer,
  world,
} from '../testing/fixtures.js';
import { land } from '../testing/procedures.js';

const appraised = () =>
  new Journey(world(land))
    .at(march('02 08:00'))
    .do(lan, newDossier())
    .at(march('02 09:00'))
    .do(lan, { type: 'take-action', action: 'transfer-to-land-registry' })
    .do(registrar, { type: 'acknowledge-handover' });
const late = () => appraised().at(march('06 08:00'));
const taskOf = (j: Journey): string => j.state.tasks[0]?.id ?? '';
const draft = (j: Journey, newAppointment?: string) =>
  ({
    type: 'draft',
    task: taskOf(j),
    reasonClass: 'subjective',
    reason: 'chậm',
    ...(newAppointment ? { newAppointment } : {}),
  }) as const;
const issued = (j: Journey, newAppointment?: string) =>
  j
    .do(registrar, draft(j, newAppointment))
    .do(registryHead, { type: 'sign', task: taskOf(j) })
    .do(registrar, { type: 'issue', task: taskOf(j), number: '1' });

describe('the duty to apologise', () => {
  it('is the late agency’s, due one working day before the appointment while that lies ahead', () => {
    expect(late().state.tasks).toMatchObject([
      { agency: 'H99.10', status: 'owed', breaches: ['appraisal.v1'], dueAt: march('18 17:30') },
    ]);
  });

  it('is one per agency: a later breach is added to the open task, the dossier’s own to the first late agency’s', () => {
    const j = appraised().at(march('20 08:00'));
    expect(j.state.tasks).toMatchObject([{ agency: 'H99.10', breaches: ['appraisal.v1', 'dossier.v1'] }]);
    expect(j.count('ApologyTaskExtended')).toBe(1);
  });

  it('is the lead’s where the dossier is late and no step is', () => {
    const short = { ...land, timeLimit: { value: 1, unit: 'workingDay' as const } };
    const j = new Journey(world(short))
      .at(march('02 08:00'))
      .do(lan, newDossier())
      .do(lan, { type: 'take-action', action: 'transfer-to-land-registry' });
    j.do(registrar, { type: 'acknowledge-handover' }).at(march('03 09:00'));
    expect(j.state.tasks).toMatchObject([{ agency: 'H99.10', breaches: ['dossier.v1'], dueAt: march('03 17:30') }]);
  });

  it('is open until delivered: a breach after that raises a new task', () => {
    const j = issued(late(), '2026-03-25');
    j.do(registrar, { type: 'take-action', action: 'transfer', facts: { taxable: false } });
    j.do(lan, { type: 'record-delivery', task: taskOf(j), channel: 'post' }).at(march('16 08:00'));
    expect(j.state.tasks).toMatchObject([
      { status: 'delivered' },
      { agency: 'H99.10', status: 'owed', breaches: ['certification.v1'] },
    ]);
  });

  it('has a deadline of its own, whose miss is nobody’s second lateness', () => {
    const j = late().at(march('19 07:31'));
    expect(j.log.filter((e) => e.type === 'DutyDeadlineMissed').map((e) => e.occurredAt)).toEqual([march('18 17:30:01')]);
    expect(j.state.tasks).toHaveLength(1);
  });

  it('is waived by the head alone, and rings no more', () => {
    const j = late();
    const waive = { type: 'waive', task: taskOf(j), legalBasis: 'x', reason: 'bão' } as const;
    expect(j.refused(registrar, waive)).toBe('agency-not-responsible');
    j.do(registryHead, waive).at(march('19 07:31'));
    expect([j.count('DutyDeadlineMissed'), j.state.notices['apology.1']?.status]).toEqual([0, 'superseded']);
  });
});

describe('a letter', () => {
  it('is drafted, signed by another person, issued and delivered, in that order', () => {
    const j = late();
    expect(j.refused(registryHead, { type: 'sign', task: taskOf(j) })).toBe('task-not-in-state');
    expect(j.refused(policeOfficer, draft(j))).toBe('agency-not-responsible');
    expect(j.refused(taxOfficer, { ...draft(j), task: 'none' })).toBe('task-unknown');
    j.do(registrar, draft(j));
    expect(j.refused(registrar, { type: 'issue', task: taskOf(j), number: '1' })).toBe('task-not-in-state');
    expect(j.refused(registrar, { type: 'sign', task: taskOf(j) })).toBe('agency-not-responsible');
  });

  it('promises a working day later than today', () => {
    const j = late();
    for (const day of ['2026-03-06', '2026-03-05', '2026-03-07', '2026-03-08'])
      expect(j.refused(registrar, draft(j, day))).toBe('new-appointment-invalid');
    expect(j.refused(registrar, draft(j, '2026-03-09'))).toBe('accepted');
  });

  it('moves the appointment once; the verdict stays against the clock', () => {
    const j = issued(late(), '2026-03-25');
    expect(j.page()).toMatchObject({
      appointment: { promisedAt: march('19 08:00'), currentAt: march('25 17:30'), reappointments: 1 },
      clock: { dueAt: march('19 08:00') },
    });
    j.do(lan, { type: 'record-delivery', task: taskOf(j), channel: 'post' }).at(march('20 08:00'));
    const second = { ...draft(j), task: j.state.tasks[1]?.id ?? '' };
    expect(j.refused(registrar, { ...second, newAppointment: '2026-03-27' })).toBe('reappointment-limit-reached');
    expect(j.refused(registrar, second)).toBe('accepted');
    expect(j.page().verdict).toMatchObject({ byFact: 'open-late', asReappointed: 'on-time' });
  });

  it('that promised a day has that day as a deadline, with a breach and no new letter while one is open', () => {
    const j = issued(late(), '2026-03-10').at(march('11 08:00'));
    expect(j.state.notices['reappointment.1']).toMatchObject({ kind: 'dossier', status: 'missed', dueAt: march('10 17:30') });
    expect(j.state.tasks).toMatchObject([{ status: 'issued', breaches: ['appraisal.v1', 'reappointment.1.v1'] }]);
  });

  it('is not met by a letter that claims to have been written long before it was entered; its delivery may be', () => {
    const j = late().at(march('20 08:00'));
    const long = { occurredAt: march('17 09:00'), evidence: { kind: 'document', reference: 'x' } } as const;
    expect(j.refused(registrar, { ...draft(j), ...long })).toBe('late-entry-not-possible');
    issued(j).do(lan, { type: 'record-delivery', task: taskOf(j), channel: 'direct', ...long });
    expect(j.state.tasks).toMatchObject([{ status: 'delivered' }]);
    expect(j.state.notices['apology.1']).toMatchObject({ status: 'missed' });
  });
});
