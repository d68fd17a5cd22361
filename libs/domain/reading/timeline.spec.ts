import { describe, expect, it } from '@jest/globals';
import { Journey, lan, newDossier, registrar, registryHead, taxOfficer, world } from '../testing/fixtures.js';
import { land, opinions } from '../testing/procedures.js';
import { timelineOf } from './timeline.js';

const received = () => new Journey(world(land, opinions)).do(lan, newDossier());
const transferred = () =>
  received().at('2026-03-02T09:00:00+07:00').do(lan, { type: 'take-action', action: 'transfer-to-land-registry' });
const appraised = () => transferred().at('2026-03-02T10:00:00+07:00').do(registrar, { type: 'acknowledge-handover' });
const story = (j: Journey) => timelineOf(j.state, j.world.rules, j.now);
const told = (j: Journey, kind: string) => story(j).filter((entry) => entry.kind === kind);

describe('the timeline', () => {
  it('begins with the receipt, and says who holds the dossier', () => {
    const j = received().at('2026-03-02T09:00:00+07:00');
    expect(story(j)).toMatchObject([
      { kind: 'receipt', from: '2026-03-02T08:00:00+07:00', to: '2026-03-02T08:00:00+07:00', agency: 'H99.01' },
      { kind: 'step', step: 'received.1', from: '2026-03-02T08:00:00+07:00', to: null, workingMinutes: 60, party: 'desk' },
    ]);
    expect(story(j)[1]?.text.vi).toBe(
      'received: Bộ phận Một cửa, H99.01, giữ hồ sơ, từ 08:00 ngày 02/03/2026 đến nay (1 giờ làm việc)',
    );
    expect(story(j)[1]?.text.en).toContain('until now (1 h of working time)');
  });

  it('shows a hand-over that is under way as the sender’s', () => {
    const j = transferred().at('2026-03-02T09:30:00+07:00');
    expect(told(j, 'in-transit')).toMatchObject([
      { title: { vi: 'Đang bàn giao' }, agency: 'H99.01', to: null, workingMinutes: 30 },
    ]);
    expect(told(j, 'step')).toMatchObject([
      { step: 'received.1', to: null, text: { vi: expect.stringContaining('(đang bàn giao)') } },
    ]);
    expect(told(appraised(), 'in-transit')).toMatchObject([
      { title: { vi: 'Bàn giao' }, to: '2026-03-02T10:00:00+07:00', workingMinutes: 60 },
    ]);
  });

  it('shows pauses and time that does not count, a night apart', () => {
    const j = appraised()
      .at('2026-03-03T09:00:00+07:00')
      .do(registrar, { type: 'take-action', action: 'transfer', facts: { taxable: true } });
    j.at('2026-03-05T09:00:00+07:00').do(taxOfficer, { type: 'take-action', action: 'notify-tax', facts: { taxAmount: 1 } });
    j.at('2026-03-09T09:00:00+07:00').do(taxOfficer, { type: 'take-action', action: 'confirm-payment' });
    expect(told(j, 'excluded')).toMatchObject([
      { from: '2026-03-03T09:00:00+07:00', to: '2026-03-05T09:00:00+07:00', workingMinutes: 960 },
    ]);
    expect(told(j, 'pause')).toMatchObject([{ about: 'financial-obligation', workingMinutes: 960 }]);
    j.do(registrar, { type: 'issue-result', result: 'certificate' }).do(lan, { type: 'return-result', channel: 'direct' });
    expect(story(j).map((entry) => entry.kind)).toEqual(expect.arrayContaining(['result', 'return']));
  });

  it('shows what was asked of the applicant, and the answer', () => {
    const j = appraised().do(registrar, {
      type: 'request-supplement',
      items: [{ component: 'application-form', content: '' }],
      reason: 'x',
    });
    expect(told(j, 'supplement')).toMatchObject([
      { about: 'supplement.1', agency: 'H99.10', to: null, text: { vi: expect.stringContaining('chờ người nộp') } },
    ]);
    j.at('2026-03-03T10:00:00+07:00').do(lan, { type: 'receive-supplement', components: [] });
    expect(told(j, 'supplement')).toMatchObject([{ workingMinutes: 480, text: { vi: expect.stringContaining('đã bổ sung') } }]);
  });

  it('marks from when on a step was overdue, and by how much', () => {
    const j = appraised().at('2026-03-06T10:00:00+07:00');
    expect(told(j, 'overdue')).toMatchObject([
      { from: '2026-03-05T10:00:00+07:00', to: null, agency: 'H99.10', workingMinutes: 480 },
    ]);
  });

  it('shows a corrected span as the corrector’s late entry, and not as the next holder’s time', () => {
    const j = appraised()
      .at('2026-03-03T16:00:00+07:00')
      .do(registrar, { type: 'take-action', action: 'transfer', facts: { taxable: true } });
    const eventId = j.log.find((e) => e.type === 'ActionTaken' && e.data.action === 'transfer')?.id ?? '';
    j.do(registrar, {
      type: 'request-correction',
      eventId,
      claimedAt: '2026-03-03T09:00:00+07:00',
      evidence: { kind: 'document', reference: 'x' },
    });
    j.do(registryHead, { type: 'approve-correction', correction: 'correction.1' });
    expect(told(j, 'late-entry')).toMatchObject([
      { from: '2026-03-03T09:00:00+07:00', to: '2026-03-03T16:00:00+07:00', agency: 'H99.10', about: 'correction.1' },
    ]);
    expect(told(j, 'step').slice(1)).toMatchObject([
      { step: 'appraisal.1', to: '2026-03-03T09:00:00+07:00' },
      { step: 'tax-assessment.1', from: '2026-03-03T16:00:00+07:00' },
    ]);
  });

  it('tells the end of a withdrawn dossier, and of a silent leg that it went on without', () => {
    const j = appraised().do(lan, { type: 'request-withdrawal', reason: 'x' }).do(lan, { type: 'confirm-withdrawal' });
    expect(story(j).map((entry) => entry.kind)).toEqual(expect.arrayContaining(['withdrawal-request', 'withdrawal']));
    const asked = new Journey(world(land, opinions))
      .do(lan, newDossier({ procedure: '9.900004' }))
      .do(lan, { type: 'take-action', action: 'ask-opinions' });
    asked.at('2026-03-09T08:00:00+07:00');
    expect(told(asked, 'step').find((entry) => entry.party === 'environment')?.text.en).toContain('deemed to consent');
  });

  it('is empty of nothing but a dossier that is not there', () => {
    const j = new Journey(world(land)).do(lan, newDossier({ channel: 'online' })).do(lan, { type: 'refuse', reason: 'x' });
    expect(story(j).map((entry) => entry.kind)).toEqual(['submission', 'refusal']);
  });
});
