import { describe, expect, it } from '@jest/globals';
import { type JestResults, summarise } from '../../tools/summary.mjs';

const run = (results: Partial<JestResults>): JestResults => ({
  success: true,
  numPassedTests: 0,
  numFailedTests: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  numRuntimeErrorTestSuites: 0,
  ...results,
});

describe('the last line of npm test', () => {
  it('counts what passed', () => {
    expect(summarise(run({ numPassedTests: 12 }))).toEqual({ line: '12 passed, 0 failed', ok: true });
  });

  it('names skipped tests only when there are some', () => {
    expect(summarise(run({ numPassedTests: 3, numPendingTests: 1, numTodoTests: 1 })).line).toBe('3 passed, 0 failed, 2 skipped');
  });

  it('counts a suite that could not be run as a failure', () => {
    const results = run({ success: false, numPassedTests: 3, numRuntimeErrorTestSuites: 1 });
    expect(summarise(results)).toEqual({ line: '3 passed, 1 failed', ok: false });
  });

  it('does not take a run without tests for a success', () => {
    expect(summarise(run({})).ok).toBe(false);
    expect(summarise(run({ numPendingTests: 5 })).ok).toBe(false);
  });
});
