import { describe, expect, it } from '@jest/globals';
import { Journey, lan, march, newDossier, planner, policeOfficer, registrar, world } from '../testing/fixtures.js';
import { severalResults } from '../testing/procedures-at-random.js';

const issue = { type: 'issue-result', result: 'certificate' } as const;
const first = () =>
  new Journey(world(severalResults))
    .at(march('02 08:00'))
    .do(lan, newDossier({ procedure: severalResults.code }))
    .do(lan, { type: 'take-action', action: 'send' })
    .at(march('02 15:00'));

describe('several results', () => {
  it('leave the dossier in progress until the last one, which stops the clock', () => {
    const j = first().do(registrar, { type: 'issue-result', result: 'refusal-notice' });
    expect(j.page()).toMatchObject({ status: 'in-progress', clock: { state: 'running' }, results: [{ code: 'refusal-notice' }] });
    j.do(policeOfficer, issue);
    expect(j.page()).toMatchObject({ status: 'in-progress', clock: { state: 'paused', reason: 'excluded-step' } });
    j.at(march('03 09:00')).do(planner, issue);
    expect(j.page()).toMatchObject({
      status: 'result-issued',
      activeStates: ['ready'],
      clock: { state: 'stopped', consumedMinutes: 300, excludedMinutes: 240 },
    });
    expect(j.log.filter((e) => e.type === 'ResultIssued').map((e) => e.type === 'ResultIssued' && e.data.last)).toEqual([
      false,
      false,
      true,
    ]);
    expect(j.refused(lan, { type: 'request-withdrawal', reason: 'x' })).toBe('result-already-issued');
    expect(j.refused({ ...lan, roles: ['head'] }, { type: 'stop', reason: 'x' })).toBe('result-already-issued');
  });

  it('are those of the step, and nothing else', () => {
    expect(first().refused(registrar, issue)).toBe('result-not-declared');
    expect(first().refused(registrar, { type: 'take-action', action: 'issue-result' })).toBe('action-reserved');
    expect(first().refused(policeOfficer, issue)).toBe('agency-not-responsible');
  });

  it('are returned although the dossier is late and a letter is owed', () => {
    const j = first()
      .do(registrar, { type: 'issue-result', result: 'refusal-notice' })
      .at(march('20 08:00'))
      .do(planner, issue)
      .do(policeOfficer, issue);
    expect(j.page()).toMatchObject({ verdict: { byFact: 'late' }, apologyTasks: [{ status: 'owed' }, { status: 'owed' }] });
    expect(j.refused(lan, { type: 'return-result', channel: 'post' })).toBe('accepted');
  });
});
