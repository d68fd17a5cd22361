import { describe, expect, it } from '@jest/globals';
import { StoreUnavailable } from '@lien-thong/event-store';
import { KeyStoreUnavailable } from '@lien-thong/security';
import { problemDocument } from './problem.js';
import { problemOf } from './problems.js';

describe('a store that is away', () => {
  it.each([
    ['the log', new StoreUnavailable('EventStoreDB at db:2113 is away')],
    ['the key store', new KeyStoreUnavailable('the key store (PostgreSQL, db/keys) is not available: connect ECONNREFUSED')],
  ])('is no fault of the program: %s is to be asked again, and its address is not told', (_which, error) => {
    const problem = problemOf(error);
    expect([problem.code, problem.status]).toEqual(['store-unavailable', 503]);
    expect(Number(problem.headers['Retry-After'])).toBeGreaterThan(0);
    expect(JSON.stringify(problemDocument(problem, 'en'))).not.toContain('db');
  });
});
