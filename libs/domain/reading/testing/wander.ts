import { toMs, toText } from '@lien-thong/calendar';
import fc from 'fast-check';
import type { Actor } from '../../decider.js';
import type { DossierCommand } from '../../dossier/commands.js';
import { alarmsOf } from '../../dossier/ring.js';
import { Refusal } from '../../refusal.js';
import {
  deskHead,
  Journey,
  lan,
  newDossier,
  policeOfficer,
  registrar,
  registryHead,
  taxHead,
  taxOfficer,
  world,
} from '../../testing/fixtures.js';
import { land, opinions } from '../../testing/procedures.js';
import { candidatesOf } from '../candidates.js';

/** A dossier that wanders: at random times, random people do whatever they may, now and then entered late. */

const environment: Actor = { subject: 'em', agency: 'H99.30', roles: ['officer'] };
const planner: Actor = { subject: 'phu', agency: 'H99.40', roles: ['officer'] };
const registrar2: Actor = { subject: 'mai', agency: 'H99.10', roles: ['officer', 'head'] };
const PEOPLE = [lan, deskHead, registrar, registryHead, registrar2, taxOfficer, taxHead, policeOfficer, environment, planner];
const PROVINCE = world(land, opinions);
/** Ends come seldom, so that courses grow long. */
const RARE = ['stop', 'confirm-withdrawal', 'annotate', 'request-withdrawal'];

export interface Move {
  readonly minutes: number;
  readonly silent: boolean;
  readonly person: number;
  readonly choice: number;
  /** Minutes by which it is entered late; 0 for at once. */
  readonly late: number;
}

export const moves: fc.Arbitrary<Move[]> = fc.array(
  fc.record({
    minutes: fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 300, max: 6000 })),
    silent: fc.boolean(),
    person: fc.nat(1000),
    choice: fc.nat(1000),
    late: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 2, arbitrary: fc.integer({ min: 1, max: 4000 }) }),
  }),
  { minLength: 3, maxLength: 15 },
);

export const wander = (
  path: readonly Move[],
  procedure: '9.900001' | '9.900004',
  channel: 'direct' | 'online' = 'direct',
): Journey => {
  const journey = new Journey(PROVINCE).do(lan, newDossier({ procedure, channel }));
  for (const move of path) {
    const to = toText(journey.now + move.minutes * 60_000);
    if (move.silent) journey.silentlyAt(to);
    else rungUntil(journey, toMs(to));
    moved(journey, move);
  }
  return journey;
};

/** Alarms one by one; one that rings and leaves itself standing would ring for ever. */
const rungUntil = (journey: Journey, to: number): void => {
  for (let rings = 0; rings < 200; rings++) {
    const next = alarmsOf(journey.state)
      .filter((alarm) => alarm.at <= to)
      .sort((a, b) => a.at - b.at)[0];
    if (next === undefined) {
      journey.now = to;
      return;
    }
    journey.now = Math.max(journey.now, next.at);
    journey.ring(next.deadline, next.version, next.rung);
  }
  throw new Error(`alarms without an end: ${JSON.stringify(alarmsOf(journey.state).slice(0, 3))}`);
};

const moved = (journey: Journey, move: Move): void => {
  for (let turn = 0; turn < PEOPLE.length; turn++) {
    const by = PEOPLE[(move.person + turn) % PEOPLE.length] as Actor;
    const all = candidatesOf(journey.state, by, journey.world.rules, toText(journey.now));
    const candidates = move.choice % 10 === 0 ? all : all.filter((c) => !RARE.includes(c.type));
    for (let i = 0; i < candidates.length; i++) {
      const body = candidates[(move.choice + i) % candidates.length]?.body;
      if (body && done(journey, { ...filled(body, journey, move), by, commandId: `m${journey.log.length}` } as DossierCommand))
        return;
    }
  }
};

const filled = (body: object, journey: Journey, { late, choice }: Move) => ({
  ...body,
  ...('action' in body && body.action === 'transfer' ? { facts: { taxable: choice % 2 === 0 } } : {}),
  ...('action' in body && body.action === 'notify-tax' ? { facts: { taxAmount: choice } } : {}),
  ...('result' in body ? { result: 'certificate' } : {}),
  ...('claimedAt' in body ? { claimedAt: toText(toMs(body.claimedAt as string) - late * 60_000) } : {}),
  ...(late > 0 ? { occurredAt: toText(journey.now - late * 60_000), evidence: { kind: 'document', reference: 'CV' } } : {}),
});

const done = (journey: Journey, command: DossierCommand): boolean => {
  try {
    return journey.record(command).length > 0;
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
};
