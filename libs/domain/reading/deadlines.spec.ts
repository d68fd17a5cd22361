import { describe, expect, it } from '@jest/globals';
import { Journey, lan, newDossier, registrar, world } from '../testing/fixtures.js';
import { land, opinions } from '../testing/procedures.js';
import { deadlinePages } from './deadlines.js';
import { explanationOf } from './explanation.js';

const appraised = () =>
  new Journey(world(land, opinions))
    .do(lan, newDossier())
    .at('2026-03-02T09:00:00+07:00')
    .do(lan, { type: 'take-action', action: 'transfer-to-land-registry' })
    .do(registrar, { type: 'acknowledge-handover' });
const deadline = (j: Journey, id: string) => deadlinePages(j.state, j.world.rules, j.now).find((d) => d.id === id);
const explained = (j: Journey, id: string) => explanationOf(j.state, j.world.rules, id);

describe('the deadlines of a dossier', () => {
  it('are its own, and those of every step so far', () => {
    const j = appraised();
    expect(deadlinePages(j.state, j.world.rules, j.now)).toMatchObject([
      { id: 'dossier', kind: 'dossier', agency: 'H99.10', dueAt: '2026-03-19T08:00:00+07:00', state: 'armed', version: 1 },
      { id: 'received', kind: 'step', step: 'received.1', agency: 'H99.01', state: 'met', endedAt: '2026-03-02T09:00:00+07:00' },
      {
        id: 'appraisal',
        step: 'appraisal.1',
        dueAt: '2026-03-05T09:00:00+07:00',
        warnAt: '2026-03-04T14:12:00+07:00',
        state: 'armed',
      },
    ]);
  });

  it('come near, are missed, and climb', () => {
    const j = appraised().at('2026-03-05T08:00:00+07:00');
    expect(deadline(j, 'appraisal')).toMatchObject({ state: 'due-soon', overdue: false, breach: null });
    j.at('2026-03-06T10:00:00+07:00');
    expect(deadline(j, 'appraisal')).toMatchObject({
      state: 'missed',
      overdue: true,
      overrunMinutes: 540,
      breach: {
        noticedAt: '2026-03-05T09:00:01+07:00',
        escalations: [
          { to: 'officer', done: true },
          { to: 'head', done: true },
          { to: 'superior', done: false },
        ],
      },
    });
    j.do(registrar, { type: 'take-action', action: 'transfer', facts: { taxable: false } });
    expect(deadline(j, 'appraisal')).toMatchObject({ state: 'missed', overdue: false });
    expect(deadline(j, 'apology.1')).toMatchObject({ kind: 'apology', agency: 'H99.10', state: 'armed' });
  });

  it('are missed by the clock, even where no alarm has rung', () => {
    const j = appraised().silentlyAt('2026-03-06T10:00:00+07:00');
    expect(deadline(j, 'appraisal')).toMatchObject({ state: 'missed', breach: null });
  });

  it('stand without a date while a supplement is open, and are superseded when the dossier is withdrawn', () => {
    const j = appraised().do(registrar, { type: 'request-supplement', items: [], reason: 'x', respondBy: '2026-03-10' });
    expect(deadline(j, 'appraisal')).toMatchObject({ state: 'paused', dueAt: null, pausedFor: { reason: 'supplement' } });
    expect(deadline(j, 'supplement.1')).toMatchObject({ kind: 'applicant', dueAt: '2026-03-10T17:30:00+07:00', agency: null });
    j.do(lan, { type: 'request-withdrawal', reason: 'x' }).do(lan, { type: 'confirm-withdrawal' });
    expect(deadline(j, 'dossier')?.state).toBe('superseded');
    expect(deadline(j, 'appraisal')?.state).toBe('superseded');
    expect(deadline(j, 'supplement.1')?.state).toBe('superseded');
  });
});

describe('an explanation', () => {
  it('counts every day to the date that the deadline has', () => {
    const j = appraised();
    const found = explained(j, 'dossier');
    expect(found).toMatchObject({
      start: '2026-03-02T08:00:00+07:00',
      policy: 'HOUR_EXACT',
      cutoff: null,
      startRule: { code: 'in-session' },
      dueAt: deadline(j, 'dossier')?.dueAt,
      pauses: [],
      calendar: 'vn-civil-service',
      calendarRevision: '1',
    });
    expect(found?.days.reduce((sum, day) => sum + day.minutes, 0)).toBe(13 * 480);
    expect(found?.days.find((day) => day.date === '2026-03-07')).toMatchObject({ counted: false, why: { code: 'weekly-rest' } });
  });

  it('names the pauses in words', () => {
    const j = appraised().do(registrar, { type: 'request-supplement', items: [], reason: 'x' }).at('2026-03-03T09:00:00+07:00');
    expect(explained(j, 'appraisal')).toMatchObject({
      dueAt: null,
      pauses: [{ reason: 'supplement', to: null, workingMinutes: null }],
    });
    j.do(lan, { type: 'receive-supplement', components: [] });
    expect(explained(j, 'appraisal')).toMatchObject({
      dueAt: '2026-03-06T09:00:00+07:00',
      pauses: [{ workingMinutes: 480, name: { vi: 'chờ người nộp bổ sung hồ sơ' } }],
    });
  });

  it('says of a printed day who set it', () => {
    const j = appraised().do(registrar, { type: 'request-supplement', items: [], reason: 'x', respondBy: '2026-03-10' });
    expect(explained(j, 'supplement.1')).toMatchObject({
      policy: null,
      limit: null,
      startRule: { code: 'set-by-request' },
      days: [{ date: '2026-03-10', counted: true }],
      dueAt: '2026-03-10T17:30:00+07:00',
    });
    expect(explained(appraised().at('2026-03-06T10:00:00+07:00'), 'apology.1')?.startRule.code).toBe('set-by-rule-set');
  });

  it('is none of a deadline that the dossier has not', () => {
    expect(explained(appraised(), 'tea')).toBeNull();
  });
});
