import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { transformFileSync } from '@swc/core';

const here = import.meta.dirname;
const ZONES = ['UTC', 'Asia/Ho_Chi_Minh', 'America/St_Johns', 'Pacific/Kiritimati', 'Europe/Berlin'];

/** Runs in a process of its own: what the library answers, and the host's offset to prove that the zone was in force. */
const PROBE = `
import { compose, dayOf, dueOf, explain, startOfDay, toMs, toText, vnCivilService } from './index.js';
const calendar = compose([vnCivilService], 'r1');
const answers = [];
for (let hour = 0; hour < 24 * 400; hour += 29) {
  const start = toMs('2025-12-01T00:30:00+07:00') + hour * 3600000;
  for (const [unit, value] of [['workingDay', 3], ['workingHour', 8], ['calendarDay', 10], ['month', 1]]) {
    for (const policy of ['CIVIL_DATE', 'HOUR_EXACT']) {
      const due = dueOf(calendar, { start, limit: { value, unit }, policy, cutoff: '15:00', gaps: [{ from: start + 5e7, to: start + 2e8 }] });
      answers.push([toText(due.dueAt), due.provisional, dayOf(start), startOfDay(dayOf(start))]);
    }
  }
}
const start = toMs('2026-03-29T00:30:00Z');
answers.push(explain(calendar, { start, limit: { value: 5, unit: 'workingDay' }, policy: 'HOUR_EXACT' }));
console.log(JSON.stringify({ offset: new Date(2026, 6, 1).getTimezoneOffset(), count: answers.length, answers: JSON.stringify(answers) }));
`;

const compiled = (): string => {
  const directory = mkdtempSync(join(tmpdir(), 'calendar-'));
  const jsc = {
    target: 'es2022' as const,
    parser: { syntax: 'typescript' as const },
    experimental: { keepImportAttributes: true },
  };
  for (const file of readdirSync(here).filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts'))) {
    const { code } = transformFileSync(join(here, file), { jsc, module: { type: 'es6' }, swcrc: false });
    writeFileSync(join(directory, file.replace(/\.ts$/, '.js')), code);
  }
  cpSync(join(here, 'data'), join(directory, 'data'), { recursive: true });
  writeFileSync(join(directory, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(directory, 'probe.js'), PROBE);
  return directory;
};

describe('the host', () => {
  it('may stand in any time zone without moving a date', () => {
    const directory = compiled();
    try {
      const runs = ZONES.map((TZ) => {
        const output = execFileSync(process.execPath, ['--no-warnings', 'probe.js'], {
          cwd: directory,
          env: { ...process.env, TZ },
        });
        return JSON.parse(output.toString()) as { offset: number; count: number; answers: string };
      });
      expect(runs.map(({ offset }) => offset)).toEqual([0, -420, 150, -840, -120]);
      expect(runs[0]?.count).toBeGreaterThan(2500);
      for (const run of runs) expect(run.answers).toBe(runs[0]?.answers);
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
});
