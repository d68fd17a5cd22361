import { addDays, dayOf, type Ms, toText } from '@lien-thong/calendar';
import fc from 'fast-check';
import type { Actor } from '../decider.js';
import type { DossierCommand } from '../dossier/commands.js';
import { type Alarm, alarmsOf } from '../dossier/ring.js';
import { openSteps, type Step } from '../dossier/state.js';
import type { FactValue, ProcedureDefinition } from '../procedure/definition.js';
import { alternatives, isSimple, stateAt } from '../procedure/statechart.js';
import { Refusal } from '../refusal.js';
import { type CommandBody, engine, Journey, newDossier, type World, world } from './fixtures.js';
import { PROCEDURES } from './procedures-at-random.js';

/**
 * Random courses: a walk without a model. Every move waits, lets alarms ring or be late, and tries commands that fit the
 * state until one is accepted. A course is a list of numbers, so that fast-check can shrink it.
 */

export interface Move {
  readonly wait: number;
  readonly ringing: 'prompt' | 'late' | 'shuffled' | 'silent' | 'stale';
  readonly kind: number;
  readonly pick: number;
  readonly backdate: number;
}
export interface Course {
  readonly procedure: number;
  readonly online: boolean;
  readonly startMinute: number;
  readonly moves: readonly Move[];
}

const move: fc.Arbitrary<Move> = fc.record({
  wait: fc.oneof(
    { weight: 1, arbitrary: fc.constant(0) },
    { weight: 3, arbitrary: fc.integer({ min: 0, max: 90 * 60 }) },
    { weight: 4, arbitrary: fc.integer({ min: 0, max: 10 * 3600 }) },
    { weight: 2, arbitrary: fc.integer({ min: 0, max: 4 * 86_400 }) },
  ),
  ringing: fc.constantFrom('prompt', 'prompt', 'late', 'shuffled', 'silent', 'silent', 'stale'),
  kind: fc.nat({ max: 99 }),
  pick: fc.nat({ max: 10_000 }),
  backdate: fc.oneof(
    { weight: 5, arbitrary: fc.constant(0) },
    { weight: 2, arbitrary: fc.integer({ min: 1, max: 4 * 3600 }) },
    { weight: 2, arbitrary: fc.integer({ min: 4 * 3600, max: 5 * 86_400 }) },
  ),
});

export const course: fc.Arbitrary<Course> = fc.record({
  procedure: fc.nat({ max: PROCEDURES.length - 1 }),
  online: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
  startMinute: fc.integer({ min: 0, max: 6 * 1440 }),
  moves: fc.array(move, { minLength: 15, maxLength: 45 }),
});

/** Drives a course; `check` is called after every act. */
export const drive = (
  walk: Course,
  check: (journey: Journey, before: number) => void,
  decider?: (world: World) => Journey['decider'],
): Journey => {
  const here = world(...PROCEDURES);
  const procedure = PROCEDURES[walk.procedure] as ProcedureDefinition;
  const journey = new Journey(here, decider?.(here));
  journey.now += walk.startMinute * 60_000;
  journey.do(desk, newDossier({ procedure: procedure.code, channel: walk.online ? 'online' : 'direct' }));
  check(journey, 0);
  const walker = new Walker(journey, check);
  for (const each of walk.moves) walker.go(each);
  return journey;
};

const desk: Actor = { subject: 'desk', agency: 'H99.01', roles: ['reception', 'officer'] };
const officer = (agency: string | null): Actor => ({
  subject: `officer of ${agency}`,
  agency: agency ?? 'H99.01',
  roles: ['officer', 'reception'],
});
const head = (agency: string | null): Actor => ({ subject: `head of ${agency}`, agency: agency ?? 'H99.01', roles: ['head'] });

type Try = readonly [Actor, CommandBody];

class Walker {
  private readonly rung: Alarm[] = [];
  private revision = 1;

  constructor(
    private readonly journey: Journey,
    private readonly check: (journey: Journey, before: number) => void,
  ) {}

  go(move: Move): void {
    const until = this.journey.now + move.wait * 1000;
    if (move.ringing === 'prompt') this.promptly(until);
    this.journey.now = until;
    if (move.ringing === 'late' || move.ringing === 'shuffled') this.ringDue(move.ringing === 'shuffled' ? move.pick : 0);
    if (move.ringing === 'stale') for (const alarm of this.rung.slice(-5)) this.ring(alarm);
    const { pick } = move;
    const tries = [this.ofKind(move), ...[0, 1, 2].map(() => this.actions())].flatMap((found) => rotated(found, pick));
    for (const [by, body] of tries.slice(0, 25)) if (this.accepted(by, dated(body, move, this.journey.now))) return;
  }

  private promptly(until: Ms): void {
    for (let next = earliest(this.journey, until); next; next = earliest(this.journey, until)) {
      this.journey.now = Math.max(this.journey.now, next.at);
      this.ring(next);
    }
  }

  private ringDue(pick: number): void {
    for (let due = dueAlarms(this.journey, this.journey.now); due.length > 0; due = dueAlarms(this.journey, this.journey.now))
      this.ring(due[pick % due.length] as Alarm);
  }

  private ring(alarm: Alarm): void {
    this.rung.push(alarm);
    const before = this.journey.log.length;
    this.journey.ring(alarm.deadline, alarm.version, alarm.rung);
    this.check(this.journey, before);
  }

  private accepted(by: Actor, body: CommandBody): boolean {
    const before = this.journey.log.length;
    try {
      this.journey.do(by, body);
    } catch (error) {
      if (error instanceof Refusal) return false;
      throw error;
    }
    if (this.journey.log.length === before) return false;
    this.check(this.journey, before);
    return true;
  }

  private ofKind({ kind, pick }: Move): Try[] {
    if (kind < 42) return this.actions();
    if (kind < 54) return this.handovers();
    if (kind < 62) return this.supplements();
    if (kind < 78) return this.corrections(pick);
    if (kind < 88) return this.letters(pick);
    if (kind < 93) return this.calendar(pick);
    if (kind < 97) return this.causes();
    return this.endings();
  }

  private actions(): Try[] {
    const { state } = this.journey;
    if (state.receipt === null) return [[desk, { type: 'receive' }], ...this.supplements()];
    const definition = this.journey.world.rules.procedure(state.procedure, state.receipt.version).definition;
    const taken = openSteps(state).flatMap((step) => {
      const chart = stateAt(definition, step.state);
      return chart && isSimple(chart)
        ? Object.keys(chart.on).flatMap((action) =>
            alternatives(chart, action).flatMap((to) => this.action(step, action, to.results?.[0])),
          )
        : [];
    });
    return [...taken, ...this.handovers().slice(0, 1)];
  }

  private action(step: Step, action: string, result = 'certificate'): Try[] {
    const by = officer(step.agency);
    if (action === 'issue-result') return [[by, { type: action, step: step.id, result }]];
    if (action === 'return-result') return [[by, { type: action, step: step.id, channel: 'direct' }]];
    const facts: Record<string, FactValue> =
      action === 'transfer' ? { taxable: step.id.endsWith('1') } : action === 'notify-tax' ? { taxAmount: 5 } : {};
    return [[by, { type: 'take-action', action, step: step.id, facts }]];
  }

  private handovers(): Try[] {
    return this.journey.state.steps
      .filter((s) => s.handover === 'pending' || s.handover === 'rejected')
      .flatMap((step): Try[] => {
        const sender = this.journey.state.steps.find((s) => s.id === step.sender);
        return [
          [officer(step.agency), { type: 'acknowledge-handover', step: step.id }],
          [officer(step.agency), { type: 'reject-handover', step: step.id, reason: 'thiếu' }],
          [officer(sender?.agency ?? null), { type: 'hand-over-again', step: step.id }],
          [officer(sender?.agency ?? null), { type: 'hand-over-again', step: step.id, agency: 'H99.40' }],
        ];
      });
  }

  private supplements(): Try[] {
    const items = [{ component: 'authorisation', content: 'bản gốc' }];
    const asked = openSteps(this.journey.state).map(
      (step): Try => [officer(step.agency), { type: 'request-supplement', step: step.id, items, reason: 'thiếu' }],
    );
    return [
      [desk, { type: 'receive-supplement', components: [] }],
      ...asked,
      [desk, { type: 'request-supplement', items, reason: 'thiếu' }],
    ];
  }

  private corrections(pick: number): Try[] {
    const { corrections, acts } = this.journey.state;
    const decided = corrections
      .filter((c) => c.status === 'pending')
      .flatMap((c): Try[] => [
        [head(c.agency), { type: 'approve-correction', correction: c.id }],
        [head(c.agency), { type: 'approve-correction', correction: c.id }],
        [head(c.agency), { type: 'reject-correction', correction: c.id, reason: 'không có' }],
      ]);
    const asked = Object.values(acts).flatMap((act): Try[] =>
      act.events[0] === undefined
        ? []
        : [
            [
              officer(act.agency),
              {
                type: 'request-correction',
                eventId: act.events[0],
                claimedAt: toText(act.recordedAt - 1000 * (pick * 31)),
                evidence: { kind: 'document', reference: 'CV' },
              },
            ],
          ],
    );
    return pick % 3 === 0 || decided.length === 0 ? asked : decided;
  }

  private letters(pick: number): Try[] {
    const newAppointment = addDays(dayOf(this.journey.now), 1 + (pick % 6));
    return this.journey.state.tasks.flatMap((t): Try[] => [
      [
        officer(t.agency),
        { type: 'draft', task: t.id, reasonClass: 'subjective', reason: 'chậm', ...(pick % 2 ? { newAppointment } : {}) },
      ],
      [head(t.agency), { type: 'sign', task: t.id }],
      [officer(t.agency), { type: 'issue', task: t.id, number: '1' }],
      [officer(t.agency), { type: 'record-delivery', task: t.id, channel: 'post' }],
      ...(pick % 5 ? [] : [[head(t.agency), { type: 'waive', task: t.id, legalBasis: 'x', reason: 'bão' }] as Try]),
    ]);
  }

  /** A day off is decided, in the past or ahead; or every decision is taken back. */
  private calendar(pick: number): Try[] {
    const revision = `${++this.revision}`;
    const date = addDays(dayOf(this.journey.now), (pick % 11) - 6);
    this.journey.world.decideDays(
      revision,
      pick % 4 === 0
        ? []
        : [{ date, kind: pick % 3 === 0 ? 'half' : 'off', reason: 'bão', source: 'CV', confirmed: pick % 2 === 0 }],
    );
    return [[engine, { type: 'adopt-calendar', calendars: { 'vn-civil-service': revision, 'police-calendar': revision } }]];
  }

  private causes(): Try[] {
    const agency = this.journey.state.cause?.agency ?? 'H99.10';
    const cause = { cause: 'objective', agency, ground: 'bão' } as const;
    return [
      [officer(agency), { type: 'contest-cause', ...cause }],
      [officer('H99.10'), { type: 'propose-cause', ...cause }],
      [head('H99.10'), { type: 'decide-cause', ...cause }],
    ];
  }

  private endings(): Try[] {
    return [
      [desk, { type: 'decline-withdrawal', reason: 'x' }],
      [desk, { type: 'request-withdrawal', reason: 'đổi ý' }],
      [desk, { type: 'confirm-withdrawal' }],
      [head('H99.01'), { type: 'stop', reason: 'x' }],
      [desk, { type: 'refuse', reason: 'x' }],
    ];
  }
}

/** Every alarm that should have rung by now, the earliest first. */
export const dueAlarms = (journey: Journey, now: Ms): Alarm[] =>
  alarmsOf(journey.state)
    .filter((a) => a.at <= now)
    .sort((a, b) => a.at - b.at || a.deadline.localeCompare(b.deadline));
const earliest = (journey: Journey, now: Ms): Alarm | undefined => dueAlarms(journey, now)[0];

const rotated = <T>(items: readonly T[], by: number): T[] => items.map((_, i) => items[(i + by) % items.length] as T);

const LETTERS: readonly DossierCommand['type'][] = [
  'draft',
  'sign',
  'issue',
  'record-delivery',
  'waive',
  'adopt-calendar',
  'approve-correction',
  'reject-correction',
  'request-correction',
];
const dated = (body: CommandBody, { backdate }: Move, now: Ms): CommandBody =>
  backdate === 0 || LETTERS.includes(body.type)
    ? body
    : { ...body, occurredAt: toText(now - backdate * 1000), evidence: { kind: 'document', reference: 'CV' } };
