import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { coursesFound } from '../testing/courses-found.js';
import type { Journey, World } from '../testing/fixtures.js';
import {
  clockOfOracle,
  deadlinesAsComputed,
  foldIsState,
  lettersAsOwed,
  rungOut,
  rungsOnce,
  sameLateness,
  silencesHeard,
  timesInOrder,
} from '../testing/invariants.js';
import { type Course, course, drive } from '../testing/random-course.js';
import { dossierDecider } from './dossier.js';
import type { DossierEvent } from './events.js';

type Decider = Journey['decider'];

/** COURSES and SEED drive more courses, or one course again; a failure prints its seed and path. */
const RUNS = Number(process.env.COURSES ?? 150);
const SEED = process.env.SEED === undefined ? {} : { seed: Number(process.env.SEED) };
/** Shrinking a course takes a while; what is found by then tells enough. */
const parameters = { numRuns: RUNS, interruptAfterTimeLimit: 60_000, ...SEED };

const holds = (walk: Course, decider?: (world: World) => Decider): void => {
  let acts = 0;
  const check = (journey: Journey, before: number): void => {
    timesInOrder(journey, before);
    const prompt = rungOut(journey, (due) => due[0] as (typeof due)[number]);
    const reversed = rungOut(journey, (due) => due[due.length - 1] as (typeof due)[number]);
    sameLateness(prompt, reversed);
    for (const journeyNow of [prompt, reversed]) {
      deadlinesAsComputed(journeyNow);
      lettersAsOwed(journeyNow);
      rungsOnce(journeyNow);
      silencesHeard(journeyNow);
    }
    acts += 1;
    if (acts === 20) clockOfOracle(journey);
  };
  const end = drive(walk, check, decider);
  foldIsState(end);
  clockOfOracle(end);
};

describe('whatever happens to a dossier', () => {
  it('log, clocks, breaches, letters and alarms agree with each other and with the oracle', () => {
    fc.assert(
      fc.property(course, (walk) => holds(walk)),
      { ...parameters, examples: coursesFound.map((walk): [Course] => [walk]) },
    );
  }, 120_000);

  /** Faults that the property must see: were it blind to them, it would prove nothing. */
  it.each<[string, (event: DossierEvent) => boolean]>([
    ['no breach is recorded on a late completion', (e) => 'noticed' in e.data && e.data.noticed === 'on-completion'],
    ['a moved due date is not announced', (e) => e.type === 'DueDateRevised'],
    ['a later breach is not added to the open letter', (e) => e.type === 'ApologyTaskExtended'],
  ])(
    'fails when %s',
    (_fault, isDropped) => {
      const faulty = (world: World): Decider => {
        const sound = dossierDecider(world.rules);
        return {
          ...sound,
          decide: (command, state, recordedAt) => {
            const { occurredAt, events } = sound.decide(command, state, recordedAt);
            return { occurredAt, events: events.filter((event) => !isDropped(event)) };
          },
        };
      };
      const found = fc.check(
        fc.property(course, (walk) => holds(walk, faulty)),
        { ...parameters, numRuns: 600, endOnFailure: true },
      );
      expect(found.failed).toBe(true);
    },
    60_000,
  );
});
