import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';

/** What the machine does by itself, in the same run. */
export interface Probes {
  readonly fdatasyncPerSecond: number;
  readonly jsonParseMBPerSecond: number;
}

const MS = 500;

export const probes = (): Probes => ({ fdatasyncPerSecond: fdatasyncRate(), jsonParseMBPerSecond: jsonParseRate() });

const rate = (work: () => void): number => {
  const begin = performance.now();
  let count = 0;
  for (; performance.now() - begin < MS; count += 1) work();
  return count / ((performance.now() - begin) / 1_000);
};

const fdatasyncRate = (): number => {
  const folder = mkdtempSync(join(process.env.BENCH_FOLDER ?? tmpdir(), 'lien-thong-probe-'));
  const handle = openSync(join(folder, 'raw'), 'a');
  const bytes = Buffer.alloc(500, 'x');
  const perSecond = rate(() => {
    writeSync(handle, bytes);
    fdatasyncSync(handle);
  });
  closeSync(handle);
  rmSync(folder, { recursive: true });
  return perSecond;
};

const jsonParseRate = (): number => {
  const text = JSON.stringify(
    Array.from({ length: 200 }, (_, n) => ({
      step: `appraisal.${n}`,
      agency: 'H40.12',
      at: '2026-03-02T08:00:00+07:00',
      limit: { value: 5, unit: 'workingDay' },
    })),
  );
  return rate(() => void JSON.parse(text)) * (text.length / 1e6);
};

export const machine = (): string =>
  `${cpus().length} × ${cpus()[0]?.model.trim()}, Node ${process.versions.node}, load ${loadavg()[0]?.toFixed(1)}`;

export const quantile = (values: readonly number[], share: number): number => {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
};

const shown = (value: number): string => (value >= 100 ? Math.round(value).toLocaleString('en') : value.toFixed(2));
export const table = (head: readonly string[], rows: readonly (readonly (string | number)[])[]): string =>
  [head, head.map(() => '---'), ...rows.map((row) => row.map((cell) => (typeof cell === 'number' ? shown(cell) : cell)))]
    .map((row) => `| ${row.join(' | ')} |`)
    .join('\n');
