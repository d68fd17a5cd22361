import { describe, expect, it } from '@jest/globals';
import type { Recorded } from '../decider.js';
import {
  DOCUMENT,
  environmentOfficer,
  Journey,
  lan,
  march,
  newDossier,
  planner,
  policeOfficer,
  registrar,
  world,
} from '../testing/fixtures.js';
import { circles } from '../testing/procedures-at-random.js';
import type { DossierEvent } from './events.js';
import { evolve } from './evolve.js';
import { alarmsOf } from './ring.js';

const acknowledge = { type: 'acknowledge-handover' } as const;
const answer = { type: 'take-action', action: 'answer' } as const;
const refer = { type: 'take-action', action: 'refer' } as const;

/** A part whose three legs are handed over and not yet acknowledged. */
const sent = () => {
  const j = new Journey(world(circles))
    .at(march('02 08:00'))
    .do(lan, newDossier({ procedure: circles.code }))
    .do(lan, { type: 'take-action', action: 'send' });
  return j.do(registrar, acknowledge).do(registrar, { type: 'take-action', action: 'ask' });
};
const asked = () => [policeOfficer, planner, environmentOfficer].reduce((j, by) => j.do(by, acknowledge), sent());

describe('a step of a leg that has nothing left of its limit', () => {
  /** The environment's leg was passed over in its second step; all is asked for again, and its first step is at work. */
  const askedAgain = () => {
    const j = asked().at(march('02 09:00')).do(environmentOfficer, refer).do(planner, acknowledge);
    j.at(march('03 08:00')).do(policeOfficer, answer).do(planner, answer);
    j.at(march('03 09:00')).do(registrar, { type: 'take-action', action: 'reopen' });
    return [policeOfficer, planner, environmentOfficer].reduce((k, by) => k.do(by, acknowledge), j);
  };

  it('is not silent before it is acknowledged: the sender’s clock goes on, and its deadline stays armed', () => {
    const j = askedAgain().at(march('03 10:00')).do(environmentOfficer, refer);
    expect(j.count('OpinionDeemedGiven')).toBe(1);
    expect(j.page().activeStates).toContain('opinions.environment.verify');
    expect(j.page().steps.find((s) => s.id === 'opinions.environment.look.2')).toMatchObject({
      leftAt: null,
      dueAt: march('05 08:00'),
    });
    expect(j.state.notices['opinions.environment.look']).toMatchObject({ status: 'armed', dueAt: march('05 08:00') });
  });

  it('is silent as soon as it is acknowledged, without a second breach', () => {
    const j = askedAgain().at(march('03 10:00')).do(environmentOfficer, refer).do(planner, acknowledge);
    expect(j.log.filter((e) => e.commandId === j.log.at(-1)?.commandId).map((e) => e.type)).toEqual([
      'HandoverAcknowledged',
      'StepLeft',
      'DeadlineMet',
      'OpinionDeemedGiven',
    ]);
    expect(j.log.filter((e) => e.type === 'StepBecameOverdue').map((e) => e.data.step)).toEqual([
      'opinions.environment.verify.1',
    ]);
  });

  it('is passed over unacknowledged when the sender’s own limit runs out', () => {
    const j = askedAgain().at(march('03 10:00')).do(environmentOfficer, refer).at(march('05 09:00'));
    expect(j.log.filter((e) => e.type === 'OpinionDeemedGiven').map((e) => [e.data.step, e.occurredAt])).toEqual([
      ['opinions.environment.verify.1', march('02 17:00:01')],
      ['opinions.environment.look.2', march('05 08:00:01')],
    ]);
  });

  it('was silent at once in older logs: read again, the sender’s deadline is over and rings no more', () => {
    const j = askedAgain().at(march('03 10:00')).do(environmentOfficer, refer);
    const older = {
      ...j.log.at(-1),
      revision: j.state.revision + 1,
      type: 'OpinionDeemedGiven',
      data: { step: 'opinions.environment.verify.2', part: 'opinions', leg: 'environment', basis: 'nd-101' },
    } as Recorded<DossierEvent>;
    const read = evolve(j.state, older);
    expect(read.notices['opinions.environment.look']).toMatchObject({ status: 'superseded' });
    expect(alarmsOf(read).map((a) => a.deadline)).not.toContain('opinions.environment.look');
  });
});

describe('the answer that completes a part', () => {
  const planningHead = { ...planner, subject: 'head', roles: ['head'] };

  it('ends its own deadline, though its agency’s earlier acknowledgement is only claimed yet', () => {
    const j = sent().do(policeOfficer, acknowledge).do(policeOfficer, answer).at(march('02 21:00'));
    j.do(planner, { ...acknowledge, occurredAt: march('02 08:30'), evidence: DOCUMENT });
    j.at(march('02 23:00')).do(planner, { ...answer, occurredAt: march('02 20:00') });
    expect(j.page().activeStates).toEqual(['decision']);
    expect(j.state.notices['opinions.planning.look']).toMatchObject({ status: 'met' });
    expect(alarmsOf(j.state).map((a) => a.deadline)).not.toContain('opinions.planning.look');
    j.do(planningHead, { type: 'approve-correction', correction: 'correction.1' });
    expect(j.page().steps.find((s) => s.state === 'opinions.planning.look')).toMatchObject({
      enteredAt: march('02 08:00'),
      leftAt: march('02 20:00'),
      deadlineState: 'met',
    });
  });
});
