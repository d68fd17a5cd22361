import { describe, expect, it } from '@jest/globals';
import { Journey, lan, march, newDossier, registrar, world } from '../testing/fixtures.js';
import { circles } from '../testing/procedures-at-random.js';

const appraised = () =>
  new Journey(world(circles))
    .at(march('02 08:00'))
    .do(lan, newDossier({ procedure: circles.code }))
    .do(lan, { type: 'take-action', action: 'send' })
    .do(registrar, { type: 'acknowledge-handover' });

describe('a state entered again', () => {
  it('goes on with what is left of its first limit', () => {
    const j = appraised().at(march('02 10:00')).do(registrar, { type: 'take-action', action: 'back' });
    j.at(march('02 11:00')).do(lan, { type: 'take-action', action: 'send' });
    j.at(march('03 08:00')).do(registrar, { type: 'acknowledge-handover' });
    expect(j.page().steps[3]).toMatchObject({ id: 'appraisal.2', dueAt: march('04 16:00') });
    expect(j.state.notices.appraisal).toMatchObject({ status: 'armed', version: 2 });
  });

  it('with nothing left is overdue at once, without a second breach or letter', () => {
    const j = appraised().at(march('05 08:00')).do(registrar, { type: 'take-action', action: 'rule' });
    expect(j.count('StepBecameOverdue')).toBe(1);
    j.do(registrar, { type: 'take-action', action: 'rework' })
      .do(registrar, { type: 'acknowledge-handover' })
      .at(march('06 16:00'));
    expect(j.page().steps.find((s) => s.id === 'appraisal.2')).toMatchObject({ deadlineState: 'overdue' });
    expect([j.count('StepBecameOverdue'), j.count('ApologyTaskRaised')]).toEqual([1, 1]);
  });

  it('is breached once when the limit was used up exactly at its first end', () => {
    const j = appraised().at(march('04 08:00')).do(registrar, { type: 'take-action', action: 'rule' });
    expect(j.count('StepBecameOverdue')).toBe(0);
    j.at(march('05 08:00'))
      .do(registrar, { type: 'take-action', action: 'rework' })
      .do(registrar, { type: 'acknowledge-handover' })
      .at(march('05 08:01'));
    expect(j.log.filter((e) => e.type === 'StepBecameOverdue' && e.data.deadline === 'appraisal')).toHaveLength(1);
  });

  it('has a new clock where the version says fresh', () => {
    const j = appraised()
      .do(registrar, { type: 'take-action', action: 'rule' })
      .at(march('02 16:00'))
      .do(registrar, { type: 'take-action', action: 'rework' });
    j.do(registrar, { type: 'acknowledge-handover' })
      .at(march('03 08:00'))
      .do(registrar, { type: 'take-action', action: 'rule' });
    expect(j.state.steps.filter((s) => s.state === 'decision').map((s) => s.clock)).toEqual(['decision', 'decision.2']);
    expect(j.page().steps.find((s) => s.id === 'decision.2')).toMatchObject({ dueAt: march('05 08:00') });
  });
});
