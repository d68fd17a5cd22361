import { describe, expect, it } from '@jest/globals';
import { HealthChecks } from './health-checks.js';

const fine = { name: 'fine', check: () => ({ ok: true, detail: 'as it is' }) };

describe('readiness', () => {
  it('is that of all parts together', async () => {
    const checks = new HealthChecks();
    checks.register(fine);
    expect(await checks.report()).toEqual({ status: 'ready', checks: [{ name: 'fine', ok: true, detail: 'as it is' }] });
    checks.register({ name: 'ill', check: async () => ({ ok: false, detail: 'the disk is full' }) });
    expect(await checks.report()).toMatchObject({
      status: 'not-ready',
      checks: [{ name: 'fine' }, { name: 'ill', detail: 'the disk is full' }],
    });
  });

  it('is missing where a check throws or never answers, and says nothing of why it threw', async () => {
    const checks = new HealthChecks();
    checks.register({ name: 'broken', check: () => Promise.reject(new Error('password of the disk')) });
    checks.register({ name: 'silent', check: () => new Promise(() => {}) });
    const { status, checks: found } = await checks.report();
    expect([status, ...found.map(({ ok, detail }) => [ok, detail])]).toEqual([
      'not-ready',
      [false, 'the check failed'],
      [false, 'the check does not answer'],
    ]);
  });
});
