import { setTimeout as sleep } from 'node:timers/promises';

export interface Finding {
  readonly ok: boolean;
  /** For an operator; nothing of a person, no path and no secret: the route is public. */
  readonly detail: string;
}
export interface HealthCheck {
  readonly name: string;
  check(): Finding | Promise<Finding>;
}
export interface Readiness {
  readonly status: 'ready' | 'not-ready';
  readonly checks: readonly (Finding & { readonly name: string })[];
}

const PATIENCE_MS = 2_000;

/** What must hold before this process takes work. Whoever starts a part of it registers the part's check. */
export class HealthChecks {
  readonly #checks = new Map<string, HealthCheck>();

  register(check: HealthCheck): void {
    this.#checks.set(check.name, check);
  }

  async report(): Promise<Readiness> {
    const checks = await Promise.all(
      [...this.#checks.values()].map(async (check) => ({ name: check.name, ...(await found(check)) })),
    );
    return { status: checks.every(({ ok }) => ok) ? 'ready' : 'not-ready', checks };
  }
}

/** A check that throws or does not answer is a finding, too. */
const found = async (check: HealthCheck): Promise<Finding> => {
  const patience = new AbortController();
  const late = sleep(PATIENCE_MS, { ok: false, detail: 'the check does not answer' }, { signal: patience.signal });
  try {
    return await Promise.race([late, (async () => check.check())()]);
  } catch {
    return { ok: false, detail: 'the check failed' };
  } finally {
    patience.abort();
    late.catch(() => {});
  }
};
