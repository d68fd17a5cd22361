import { describe, expect, it } from '@jest/globals';
import { Journey, lan, march, newDossier, registrar, world } from '../testing/fixtures.js';
import { land } from '../testing/procedures.js';
import { alarmsOf } from './ring.js';

const appraised = () =>
  new Journey(world(land))
    .at(march('02 08:00'))
    .do(lan, newDossier())
    .at(march('02 09:00'))
    .do(lan, { type: 'take-action', action: 'transfer-to-land-registry' })
    .do(registrar, { type: 'acknowledge-handover' });

describe('a ring', () => {
  it('records the breach at the first full second after the due instant, however late it comes', () => {
    const j = appraised().silentlyAt(march('10 08:00'));
    const [breach] = j.ring('appraisal', 1, 'due');
    expect(breach).toMatchObject({
      type: 'StepBecameOverdue',
      occurredAt: march('05 09:00:01'),
      recordedAt: march('10 08:00'),
      data: { dueAt: march('05 09:00'), noticed: 'ring' },
    });
    expect(breach?.actor.subject).toBe('system');
  });

  it('decides nothing before its instant, a second time, for a version gone by, or for what never was', () => {
    const j = appraised().silentlyAt(march('05 09:00'));
    expect(j.ring('appraisal', 1, 'due')).toEqual([]);
    j.silentlyAt(march('05 09:00:01'));
    expect(j.ring('appraisal', 2, 'due')).toEqual([]);
    expect(j.ring('moon', 1, 'due')).toEqual([]);
    expect(j.ring('appraisal', 1, 'warn-9')).toEqual([]);
    expect(j.ring('appraisal', 1, 'due')).not.toEqual([]);
    expect(j.ring('appraisal', 1, 'due')).toEqual([]);
    expect(new Journey(j.world).ring('appraisal', 1, 'due')).toEqual([]);
  });

  it('decides nothing once the step was done, or its clock stands', () => {
    const done = appraised()
      .do(registrar, { type: 'take-action', action: 'transfer', facts: { taxable: false } })
      .silentlyAt(march('09 08:00'));
    expect(done.ring('appraisal', 1, 'due')).toEqual([]);
    const standing = appraised()
      .do(registrar, { type: 'request-supplement', items: [], reason: 'x' })
      .silentlyAt(march('09 08:00'));
    expect(standing.ring('appraisal', 1, 'due')).toEqual([]);
  });

  it('judges its own deadline: the others ring for themselves, each at its own instant', () => {
    const j = appraised().silentlyAt(march('20 08:00'));
    j.ring('dossier', 1, 'due');
    expect(j.log.filter((e) => e.type === 'StepBecameOverdue')).toEqual([]);
    j.ring('appraisal', 1, 'due');
    expect(j.log.filter((e) => e.type === 'StepBecameOverdue').map((e) => e.occurredAt)).toEqual([march('05 09:00:01')]);
  });

  it('warns at four fifths of the limit, in working minutes, once, and again after no pause', () => {
    const j = appraised().at(march('04 14:30'));
    expect(j.log.find((e) => e.type === 'DeadlineWarned')).toMatchObject({
      occurredAt: march('04 14:12'),
      data: { deadline: 'appraisal', rung: 1 },
    });
    j.do(registrar, { type: 'request-supplement', items: [], reason: 'x' })
      .at(march('05 14:00'))
      .do(lan, { type: 'receive-supplement', components: [] });
    expect(
      j.at(march('09 08:00')).log.filter((e) => e.type === 'DeadlineWarned' && e.data.deadline === 'appraisal'),
    ).toHaveLength(1);
  });

  it('climbs to the officer, the head, the superior, once each and in working time, while the step is open', () => {
    const j = appraised().at(march('20 08:00'));
    const climbed = j.log.flatMap((e) =>
      e.type === 'DeadlineEscalated' && e.data.deadline === 'appraisal' ? [[e.data.to, e.occurredAt]] : [],
    );
    expect(climbed).toEqual([
      ['officer', march('05 11:00')],
      ['head', march('06 09:00')],
      ['superior', march('10 09:00')],
    ]);
    const done = appraised()
      .at(march('05 10:00'))
      .do(registrar, { type: 'take-action', action: 'transfer', facts: { taxable: false } });
    expect(alarmsOf(done.state).filter((a) => a.deadline === 'appraisal')).toEqual([]);
  });
});
