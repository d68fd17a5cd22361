import { describe, expect, it } from '@jest/globals';
import { toText } from '@lien-thong/calendar';
import type { Actor } from '../decider.js';
import {
  deskHead,
  Journey,
  lan,
  newDossier,
  policeOfficer,
  registrar,
  registryHead,
  taxOfficer,
  world,
} from '../testing/fixtures.js';
import { land, opinions } from '../testing/procedures.js';
import { type MayCommand, type PossibleAction, possibleActions } from './possible-actions.js';

const received = () => new Journey(world(land, opinions)).do(lan, newDossier());
const appraised = () =>
  received()
    .at('2026-03-02T09:00:00+07:00')
    .do(lan, { type: 'take-action', action: 'transfer-to-land-registry' })
    .do(registrar, { type: 'acknowledge-handover' });

const seen = (journey: Journey, by: Actor, may: MayCommand = () => true): PossibleAction[] =>
  possibleActions(journey.state, by, journey.world.rules, toText(journey.now), may);
const allowed = (journey: Journey, by: Actor): string[] =>
  seen(journey, by).flatMap((a) => (a.allowed ? [a.action ?? a.type] : []));
const one = (journey: Journey, by: Actor, name: string): PossibleAction | undefined =>
  seen(journey, by).find((a) => (a.action ?? a.type) === name);

describe('what the caller can do', () => {
  it('is the open action of its own step, and what the law gives it', () => {
    expect(allowed(received(), lan)).toEqual([
      'transfer-to-land-registry',
      'request-supplement',
      'request-withdrawal',
      'request-correction',
      'annotate',
    ]);
  });

  it('says of the rest why not', () => {
    const j = received();
    expect(one(j, registrar, 'transfer-to-land-registry')).toMatchObject({
      type: 'take-action',
      step: 'received.1',
      allowed: false,
      reasons: [{ code: 'agency-not-responsible', facts: { responsible: ['H99.01'] } }],
    });
    expect(one(j, lan, 'confirm-withdrawal')?.reasons).toEqual([{ code: 'withdrawal-not-requested' }]);
    expect(one(j, lan, 'receive-supplement')?.reasons).toEqual([{ code: 'supplement-not-open' }]);
    expect(one(j, lan, 'propose-cause')?.reasons).toEqual([{ code: 'not-late' }]);
  });

  it('includes an action that only wants facts, and names them', () => {
    const j = appraised();
    expect(one(j, registrar, 'transfer')).toMatchObject({ allowed: true, reasons: [], requires: ['taxable'] });
    j.do(registrar, { type: 'take-action', action: 'transfer', facts: { taxable: true } });
    expect(one(j, taxOfficer, 'notify-tax')).toMatchObject({ allowed: true, requires: ['taxAmount'] });
  });

  it('names the results from which one is chosen', () => {
    const j = appraised().do(registrar, { type: 'take-action', action: 'transfer', facts: { taxable: false } });
    expect(one(j, registrar, 'issue-result')).toMatchObject({
      type: 'issue-result',
      allowed: true,
      results: ['certificate', 'refusal-notice'],
    });
    j.do(registrar, { type: 'issue-result', result: 'certificate' });
    expect(one(j, lan, 'return-result')).toMatchObject({ type: 'return-result', allowed: true });
    expect(one(j, lan, 'request-withdrawal')).toMatchObject({ allowed: false, reasons: [{ code: 'result-already-issued' }] });
  });

  it('is to acknowledge or to reject while a hand-over waits, and for its sender to hand over again', () => {
    const j = received().do(lan, { type: 'take-action', action: 'transfer-to-land-registry' });
    expect(allowed(j, registrar)).toEqual(expect.arrayContaining(['acknowledge-handover', 'reject-handover']));
    expect(one(j, registrar, 'transfer')?.reasons).toMatchObject([{ code: 'handover-not-acknowledged' }]);
    expect(allowed(j, lan)).toContain('hand-over-again');
    j.do(registrar, { type: 'reject-handover', reason: 'thiếu' });
    expect(one(j, lan, 'hand-over-again')?.allowed).toBe(true);
    j.do(lan, { type: 'hand-over-again' }).do(registrar, { type: 'acknowledge-handover' });
    expect(one(j, lan, 'hand-over-again')).toBeUndefined();
  });

  it('is, while a supplement is open, to receive it and nothing on its step', () => {
    const j = appraised().do(registrar, { type: 'request-supplement', items: [], reason: 'thiếu' });
    expect(one(j, registrar, 'transfer')?.reasons).toMatchObject([{ code: 'supplement-open' }]);
    expect(one(j, lan, 'receive-supplement')?.allowed).toBe(true);
  });

  it('is to decide a pending correction, for another head of the agency', () => {
    const j = appraised().at('2026-03-09T09:00:00+07:00');
    j.do(registrar, {
      type: 'take-action',
      action: 'transfer',
      facts: { taxable: false },
      occurredAt: '2026-03-04T16:00:00+07:00',
      evidence: { kind: 'document', reference: 'CV 12' },
    });
    expect(one(j, registryHead, 'approve-correction')).toMatchObject({ correction: 'correction.1', allowed: true });
    expect(one(j, deskHead, 'approve-correction')?.reasons).toMatchObject([{ code: 'agency-not-responsible' }]);
  });

  it('is to contest or decide the cause, and to write the letter, once it is late', () => {
    const j = appraised().at('2026-03-06T09:00:00+07:00');
    expect(allowed(j, registrar)).toEqual(expect.arrayContaining(['propose-cause', 'contest-cause', 'draft']));
    expect(one(j, registrar, 'draft')).toMatchObject({ task: j.state.tasks[0]?.id });
    expect(one(j, registryHead, 'sign')?.reasons).toMatchObject([{ code: 'task-not-in-state' }]);
  });

  it('stands for every open leg of a parallel part', () => {
    const asked = new Journey(world(land, opinions))
      .do(lan, newDossier({ procedure: '9.900004' }))
      .do(lan, { type: 'take-action', action: 'ask-opinions' });
    expect(seen(asked, policeOfficer).filter((a) => a.action === 'answer')).toMatchObject([
      { step: 'opinions.fire.review.1', allowed: true },
      { step: 'opinions.environment.review.1', allowed: false },
      { step: 'opinions.planning.review.1', allowed: false },
    ]);
  });

  it('is, for a dossier sent online, to receive or to refuse it', () => {
    const j = new Journey(world(land)).do(lan, newDossier({ channel: 'online' }));
    expect(allowed(j, lan)).toEqual(expect.arrayContaining(['receive', 'refuse', 'request-supplement']));
    expect(one(j, lan, 'stop')?.reasons).toMatchObject([{ code: 'dossier-not-in-progress' }]);
  });

  it('is nothing that the caller’s role forbids', () => {
    const actions = seen(received(), lan, (type) => type !== 'take-action');
    expect(actions.find((a) => a.type === 'take-action')).toMatchObject({
      allowed: false,
      reasons: [{ code: 'forbidden-role' }],
    });
  });

  it('records nothing', () => {
    const j = appraised();
    const before = JSON.stringify(j.state);
    seen(j, registrar);
    expect(JSON.stringify(j.state)).toBe(before);
  });
});
