import { describe, expect, it } from '@jest/globals';
import { type Draft, licence } from '../testing/licence.js';
import { told } from '../testing/told.js';
import { type AnalysisContext, analyse } from './analyse.js';
import { MESSAGES } from './messages.js';

type Example = readonly [finding: string, change: (draft: Draft) => void, context?: AnalysisContext];

const examples: Example[] = [
  ['version-exists /version', () => {}, { existingVersions: [1] }],
  ['effective-range-invalid /effectiveTo', (d) => (d.effectiveTo = '2024-12-31')],
  ['effective-range-invalid /effectiveFrom', (d) => (d.effectiveFrom = '2025-02-30')],
  ['committed-exceeds-statutory /committedLimit', (d) => (d.committedLimit = { value: 9, unit: 'workingDay' })],
  ['committed-unit-differs /committedLimit/unit', (d) => (d.committedLimit = { value: 64, unit: 'workingHour' })],
  ['basis-not-in-force /legalBasis/0', (d) => (d.legalBasis[0].validTo = '2024-12-31')],
  ['basis-not-in-force /legalBasis/0', (d) => (d.legalBasis[0].validTo = '2026-06-30')],
  ['basis-not-in-force /legalBasis/0', (d) => (d.legalBasis[0].validFrom = '2025-06-30')],
  ['duplicate-code /legalBasis/1/id', (d) => d.legalBasis.push(d.legalBasis[0])],
  ['duplicate-code /components/1/code', (d) => d.components.push(d.components[0])],
  ['duplicate-code /results/1/code', (d) => d.results.push(d.results[0])],
  ['lead-is-applicant /lead', (d) => (d.lead = 'applicant')],
  ['unknown-party /lead', (d) => (d.lead = 'mayor')],
  ['unknown-party /states/received/party', (d) => (d.states.received.party = 'mayor')],
  ['unknown-party /states/payment/on/confirm/by/1', (d) => d.states.payment.on.confirm.by.push('mayor')],
  [
    'unknown-party /states/opinions/legs/police/states/review/party',
    (d) => (d.states.opinions.legs.police.states.review.party = 'mayor'),
  ],
  ['unknown-target /states/check/on/send-back/target', (d) => (d.states.check.on['send-back'].target = 'nowhere')],
  [
    'unknown-target /states/opinions/legs/police/states/review/on/escape/target',
    (d) => (d.states.opinions.legs.police.states.review.on.escape = { target: 'decision', event: 'Escaped' }),
  ],
  ['unknown-basis /timeLimit/basis', (d) => (d.timeLimit.basis = 'nd-2')],
  ['unknown-basis /states/payment/pauseReason/basis', (d) => (d.states.payment.pauseReason.basis = 'nd-2')],
  ['unknown-basis /states/check/limit/basis', (d) => (d.states.check.limit.basis = 'nd-2')],
  ['unknown-basis /states/opinions/legs/police/onTimeout/basis', (d) => (d.states.opinions.legs.police.onTimeout.basis = 'nd-2')],
  ['unknown-fact /states/check/on/conclude/0/guard/fact', (d) => (d.states.check.on.conclude[0].guard.fact = 'debt')],
  [
    'unknown-fact /states/check/on/conclude/0/guard/not/any/0/fact',
    (d) => (d.states.check.on.conclude[0].guard = { not: { any: [{ fact: 'debt', present: true }] } }),
  ],
  ['unknown-fact /states/check/on/conclude/0/requires/0', (d) => (d.states.check.on.conclude[0].requires = ['debt'])],
  ['unknown-fact /states/received/on/transfer/sets/debt', (d) => (d.states.received.on.transfer.sets = { debt: true })],
  [
    'unknown-result /states/decision/on/issue-result/results/0',
    (d) => (d.states.decision.on['issue-result'].results = ['medal']),
  ],
  ['state-unreachable /states/attic', (d) => (d.states.attic = { ...d.states.received })],
  ['no-way-to-final /states/limbo', (d) => park(d, { park: { target: 'limbo', event: 'Parked' } })],
  ['no-way-to-final /states/limbo', (d) => park(d, undefined)],
  ['join-impossible /states/opinions/legs/office', (d) => (d.states.opinions.legs.office = withoutEnd(d))],
  [
    'join-impossible /states/opinions',
    (d) => {
      for (const leg of Object.values<Draft>(d.states.opinions.legs)) leg.mandatory = false;
    },
  ],
  ['join-impossible /states/opinions', (d) => (d.states.opinions.legs = {})],
  ['nested-parallel /states/opinions/legs/office/states/inner', (d) => nest(d)],
  ['state-without-party /states/received', (d) => delete d.states.received.party],
  ['state-without-party /states/received', (d) => (d.states.received.party = null)],
  ['state-without-limit /states/received', (d) => delete d.states.received.limit],
  ['pause-without-basis /states/payment', (d) => delete d.states.payment.pauseReason],
  ['pause-without-basis /states/payment/pauseReason', (d) => delete d.states.payment.pauseReason.basis],
  ['pause-without-basis /supplement', (d) => (d.supplement = { pauses: true })],
  [
    'tacit-consent-without-basis /states/opinions/legs/police/onTimeout',
    (d) => delete d.states.opinions.legs.police.onTimeout.basis,
  ],
  ['handover-without-sender /states/decision', (d) => (d.states.decision.handover = 'acknowledged')],
  ['handover-without-sender /states/received', (d) => (d.states.received.handover = 'acknowledged')],
  ['applicant-action-without-by /states/payment/on/confirm', (d) => delete d.states.payment.on.confirm.by],
  ['applicant-action-without-by /states/payment/on/confirm', (d) => (d.states.payment.on.confirm.by = ['applicant'])],
  ['event-missing /states/received/on/transfer', (d) => delete d.states.received.on.transfer.event],
  ['event-missing /states/opinions/join', (d) => delete d.states.opinions.join.event],
  ['event-ambiguous /states/check/on/send-back/event', (d) => (d.states.check.on['send-back'].event = 'FoundDue')],
  ['event-reserved /states/received/on/transfer/event', (d) => (d.states.received.on.transfer.event = 'StepEntered')],
  ['event-reserved /states/decision/on/issue-result/event', (d) => (d.states.decision.on['issue-result'].event = 'ResultIssued')],
  ['event-reserved /states/opinions/join/event', () => {}, { reservedEvents: ['OpinionsGathered'] }],
  ['fact-type-mismatch /states/check/on/conclude/0/guard/equals', (d) => (d.states.check.on.conclude[0].guard.equals = 'yes')],
  [
    'fact-type-mismatch /states/check/on/conclude/0/guard/in/1',
    (d) => (d.states.check.on.conclude[0].guard = { fact: 'kind', in: ['new', 'old'] }),
  ],
  [
    'fact-type-mismatch /states/check/on/conclude/0/guard/atLeast',
    (d) => (d.states.check.on.conclude[0].guard = { fact: 'kind', atLeast: 'new' }),
  ],
  [
    'personal-fact-in-guard /states/check/on/conclude/0/guard/fact',
    (d) => (d.states.check.on.conclude[0].guard = { fact: 'address', present: true }),
  ],
  [
    'guards-not-exhaustive /states/check/on/conclude',
    (d) => (d.states.check.on.conclude[1].guard = { fact: 'amount', lessThan: 5 }),
  ],
  ['action-shadowed /states/check/on/conclude/1', (d) => d.states.check.on.conclude.reverse()],
  ['result-never-issued /states/returned', (d) => (d.states.check.on.skip = { target: 'returned', event: 'Skipped' })],
  [
    'result-never-issued /states',
    (d) =>
      (d.states = {
        received: { ...d.states.received, on: { end: { target: 'returned', event: 'Ended' } } },
        returned: d.states.returned,
      }),
  ],
  [
    'clock-never-stops /states/ready',
    (d) => Object.assign(d.states.ready, { clock: 'running', limit: { value: 0, unit: 'workingDay' } }),
  ],
  ['stopped-before-result /states/received', (d) => (d.states.received.clock = 'stopped')],
  ['limits-exceed-time-limit /timeLimit', (d) => (d.timeLimit.value = 7)],
  ['limits-exceed-time-limit /committedLimit', (d) => (d.committedLimit = { value: 7, unit: 'workingDay' })],
  ['schema-invalid /format', (d) => (d.format = 'lien-thong-procedure/2')],
  ['schema-invalid /colour', (d) => (d.colour = 'red')],
  ['schema-invalid /name', (d) => delete d.name],
  ['schema-invalid /facts/Upper', (d) => (d.facts.Upper = d.facts.due)],
  ['schema-invalid /states/received/portalStatus', (d) => (d.states.received.portalStatus = 11)],
  ['schema-invalid /states/received/on/transfer/event', (d) => (d.states.received.on.transfer.event = 'transferred')],
  [
    'schema-invalid /states/check/on/conclude/0/guard',
    (d) => (d.states.check.on.conclude[0].guard = { fact: 'due', equals: true, present: true }),
  ],
  ['schema-invalid /states/received/pauseReason', (d) => (d.states.received.pauseReason = { code: 'x', basis: 'nd-1' })],
  ['schema-invalid /facts/a~1b~0c', (d) => (d.facts['a/b~c'] = d.facts.due)],
  [
    'schema-invalid /states/opinions/legs/office/states/given/outcome',
    (d) => (d.states.opinions.legs.office.states.given.outcome = 'completed'),
  ],
];

const nest = (d: Draft) => {
  const { legs } = d.states.opinions;
  legs.office.states.review.on.answer.target = 'inner';
  legs.office.states.inner = {
    type: 'parallel',
    legs: { again: structuredClone(legs.police) },
    join: { target: 'given', event: 'Joined' },
  };
  d.timeLimit.value = 20;
};

const park = (d: Draft, on: unknown) => {
  d.states.check.on.park = { target: 'limbo', event: 'Parked' };
  d.states.limbo = { party: 'desk', limit: { value: 0, unit: 'workingDay' }, on };
  if (on === undefined) delete d.states.limbo.on;
};

const withoutEnd = (d: Draft) => {
  const { review } = d.states.opinions.legs.office.states;
  return { initial: 'review', states: { review: { ...review, on: { ask: { target: 'review', event: 'Asked' } } } } };
};

describe('analysis', () => {
  it('finds nothing in a procedure without fault', () => {
    expect(told(() => {})).toEqual([]);
  });

  it.each(examples.map(([expected, change, context]) => ({ expected, change, context })))(
    'finds exactly $expected',
    ({ expected, change, context }) => {
      expect(told(change, context)).toEqual([expected]);
    },
  );

  it('has an example of every code but the two that only a hostile definition meets', () => {
    const shown = new Set(examples.map(([expected]) => expected.split(' ')[0]));
    expect(Object.keys(MESSAGES).filter((code) => !shown.has(code))).toEqual(['limits-not-decided', 'findings-truncated']);
  });

  it('refuses for errors, and lets warnings stand', () => {
    const { findings, valid } = analyse({
      ...licence(),
      lead: 'mayor',
      legalBasis: [{ id: 'nd-1', document: 'x', validTo: '2030-01-01' }],
    });
    expect(findings.map((found) => [found.code, found.severity])).toEqual([
      ['unknown-party', 'error'],
      ['basis-not-in-force', 'warning'],
    ]);
    expect(valid).toBe(false);
    expect(analyse({ ...licence(), legalBasis: [{ id: 'nd-1', document: 'x', validTo: '2030-01-01' }] }).valid).toBe(true);
  });

  it('speaks both languages, and names the facts of the case', () => {
    const [found] = analyse({ ...licence(), lead: 'mayor' }).findings;
    expect(found).toEqual({
      code: 'unknown-party',
      severity: 'error',
      pointer: '/lead',
      party: 'mayor',
      messages: { vi: 'Vai trò “mayor” chưa được khai báo', en: 'Party “mayor” is not declared' },
    });
  });

  it('finds several faults at once', () => {
    const faults = told((d) => {
      d.lead = 'mayor';
      delete d.states.received.party;
      d.states.received.on.transfer.event = 'StepEntered';
    });
    expect(faults).toEqual([
      'unknown-party /lead',
      'state-without-party /states/received',
      'event-reserved /states/received/on/transfer/event',
    ]);
  });
});
