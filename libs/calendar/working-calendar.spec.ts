import { describe, expect, it } from '@jest/globals';
import {
  type CalendarDefinition,
  closeOf,
  compose,
  type DayDecision,
  dueOf,
  isWorkingDay,
  vnCivilService,
  workingMinutes,
} from './index.js';
import { at, byDate, byHour, calendarDays, deciding, dueText, nation, pause, workingDays } from './testing/facts.js';

const decided = (date: string, kind: DayDecision['kind'], rest: Partial<DayDecision> = {}): DayDecision => ({
  date,
  kind,
  reason: 'Bão số 12',
  source: { document: 'CV 99/UBND', date },
  confirmed: true,
  ...rest,
});

const under = (...layers: CalendarDefinition[]) => compose([vnCivilService, ...layers], 'test@1');

describe('layers', () => {
  const storm = deciding('storm', decided('2026-11-17', 'off'));
  const agency = deciding('agency', decided('2026-11-17', 'work'), decided('2026-11-24', 'work'));

  it('decide by date, the most specific last', () => {
    expect(dueText(byDate('2026-11-16 09:00', workingDays(1)), under(storm))).toBe('2026-11-18 17:30');
    expect(dueText(byDate('2026-11-16 09:00', workingDays(1)), under(storm, agency))).toBe('2026-11-17 17:30');
    expect(dueText(byDate('2026-11-16 09:00', workingDays(1)), under(agency, storm))).toBe('2026-11-18 17:30');
    expect(isWorkingDay(under(agency), '2026-11-24')).toBe(true);
    expect(isWorkingDay(under(deciding('o', decided('2026-11-17', 'off', { sessions: [] }))), '2026-11-17')).toBe(false);
  });

  it('give week and coverage by the most specific that has them, and the last its name', () => {
    const desk: CalendarDefinition = {
      ...deciding('desk'),
      week: {
        workingDays: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat'],
        sessions: [
          ['07:30', '11:30'],
          ['13:00', '16:30'],
        ],
      },
      coveredUntil: '2026-11-17',
    };
    const calendar = under(desk, storm);
    expect(calendar).toMatchObject({ id: 'storm', revision: 'test@1', coveredUntil: '2026-11-17', dayMinutes: 450 });
    expect(closeOf(calendar, '2026-11-21')).toBe(at('2026-11-21 16:30'));
    expect(dueText(byHour('2026-11-16 07:30', workingDays(1)), calendar)).toBe('2026-11-16 16:30');
    expect(dueText(byDate('2026-11-16 09:00', workingDays(1)), calendar)).toBe('2026-11-18 16:30?');
  });

  it('of which none says how far it reaches leave no date in doubt for that', () => {
    const alone = compose([{ ...deciding('alone'), week: vnCivilService.week }], 'test@1');
    expect(dueText(byDate('2099-11-16 09:00', workingDays(1)), alone)).toBe('2099-11-17 17:30');
  });

  it('settle a doubt by a confirmed decision that takes precedence', () => {
    const unsure = deciding('province', decided('2026-11-17', 'off', { confirmed: false }));
    const sure = deciding('agency', decided('2026-11-17', 'off'));
    expect(dueText(byDate('2026-11-16 09:00', workingDays(1)), under(unsure))).toBe('2026-11-18 17:30?');
    expect(dueText(byDate('2026-11-16 09:00', workingDays(1)), under(unsure, sure))).toBe('2026-11-18 17:30');
  });
});

describe('a half day', () => {
  const half = under(
    deciding('half', decided('2026-11-17', 'half'), decided('2026-11-21', 'half', { sessions: [['08:00', '11:00']] })),
  );

  it('is the first session, unless it brings its own', () => {
    expect(closeOf(half, '2026-11-17')).toBe(at('2026-11-17 11:30'));
    expect(closeOf(half, '2026-11-21')).toBe(at('2026-11-21 11:00'));
    expect(workingMinutes(half, at('2026-11-16 00:00'), at('2026-11-23 00:00'))).toBe(4 * 480 + 240 + 180);
  });

  it('is a working day by date, and by the hour as long as it is', () => {
    expect(dueText(byDate('2026-11-16 09:00', workingDays(1)), half)).toBe('2026-11-17 11:30');
    expect(dueText(byHour('2026-11-17 07:30', workingDays(1)), half)).toBe('2026-11-18 11:30');
    expect(dueText(byDate('2026-11-17 12:00', workingDays(0)), half)).toBe('2026-11-18 17:30');
  });

  it('closes early for a pause too', () => {
    const gaps = [pause('2026-11-17 10:00', '2026-11-17 12:00')];
    expect(dueText(byDate('2026-11-16 09:00', workingDays(1), { gaps }), half)).toBe('2026-11-18 17:30');
    expect(dueText(byDate('2026-11-16 09:00', calendarDays(1), { gaps }), half)).toBe('2026-11-18 17:30');
    expect(dueText(byDate('2026-11-16 09:00', calendarDays(1), { gaps }))).toBe('2026-11-17 17:30');
  });
});

describe('an opened day', () => {
  it('has the ordinary sessions, unless it brings its own', () => {
    const opened = under(
      deciding('o', decided('2026-11-21', 'work'), decided('2026-11-22', 'work', { sessions: [['09:00', '10:00']] })),
    );
    expect(workingMinutes(opened, at('2026-11-21 00:00'), at('2026-11-22 00:00'))).toBe(480);
    expect(workingMinutes(opened, at('2026-11-22 00:00'), at('2026-11-23 00:00'))).toBe(60);
  });
});

describe('an adopted calendar', () => {
  it('gives back a past storm day', () => {
    const clock = byDate('2026-11-13 09:00', workingDays(2));
    expect(dueText(clock, nation)).toBe('2026-11-17 17:30');
    expect(dueText(clock, under(deciding('storm', decided('2026-11-16', 'off'))))).toBe('2026-11-18 17:30');
  });
});

describe('a malformed layer', () => {
  const week = vnCivilService.week;
  const withSessions = (...sessions: [string, string][]): CalendarDefinition => ({
    ...deciding('bad'),
    week: { workingDays: ['mon'], sessions },
  });

  it.each<[string, CalendarDefinition[]]>([
    ['no layers', []],
    ['no week', [deciding('a')]],
    ['no working days', [{ ...deciding('a'), week: { workingDays: [], sessions: week?.sessions ?? [] } }]],
    ['unknown weekday', [{ ...deciding('a'), week: { workingDays: ['Mon' as 'mon'], sessions: week?.sessions ?? [] } }]],
    ['no sessions', [withSessions()]],
    ['an empty session', [withSessions(['07:30', '07:30'])]],
    ['sessions out of order', [withSessions(['13:30', '17:30'], ['07:30', '11:30'])]],
    ['overlapping sessions', [withSessions(['07:30', '11:30'], ['11:00', '17:30'])]],
    ['a time that is none', [withSessions(['7:30', '11:30'])]],
    ['an unreal date', [vnCivilService, deciding('a', decided('2026-02-29', 'off'))]],
    ['a date decided twice', [vnCivilService, deciding('a', decided('2026-02-27', 'off'), decided('2026-02-27', 'work'))]],
    ['a date out of reach', [vnCivilService, deciding('a', decided('2101-02-27', 'off'))]],
    ['an opened day without sessions', [vnCivilService, deciding('a', decided('2026-02-28', 'work', { sessions: [] }))]],
    ['sessions on a day off', [vnCivilService, deciding('a', decided('2026-02-27', 'off', { sessions: [['07:30', '11:30']] }))]],
    ['a coverage that is no day', [{ ...vnCivilService, coveredUntil: '2026' }]],
  ])('%s', (_, layers) => {
    expect(() => compose(layers, 'test@1')).toThrow(RangeError);
  });
});

describe('the official calendar', () => {
  it('has as many working days as the notices leave', () => {
    const workedIn = (year: number) => workingMinutes(nation, at(`${year}-01-01 00:00`), at(`${year + 1}-01-01 00:00`)) / 480;
    expect([2024, 2025, 2026].map(workedIn)).toEqual([251, 250, 249]);
  });

  it('makes up for every swapped day by a Saturday', () => {
    const swapped = vnCivilService.days.filter(({ reason }) => reason === 'Hoán đổi ngày làm việc');
    const made = vnCivilService.days.filter(({ kind }) => kind === 'work');
    expect(made.map(({ date }) => date)).toEqual(['2024-05-04', '2025-04-26', '2026-01-10', '2026-08-22']);
    expect(swapped).toHaveLength(made.length);
    for (const { date } of made) expect(dueOf(nation, byDate(`${date} 09:00`, workingDays(0))).dueAt).toBe(closeOf(nation, date));
  });
});
