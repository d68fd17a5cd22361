import { isDeepStrictEqual } from 'node:util';
import { type Ms, toMs } from '@lien-thong/calendar';
import { isOpenTask } from '../apology/duty.js';
import { type Clock, clocksOf } from '../clocks/clocks.js';
import { byFact } from '../clocks/lens.js';
import type { Recorded } from '../decider.js';
import { isAgencyBreach } from '../dossier/cause.js';
import { decode, encode } from '../dossier/codec.js';
import type { DossierEvent } from '../dossier/events.js';
import { evolve } from '../dossier/evolve.js';
import type { Alarm } from '../dossier/ring.js';
import { type Dossier, isAwaited, noDossier } from '../dossier/state.js';
import { verdict } from '../lateness/verdict.js';
import { minutesOf } from '../reading/measures.js';
import { oracleClock } from './dossier-oracle.js';
import type { Journey } from './fixtures.js';
import { dueAlarms } from './random-course.js';

/** What holds of every dossier at every instant. Each throws with the facts when it does not. */

const demand = (holds: boolean, what: string, facts: unknown): void => {
  if (!holds) throw new Error(`${what}: ${JSON.stringify(facts)}`);
};

/** The log as it is written and read back, folded from scratch, is the state that was kept. */
export const foldIsState = (journey: Journey): void => {
  const read = journey.log.map((event) => ({
    ...event,
    personal: undefined,
    ...decode(JSON.parse(JSON.stringify(encode(event)))),
  })) as Recorded<DossierEvent>[];
  const folded = read.reduce(evolve, noDossier);
  demand(isDeepStrictEqual(folded, journey.state), 'fold differs from state', { folded, state: journey.state });
};

/** Both times stand on every event, in their order. */
export const timesInOrder = (journey: Journey, before: number): void => {
  journey.log.slice(Math.max(0, before - 1)).forEach((event, i, part) => {
    const recordedAt = toMs(event.recordedAt);
    demand(toMs(event.occurredAt) <= recordedAt, 'occurred after it was recorded', event);
    demand(i === 0 || toMs((part[i - 1] as typeof event).recordedAt) <= recordedAt, 'recorded before the last one', event);
  });
};

/** Every alarm that is due has rung: each decides once, and nothing when it rings again. */
export const rungOut = (journey: Journey, next: (due: Alarm[]) => Alarm): Journey => {
  const fork = journey.fork();
  const rung: Alarm[] = [];
  for (let due = dueAlarms(fork, fork.now); due.length > 0; due = dueAlarms(fork, fork.now)) {
    const alarm = next(due);
    fork.ring(alarm.deadline, alarm.version, alarm.rung);
    rung.push(alarm);
    demand(rung.length < 100, 'alarms without an end', rung.slice(-5));
  }
  for (const { deadline, version, rung: which } of rung)
    demand(fork.ring(deadline, version, which).length === 0, 'a second ring decides', { deadline, version, which });
  return fork;
};

/** A missed deadline has exactly one standing breach; an open one is recorded as it is computed. */
export const deadlinesAsComputed = (journey: Journey): void => {
  const { state, now } = journey;
  const clocks = clocksOf(state, journey.world.rules);
  for (const clock of clocks) clockAsRecorded(state, clock, now);
  for (const notice of Object.values(state.notices)) {
    const clock = clocks.find((c) => c.id === notice.deadline);
    const open = clock !== undefined && clock.endedAt === null;
    if (notice.breach !== null) demand(clock !== undefined, 'a breach without a clock', notice);
    if (notice.status === 'armed' || notice.status === 'paused') demand(open, 'announced, though over', notice);
    const breaches = journey.log.filter(
      (e) => 'deadline' in e.data && e.data.deadline === notice.deadline && 'noticed' in e.data,
    ).length;
    const rescinded = journey.log.filter((e) => e.type === 'BreachRescinded' && e.data.deadline === notice.deadline).length;
    demand(breaches - rescinded === (notice.breach === null ? 0 : 1), 'breaches do not add up', { notice, breaches, rescinded });
  }
};

const clockAsRecorded = (state: Dossier, clock: Clock, now: Ms): void => {
  const notice = state.notices[clock.id];
  const { id, dueAt, endedAt, provisional } = clock;
  const facts = { id, dueAt: dueAt && new Date(dueAt), endedAt: endedAt && new Date(endedAt), ending: clock.ending, notice };
  const missed = dueAt !== null && (endedAt ?? now) > dueAt;
  demand(missed === (notice?.status === 'missed' && notice.breach !== null), 'missed and recorded differ', facts);
  if (endedAt !== null || missed) return;
  const armed =
    notice?.status === 'armed' && notice.dueAt !== null && toMs(notice.dueAt) === dueAt && notice.provisional === provisional;
  demand(dueAt === null ? notice?.status === 'paused' : armed, 'recorded due differs from computed due', facts);
};

/** Silence is of those who were asked and know it: nobody is passed over before it has acknowledged. */
export const silencesHeard = ({ state }: Journey): void => {
  const unheard = state.steps.find((s) => s.passedOverBy !== null && isAwaited(s));
  demand(unheard === undefined, 'passed over before it acknowledged', unheard);
};

/** One open letter per agency; every standing breach in exactly one; none without a breach. */
export const lettersAsOwed = (journey: Journey): void => {
  const { tasks, notices, steps } = journey.state;
  const open = tasks.filter(isOpenTask);
  demand(new Set(open.map((t) => t.agency)).size === open.length, 'two open letters of one agency', open);
  const silent = (deadline: string): boolean =>
    steps.some((s) => s.clock === deadline && s.leg !== null && s.leg.onTimeout !== 'escalate');
  const standing = Object.values(notices).filter((n) => isAgencyBreach(n) && !silent(n.deadline));
  for (const breach of standing) {
    const holding = tasks.filter((t) => t.breaches.includes(breach.breach as string));
    demand(holding.length === 1, 'a breach not in exactly one letter', { breach, tasks });
  }
  for (const task of open.filter((t) => t.status !== 'issued')) {
    demand(
      task.breaches.some((id) => standing.some((n) => n.breach === id)),
      'a letter for nothing',
      { task, standing },
    );
  }
};

/** A warning comes once per rung and never while a breach stands; an escalation once per rung. */
export const rungsOnce = (journey: Journey): void => {
  const seen = new Set<string>();
  const standing = new Set<string>();
  for (const event of journey.log) {
    if ('noticed' in event.data && 'deadline' in event.data) standing.add(event.data.deadline);
    if (event.type === 'BreachRescinded') standing.delete(event.data.deadline);
    if (event.type !== 'DeadlineWarned' && event.type !== 'DeadlineEscalated') continue;
    const key = `${event.type} ${event.data.deadline} ${event.data.rung}`;
    demand(!seen.has(key), 'a rung twice', event);
    demand(event.type === 'DeadlineEscalated' || !standing.has(event.data.deadline), 'a warning after the breach', event);
    seen.add(key);
  }
};

/** Who is late does not hang on the order in which alarms rang. */
export const sameLateness = (one: Journey, other: Journey): void => {
  const of = (j: Journey) => ({
    verdict: verdict(j.state, j.world.rules, j.now, byFact),
    breaches: Object.values(j.state.notices)
      .flatMap((n) => (n.breach === null || n.kind === 'apology' ? [] : [`${n.deadline} ${n.dueAt}`]))
      .sort(),
    steps: j.state.steps.map((s) => s.id).sort(),
  });
  demand(isDeepStrictEqual(of(one), of(other)), 'late by the order of rings', { one: of(one), other: of(other) });
};

/** The dossier's due date and minutes are those of the slow oracle. */
export const clockOfOracle = (journey: Journey): void => {
  const { rules, layersOf } = journey.world;
  const clock = clocksOf(journey.state, rules).find((c) => c.id === 'dossier');
  const told = oracleClock(journey.log, layersOf, journey.now);
  demand(!clock === !told, 'a clock for one only', { clock, told });
  if (!clock || !told) return;
  const used = minutesOf(clock, journey.now).used;
  const found = { dueAt: clock.dueAt && new Date(clock.dueAt), used };
  const wanted = { dueAt: told.dueAt && new Date(told.dueAt), used: told.used };
  demand(isDeepStrictEqual(found, wanted), 'clock differs from the oracle', { found, wanted, gaps: clock.gaps });
};
