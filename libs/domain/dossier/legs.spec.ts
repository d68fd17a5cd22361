import { describe, expect, it } from '@jest/globals';
import {
  DOCUMENT,
  environmentOfficer,
  Journey,
  lan,
  march,
  newDossier,
  planner,
  policeHead,
  policeOfficer,
  registrar,
  world,
} from '../testing/fixtures.js';
import { opinions } from '../testing/procedures.js';
import { circles } from '../testing/procedures-at-random.js';

const answer = { type: 'take-action', action: 'answer' } as const;
const asked = () =>
  new Journey(world(opinions))
    .at(march('02 08:00'))
    .do(lan, newDossier({ procedure: opinions.code }))
    .at(march('02 09:00'))
    .do(lan, { type: 'take-action', action: 'ask-opinions' });

describe('a join', () => {
  it('stands in the append of the last mandatory answer', () => {
    const j = asked().do(policeOfficer, answer).do(planner, answer).do(environmentOfficer, answer);
    expect(j.log.filter((e) => e.commandId === 'c5').map((e) => e.type)).toEqual([
      'ActionTaken',
      'StepLeft',
      'LegsJoined',
      'StepEntered',
      'DeadlineMet',
      'DeadlineArmed',
    ]);
  });

  it('is entered at the latest of the answers, in whatever order they were recorded', () => {
    const j = asked().at(march('03 10:00')).do(policeOfficer, answer).do(planner, answer).at(march('03 11:00'));
    j.do(environmentOfficer, { ...answer, occurredAt: march('03 08:00') });
    expect(j.page().steps.find((s) => s.state === 'decision')).toMatchObject({
      enteredAt: march('03 10:00'),
      dueAt: march('10 10:00'),
    });
  });

  it('moves with a correction of the latest answer, but never the clock of another agency', () => {
    const j = asked().at(march('03 10:00')).do(policeOfficer, answer).do(planner, answer).do(environmentOfficer, answer);
    const late = asked()
      .at(march('04 10:00'))
      .do(planner, answer)
      .do(environmentOfficer, answer)
      .do(policeOfficer, { ...answer, occurredAt: march('03 08:00'), evidence: DOCUMENT });
    late.do(policeHead, { type: 'approve-correction', correction: 'correction.1' });
    expect(late.page().steps.find((s) => s.state === 'decision')).toMatchObject({ enteredAt: march('04 10:00') });
    expect(j.page().activeStates).toEqual(['decision']);
  });
});

describe('a leg that is silent', () => {
  it('is passed over one second after its limit, in the append of its breach, without a letter', () => {
    const j = asked().at(march('06 08:00'));
    const deemed = j.log.find((e) => e.type === 'OpinionDeemedGiven');
    expect(deemed).toMatchObject({
      occurredAt: march('05 09:00:01'),
      data: { step: 'opinions.environment.review.1', basis: 'nd-101' },
    });
    expect(j.log.filter((e) => e.commandId === deemed?.commandId).map((e) => e.type)).toEqual([
      'StepBecameOverdue',
      'OpinionDeemedGiven',
    ]);
    expect(j.page().apologyTasks.map((t) => t.agency)).toEqual(['H99.20']);
    expect(j.page().steps.find((s) => s.state === 'opinions.planning.review')).toMatchObject({
      leftAt: null,
      deadlineState: 'missed',
    });
  });

  it('is passed over at its own instant, however late and in whatever order the alarms ring', () => {
    const j = asked().do(policeOfficer, answer).silentlyAt(march('20 08:00'));
    j.ring('dossier', 1, 'due');
    j.ring('opinions.planning.review', 1, 'due');
    j.ring('opinions.environment.review', 1, 'due');
    expect(j.page().steps.find((s) => s.state === 'decision')).toMatchObject({
      enteredAt: march('05 09:00:01'),
      dueAt: march('12 09:00'),
    });
  });

  it('may still answer until the result: recorded, changing nothing; the result closes it', () => {
    const j = asked().do(policeOfficer, answer).at(march('06 08:00'));
    expect(j.page().activeStates).toEqual(['decision']);
    const before = j.page().clock?.dueAt;
    j.do(environmentOfficer, answer);
    expect(j.page()).toMatchObject({ activeStates: ['decision'], clock: { dueAt: before } });
    expect(j.refused(planner, { type: 'request-supplement', items: [], reason: 'x' })).not.toBe('accepted');
    j.do(registrar, { type: 'issue-result', result: 'certificate' });
    expect(j.page().steps.find((s) => s.state === 'opinions.planning.review')).toMatchObject({ leftAt: march('06 08:00') });
    expect(j.refused(planner, answer)).toBe('action-not-allowed');
  });

  it('was in time after all when its answer is approved as earlier; it stays passed over', () => {
    const j = asked()
      .at(march('06 08:00'))
      .do(environmentOfficer, { ...answer, occurredAt: march('04 16:00'), evidence: DOCUMENT });
    j.do({ ...environmentOfficer, subject: 'head', roles: ['head'] }, { type: 'approve-correction', correction: 'correction.1' });
    expect(j.state.notices['opinions.environment.review']).toMatchObject({ status: 'met', breach: null });
    expect(j.state.endedLegs['opinions.environment']).toMatchObject({ how: 'passed-over' });
  });
});

describe('an optional leg', () => {
  const withOptional = () => {
    const j = new Journey(world(circles))
      .at(march('02 08:00'))
      .do(lan, newDossier({ procedure: circles.code }))
      .do(lan, { type: 'take-action', action: 'send' });
    j.do(registrar, { type: 'acknowledge-handover' }).do(registrar, { type: 'take-action', action: 'ask' });
    return [policeOfficer, planner, environmentOfficer].reduce((k, by) => k.do(by, { type: 'acknowledge-handover' }), j);
  };

  it('is not waited for: its deadline is superseded at the join, and a supplement of its own holds nothing', () => {
    const j = withOptional();
    j.do(environmentOfficer, { type: 'request-supplement', items: [{ component: 'authorisation', content: 'x' }], reason: 'x' });
    expect(j.page().clock?.state).toBe('paused');
    j.do(policeOfficer, answer).do(planner, answer);
    expect(j.page()).toMatchObject({ activeStates: ['decision'], clock: { state: 'running' }, status: 'in-progress' });
    expect(j.state.notices['opinions.environment.look']).toMatchObject({ status: 'superseded' });
    expect(j.at(march('06 08:00')).log.some((e) => e.type === 'StepBecameOverdue' && e.data.agency === 'H99.30')).toBe(false);
  });

  it('comes back in a new round of its part, on what is left of its limit', () => {
    const j = withOptional().at(march('03 08:00')).do(policeOfficer, answer).do(planner, answer);
    j.at(march('03 16:00')).do(registrar, { type: 'take-action', action: 'reopen' });
    expect(j.page().activeStates).toEqual(['opinions.fire.look', 'opinions.planning.look', 'opinions.environment.look']);
    j.at(march('04 08:00')).do(policeOfficer, { type: 'acknowledge-handover' }).do(planner, { type: 'acknowledge-handover' });
    expect(j.page().steps.find((s) => s.id === 'opinions.fire.look.2')?.dueAt).toBe(march('05 08:00'));
    j.do(policeOfficer, answer);
    expect(j.page().activeStates).toEqual(['opinions.planning.look', 'opinions.environment.look']);
    j.do(planner, answer);
    expect(j.page().activeStates).toEqual(['decision']);
    expect(j.count('Gathered')).toBe(2);
  });
});
