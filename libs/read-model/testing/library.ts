import { toMs } from '@lien-thong/calendar';
import {
  deskHead,
  Journey,
  lan,
  newDossier,
  policeOfficer,
  registrar,
  taxOfficer,
  world,
} from '../../domain/testing/fixtures.js';
import { land, opinions } from '../../domain/testing/procedures.js';

const idOf = (n: number): string => `0190f0a0-0000-7000-8000-${String(n).padStart(12, '0')}`;
export const codeOf = (n: number): string => `H99.01-260302-${String(n).padStart(4, '0')}`;

/** So many dossiers at various points of their courses, each received a minute after the last one. */
export const library = (count: number): Journey[] =>
  Array.from({ length: count }, (_, n) => {
    const journey = new Journey(world(land, opinions));
    journey.now = toMs('2026-03-02T08:00:00+07:00') + n * 60_000;
    const procedure = n % 4 === 3 ? '9.900004' : '9.900001';
    const receivingAgency = n % 5 === 4 ? 'H98.01' : 'H99.01';
    const channel = n % 7 === 6 ? ('online' as const) : ('direct' as const);
    const by = { ...lan, agency: receivingAgency };
    journey.do(by, newDossier({ id: idOf(n), code: codeOf(n), procedure, receivingAgency, channel }));
    courses[n % courses.length]?.(journey);
    return journey;
  });

type Course = (journey: Journey) => void;

const attempt = (journey: Journey, ...acts: readonly Parameters<Journey['do']>[]): void => {
  for (const [by, body] of acts) {
    try {
      journey.do(by, body);
    } catch {
      return;
    }
  }
};

const desk = (journey: Journey): typeof lan => ({ ...lan, agency: journey.state.receivingAgency });

const courses: readonly Course[] = [
  () => {},
  (journey) => attempt(journey, [desk(journey), { type: 'take-action', action: firstAction(journey) }]),
  (journey) => {
    attempt(
      journey,
      [desk(journey), { type: 'take-action', action: firstAction(journey) }],
      [registrar, { type: 'acknowledge-handover' }],
    );
  },
  (journey) => void journey.at('2026-03-05T08:00:00+07:00'),
  (journey) => {
    attempt(
      journey,
      [desk(journey), { type: 'take-action', action: firstAction(journey) }],
      [registrar, { type: 'acknowledge-handover' }],
    );
    attempt(
      journey,
      [registrar, { type: 'take-action', action: 'transfer', facts: { taxable: true } }],
      [policeOfficer, { type: 'take-action', action: 'answer' }],
    );
    attempt(journey, [taxOfficer, { type: 'take-action', action: 'notify-tax', facts: { taxAmount: 5_000_000 } }]);
    journey.at('2026-03-12T08:00:00+07:00');
  },
  (journey) =>
    attempt(journey, [
      { ...deskHead, agency: journey.state.receivingAgency },
      { type: 'stop', reason: 'r', legalBasis: 'nd-101' },
    ]),
  (journey) => void journey.at('2026-04-30T08:00:00+07:00'),
];

const firstAction = (journey: Journey): string =>
  journey.state.procedure === '9.900004' ? 'ask-opinions' : 'transfer-to-land-registry';
