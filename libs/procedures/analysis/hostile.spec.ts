import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Draft, licence } from '../testing/licence.js';
import { analyse } from './analyse.js';

const state = (targets: readonly string[], weight = 1) => ({
  party: 'desk',
  limit: { value: weight, unit: 'workingHour' },
  on: Object.fromEntries(targets.map((target, i) => [`go-${i}`, { target, event: `Went${i}` }])),
});

/** Every state leads to every other; the last one to the end of the licence. */
const clique = (size: number): Draft => {
  const keys = Array.from({ length: size }, (_, i) => `s${i}`);
  const draft = licence();
  Object.assign(draft.states, Object.fromEntries(keys.map((key) => [key, state([...keys, 'decision'])])));
  draft.states.received.on.transfer.target = 's0';
  return draft;
};

/** Long ladders in a ring: exponentially many simple paths, and none that visits everything. */
const ladder = (rungs: number): Draft => {
  const draft = clique(0);
  for (let i = 0; i < rungs; i += 1) {
    draft.states[`a${i}`] = state([`b${i}`, `a${i + 1}`, `b${i + 1}`], 3);
    draft.states[`b${i}`] = state([`a${i}`, `a${i + 1}`, `dead${i}`], 2);
    draft.states[`dead${i}`] = state(['a0', 'decision'], 40);
  }
  draft.states[`a${rungs}`] = state(['a0', 'decision']);
  draft.states[`b${rungs}`] = state(['a0', 'decision']);
  draft.states.received.on.transfer.target = 'a0';
  return draft;
};

/** In the processor's own time: what else the machine does must not decide. */
const inTime = (draft: unknown, milliseconds: number) => {
  const before = process.cpuUsage();
  const { findings } = analyse(draft);
  expect(process.cpuUsage(before).user / 1000).toBeLessThan(milliseconds);
  return findings.map((found) => found.code);
};

describe('analysis of hostile input', () => {
  it.each([
    null,
    7,
    'text',
    true,
    [],
    [[]],
    {},
    { states: [] },
    { states: { a: null } },
    { states: { a: { on: { b: [null, 3] } } } },
  ])('answers for %j', (junk) => {
    expect(analyse(junk).valid).toBe(false);
  });

  it('is not led astray by the names of an object’s own machinery', () => {
    const junk = JSON.parse(
      '{"__proto__":{"a":1},"initial":"constructor","lead":"toString","states":{"constructor":{"party":"hasOwnProperty"}}}',
    );
    expect(analyse(junk).findings.map((found) => found.pointer)).toEqual(
      expect.arrayContaining(['/lead', '/states/constructor/party']),
    );
  });

  it('refuses what is nested too deeply, without walking it', () => {
    let deep: unknown = {};
    for (let i = 0; i < 100_000; i += 1) deep = { not: deep };
    const draft = licence();
    draft.states.check.on.conclude[0].guard = deep;
    expect(analyse(draft).findings.map((found) => `${found.code} ${found.pointer}`)).toEqual(['schema-invalid ']);
  });

  it('refuses what is too big', () => {
    expect(analyse({ states: Array.from({ length: 600_000 }, () => 0) }).findings[0]?.code).toBe('schema-invalid');
  });

  it('answers for a clique of as many states as there may be, for a simple search would never end', () => {
    const draft = clique(293);
    expect(Object.keys(draft.states)).toHaveLength(300);
    expect(inTime(draft, 10_000)).toContain('limits-exceed-time-limit');
  });

  it('refuses a bigger one by the schema, without a search', () => {
    expect(inTime(clique(310), 10_000)).toContain('schema-invalid');
  });

  it('says so when it cannot decide whether the limits fit', () => {
    const draft = ladder(60);
    draft.timeLimit = { value: 2000, unit: 'workingHour' };
    expect(inTime(draft, 10_000)).toContain('limits-not-decided');
  });

  it('answers for thousands of guards over many facts within a second or two', () => {
    const draft = licence();
    for (let i = 0; i < 30; i += 1) draft.facts[`f${i}`] = { type: 'boolean', name: { vi: 'x', en: 'x' } };
    const guard = { any: Array.from({ length: 20 }, (_, i) => ({ fact: `f${i}`, equals: true })) };
    for (let i = 0; i < 290; i += 1) draft.states.check.on[`g${i}`] = [{ guard, target: 'opinions', event: `G${i}` }];
    expect(inTime(draft, 10_000)).toContain('guards-not-exhaustive');
  });

  it('lists no more than five hundred findings, and says how many there are', () => {
    const draft = licence();
    for (let i = 0; i < 900; i += 1) draft.legalBasis.push(draft.legalBasis[0]);
    const { findings } = analyse(draft);
    expect(findings).toHaveLength(501);
    expect(findings.at(-1)).toMatchObject({ code: 'findings-truncated', listed: 500 });
  });

  it('never throws, whatever the value', () => {
    fc.assert(
      fc.property(
        fc.anything({ withNullPrototype: true, withBigInt: true, withDate: true, withMap: true, withSparseArray: true }),
        wellFormed,
      ),
    );
  });

  it('never throws on a sound definition in which any part was replaced, dropped or doubled', () => {
    fc.assert(
      fc.property(fc.infiniteStream(fc.nat()), fc.anything(), (choices, junk) => wellFormed(mutated(licence(), choices, junk))),
      { numRuns: 500 },
    );
  });
});

/** Whatever comes in, every finding has its code, its pointer and its messages, and the verdict is that of the errors. */
const wellFormed = (value: unknown): void => {
  const { findings, valid } = analyse(value);
  for (const { pointer, messages } of findings) {
    expect(pointer === '' || pointer.startsWith('/')).toBe(true);
    expect(messages.vi.length * messages.en.length).toBeGreaterThan(0);
  }
  expect(valid).toBe(!findings.some((found) => found.severity === 'error'));
};

/** Walks down to a random place and breaks something there. */
const mutated = (draft: Draft, choices: Iterator<number>, junk: unknown): Draft => {
  let at = draft;
  for (let depth = 0; depth < 12; depth += 1) {
    const keys = Object.keys(at);
    const key = keys[(choices.next().value ?? 0) % keys.length] ?? '';
    const child = at[key];
    const goesOn =
      typeof child === 'object' && child !== null && Object.keys(child).length > 0 && (choices.next().value ?? 0) % 5 > 0;
    if (goesOn) at = child;
    else return breakAt(at, key, choices.next().value ?? 0, junk, draft);
  }
  return draft;
};

const breakAt = (at: Draft, key: string, choice: number, junk: unknown, draft: Draft): Draft => {
  if (choice % 3 === 0) delete at[key];
  else if (choice % 3 === 1) at[key] = junk;
  else at[`${key}-again`] = at[key];
  return draft;
};
