import { describe, expect, it } from '@jest/globals';
import { Journey, lan, newDossier, registrar, world } from '../testing/fixtures.js';
import { land } from '../testing/procedures.js';
import { diffOf } from './diff.js';

const received = () => new Journey(world(land)).do(lan, newDossier());

describe('the difference between two pages', () => {
  it('is nothing between a page and itself', () => {
    expect(diffOf(received().page(), received().page())).toEqual([]);
  });

  it('says in words what moved', () => {
    const j = received();
    const before = j.page();
    j.at('2026-03-02T09:00:00+07:00').do(lan, { type: 'take-action', action: 'transfer-to-land-registry' });
    const sent = j.page();
    j.do(registrar, { type: 'acknowledge-handover' });
    expect(diffOf(before, sent)).toEqual(
      expect.arrayContaining([
        { path: 'activeStates', label: { vi: 'Bước hiện tại', en: 'Active states' }, from: ['received'], to: ['appraisal'] },
        { path: 'steps.appraisal.1.handover', label: expect.anything(), from: null, to: 'pending' },
      ]),
    );
    expect(diffOf(before, sent).some((change) => change.path === 'holders')).toBe(false);
    expect(diffOf(sent, j.page())).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ path: 'holders', from: ['H99.01'], to: ['H99.10'] }),
        expect.objectContaining({ path: 'steps.received.1.leftAt', from: null, to: '2026-03-02T09:00:00+07:00' }),
        expect.objectContaining({ path: 'steps.appraisal.1.dueAt', from: null, to: '2026-03-05T09:00:00+07:00' }),
      ]),
    );
  });

  it('shows facts, letters and verdicts, and backwards what is gone', () => {
    const j = received().at('2026-03-02T09:00:00+07:00');
    j.do(lan, { type: 'take-action', action: 'transfer-to-land-registry' }).do(registrar, { type: 'acknowledge-handover' });
    const before = j.page();
    j.at('2026-03-25T09:00:00+07:00').do(registrar, { type: 'take-action', action: 'transfer', facts: { taxable: true } });
    const forward = diffOf(before, j.page());
    expect(forward).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ path: 'facts.taxable', from: null, to: true }),
        expect.objectContaining({ path: 'verdict.byFact', from: 'open', to: 'open-late' }),
        expect.objectContaining({ path: `apologyTasks.${j.state.tasks[0]?.id}.status`, from: null, to: 'owed' }),
      ]),
    );
    const back = diffOf(j.page(), before);
    expect(back).toHaveLength(forward.length);
    expect(back).toContainEqual(expect.objectContaining({ path: 'facts.taxable', from: true, to: null }));
  });
});
