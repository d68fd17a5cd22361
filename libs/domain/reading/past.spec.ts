import { describe, expect, it } from '@jest/globals';
import { toMs } from '@lien-thong/calendar';
import fc from 'fast-check';
import { evolve } from '../dossier/evolve.js';
import { type Dossier, noDossier } from '../dossier/state.js';
import { Journey, lan, newDossier, policeOfficer, registrar, registryHead, world } from '../testing/fixtures.js';
import { land, opinions } from '../testing/procedures.js';
import { accountabilityOf } from './accountability.js';
import { deadlinePages } from './deadlines.js';
import { diffOf } from './diff.js';
import { type DossierPage, dossierPage } from './page.js';
import { foldAsOf, judgedAt, type PastRead } from './past.js';
import { moves, wander } from './testing/wander.js';
import { timelineOf } from './timeline.js';

const appraised = () =>
  new Journey(world(land, opinions))
    .do(lan, newDossier())
    .at('2026-03-02T09:00:00+07:00')
    .do(lan, { type: 'take-action', action: 'transfer-to-land-registry' })
    .do(registrar, { type: 'acknowledge-handover' });

/** Done on Wednesday, 4 March; entered on Monday, 9 March; approved on Tuesday, 10 March. */
const enteredLate = () => {
  const j = appraised().at('2026-03-09T09:00:00+07:00');
  j.do(registrar, {
    type: 'take-action',
    action: 'transfer',
    facts: { taxable: false },
    occurredAt: '2026-03-04T16:00:00+07:00',
    evidence: { kind: 'document', reference: 'CV 12' },
  });
  return j.at('2026-03-10T09:00:00+07:00').do(registryHead, { type: 'approve-correction', correction: 'correction.1' });
};

const read = (j: Journey, past: { asOf?: string; validAt?: string }): { dossier: Dossier; page: DossierPage } | null => {
  const at: PastRead = {
    ...(past.asOf ? { asOf: toMs(past.asOf) } : {}),
    ...(past.validAt ? { validAt: toMs(past.validAt) } : {}),
  };
  const dossier = foldAsOf(j.log, at);
  return dossier && { dossier, page: dossierPage(dossier, j.world.rules, judgedAt(at, j.now)) };
};

describe('a dossier as it was recorded', () => {
  it('knows nothing of an act before it was entered', () => {
    expect(read(enteredLate(), { asOf: '2026-03-05T08:00:00+07:00' })?.page).toMatchObject({
      activeStates: ['appraisal'],
      corrections: [],
      apologyTasks: [],
      steps: [{}, { leftAt: null, deadlineState: 'due-soon' }],
    });
  });

  it('knows the breach before the late entry, and the claim after it', () => {
    const j = enteredLate();
    expect(read(j, { asOf: '2026-03-06T08:00:00+07:00' })?.page).toMatchObject({
      apologyTasks: [{ status: 'owed' }],
      steps: [{}, { deadlineState: 'overdue' }],
    });
    expect(read(j, { asOf: '2026-03-09T12:00:00+07:00' })?.page).toMatchObject({
      activeStates: ['certification'],
      corrections: [{ status: 'pending' }],
      apologyTasks: [{ status: 'owed' }],
      steps: [{}, { leftAt: '2026-03-09T09:00:00+07:00', deadlineState: 'missed' }, {}],
    });
  });

  it('lets the claimed time count from its approval on, that instant included', () => {
    const j = enteredLate();
    const before = read(j, { asOf: '2026-03-10T08:59:59+07:00' })?.page;
    const after = read(j, { asOf: '2026-03-10T09:00:00+07:00' })?.page;
    expect(before?.steps[1]).toMatchObject({ deadlineState: 'missed' });
    expect(after?.steps[1]).toMatchObject({ leftAt: '2026-03-04T16:00:00+07:00', deadlineState: 'met' });
    expect(after?.apologyTasks).toMatchObject([{ status: 'withdrawn' }]);
  });

  it('is none before its receipt', () => {
    expect(read(appraised(), { asOf: '2026-03-02T07:59:59+07:00' })).toBeNull();
    expect(read(appraised(), { validAt: '2026-03-02T07:59:59+07:00' })).toBeNull();
    expect(read(appraised(), { asOf: '2026-03-02T08:00:00+07:00' })?.page).toMatchObject({ activeStates: ['received'] });
  });

  it('counts its revisions by what was recorded', () => {
    const j = enteredLate();
    expect(read(j, { asOf: '2026-03-02T08:00:00+07:00' })?.dossier.revision).toBe(
      j.log.filter((e) => e.recordedAt === '2026-03-02T08:00:00+07:00').length - 1,
    );
    expect(read(j, { validAt: '2026-03-02T08:00:00+07:00' })?.dossier.revision).toBe(j.state.revision);
  });
});

describe('a dossier as it was true', () => {
  it('has moved on by the time that counts, as far as is known now', () => {
    const j = enteredLate();
    expect(read(j, { validAt: '2026-03-04T15:59:00+07:00' })?.page.activeStates).toEqual(['appraisal']);
    expect(read(j, { validAt: '2026-03-04T16:00:00+07:00' })?.page).toMatchObject({
      activeStates: ['certification'],
      steps: [{}, { leftAt: '2026-03-04T16:00:00+07:00', deadlineState: 'met' }, {}],
      corrections: [{ status: 'approved' }],
    });
  });

  it('keeps letters and notices to the time of their announcement', () => {
    const j = enteredLate();
    expect(read(j, { validAt: '2026-03-05T08:00:00+07:00' })?.dossier.notices.appraisal).toMatchObject({ status: 'armed' });
    expect(read(j, { validAt: '2026-03-05T08:00:00+07:00' })?.dossier.tasks).toEqual([]);
    expect(read(j, { validAt: '2026-03-09T12:00:00+07:00' })?.dossier.tasks).toMatchObject([{ status: 'owed' }]);
  });

  it('was still open on that day for one who knew no better then', () => {
    const j = enteredLate();
    const wednesday = '2026-03-04T17:00:00+07:00';
    expect(read(j, { validAt: wednesday, asOf: '2026-03-09T12:00:00+07:00' })?.page.activeStates).toEqual(['appraisal']);
    expect(read(j, { validAt: wednesday, asOf: '2026-03-10T12:00:00+07:00' })?.page.activeStates).toEqual(['certification']);
  });

  it('shows what was announced of a missed step only from its breach on', () => {
    const j = appraised().at('2026-03-06T08:00:00+07:00');
    const at = toMs('2026-03-05T09:00:00+07:00');
    const dossier = foldAsOf(j.log, { validAt: at }) as Dossier;
    expect(dossier.tasks).toEqual([]);
    expect(deadlinePages(dossier, j.world.rules, at).find((d) => d.id === 'appraisal')).toMatchObject({
      state: 'due-soon',
      breach: null,
    });
  });

  it('enters the step after a join with the latest of the legs’ ends, whoever recorded it last', () => {
    const j = new Journey(world(land, opinions)).do(lan, newDossier({ procedure: '9.900004' }));
    j.at('2026-03-02T09:00:00+07:00').do(lan, { type: 'take-action', action: 'ask-opinions' });
    const answer = (agency: string, occurredAt: string) =>
      j.do({ subject: agency, agency, roles: ['officer'] }, { type: 'take-action', action: 'answer', occurredAt });
    j.at('2026-03-03T09:00:00+07:00').do(policeOfficer, { type: 'take-action', action: 'answer' });
    j.at('2026-03-03T11:00:00+07:00');
    answer('H99.30', '2026-03-03T10:30:00+07:00');
    answer('H99.40', '2026-03-03T08:00:00+07:00');
    expect(j.state.steps.some((s) => s.state === 'decision')).toBe(true);
    expect(read(j, { validAt: '2026-03-03T10:00:00+07:00' })?.page.activeStates).toEqual(['opinions.environment.review']);
    expect(read(j, { validAt: '2026-03-03T10:00:00+07:00' })?.dossier.notices.decision).toBeUndefined();
    expect(read(j, { validAt: '2026-03-03T10:30:00+07:00' })?.page).toMatchObject({ activeStates: ['decision'] });
  });
});

describe('any past of any dossier', () => {
  const procedure = fc.constantFrom('9.900001' as const, '9.900004' as const);
  const channel = fc.constantFrom('direct' as const, 'online' as const);

  it('can be read whole: as of an instant what was recorded until then, as true now the dossier itself', () => {
    fc.assert(
      fc.property(moves, procedure, channel, fc.array(fc.nat(20), { minLength: 2, maxLength: 2 }), (path, code, sent, picks) => {
        const j = wander(path, code, sent);
        const instants = [...new Set(j.log.flatMap((e) => [toMs(e.recordedAt), toMs(e.occurredAt)]))];
        expect(foldAsOf(j.log, { validAt: j.now })).toEqual(j.state);
        for (const pick of picks) {
          const past = { asOf: instants[(pick * 7) % instants.length], validAt: instants[(pick * 3) % instants.length] };
          expect(foldAsOf(j.log, { asOf: past.asOf })).toEqual(recordedBy(j, past.asOf ?? 0));
          for (const at of [past, { validAt: past.validAt }, { asOf: past.asOf }])
            whole(foldAsOf(j.log, at), j, judgedAt(at, j.now));
        }
      }),
      { numRuns: 12, endOnFailure: true },
    );
  });

  const recordedBy = (j: Journey, asOf: number): Dossier | null => {
    const events = j.log.filter((e) => toMs(e.recordedAt) <= asOf);
    return events.length === 0 ? null : events.reduce(evolve, noDossier);
  };

  const whole = (dossier: Dossier | null, { world: { rules } }: Journey, now: number): void => {
    if (dossier === null) return;
    const page = dossierPage(dossier, rules, now);
    expect(diffOf(page, page)).toEqual([]);
    deadlinePages(dossier, rules, now);
    timelineOf(dossier, rules, now);
    accountabilityOf(dossier, rules, now);
    for (const step of dossier.steps) for (const act of step.enteredBy) expect(dossier.acts[act]).toBeDefined();
    for (const act of Object.values(dossier.acts)) expect(act.at).toBeLessThanOrEqual(now);
  };
});
