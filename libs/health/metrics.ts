import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/**
 * What Prometheus is told. Labels are route templates, methods, statuses, command types and problem codes: closed lists,
 * so that nothing a client sends, and nothing of a person, ever becomes a series.
 */
export class Metrics {
  /** Of this application: several may run in one process. */
  readonly registry = new Registry();
  readonly requests = new Histogram({
    name: 'lien_thong_http_request_duration_seconds',
    help: 'HTTP requests by route template, method and status.',
    labelNames: ['route', 'method', 'status'] as const,
    buckets: SECONDS,
    registers: [this.registry],
  });
  readonly commands = new Counter({
    name: 'lien_thong_commands_total',
    help: 'Commands by type and outcome: recorded, replayed, dry-run, or the code of the refusal.',
    labelNames: ['type', 'outcome'] as const,
    registers: [this.registry],
  });

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  /** A number that is read when Prometheus asks; left out while it is null or cannot be read. */
  gauge(name: string, help: string, read: () => number | null | Promise<number | null>): void {
    new Gauge({
      name,
      help,
      registers: [this.registry],
      async collect() {
        this.reset();
        const value = await Promise.resolve()
          .then(read)
          .catch(() => null);
        if (value === null) this.remove();
        else this.set(value);
      },
    });
  }

  /** A count that its owner raises. */
  counter(name: string, help: string): { add(count?: number): void } {
    const counter = new Counter({ name, help, registers: [this.registry] });
    return { add: (count = 1) => counter.inc(count) };
  }
}
