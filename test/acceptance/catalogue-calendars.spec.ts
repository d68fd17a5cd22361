import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { adoptCalendars, receivedDossiers, SYSTEM } from '@lien-thong/engine';
import { application } from './application.js';
import type { Clerk, Reply } from './office.js';
import { type Province, province } from './province.js';
import { treeFelling } from './tree-felling.js';

const NATION = 'vn-civil-service';
let here: Province;
let administrator: Clerk;
let parks: Clerk;

beforeAll(async () => {
  here = await province();
  ({ administrator } = here);
  parks = await here.office.clerk('xuan', 'H99.60', 'officer');
  await administrator.put('/calendars/H99', { name: { vi: 'Lịch của tỉnh', en: 'The province’s calendar' } });
  await administrator.put('/agencies/H99.60', {
    name: { vi: 'Cây xanh', en: 'Parks' },
    kind: 'competent',
    calendar: 'H99',
    serves: { parks: ['*'] },
  });
  await administrator.post('/procedures', treeFelling());
}, 60_000);
afterAll(() => here.close());

const storm = (change: object = {}) => ({
  kind: 'off',
  reason: 'bão số 3',
  source: { document: 'CĐ 12/CĐ-UBND', date: '2026-03-03' },
  confirmed: true,
  ...change,
});
const decide = (id: string, date: string, body: object = storm()): Promise<Reply> =>
  administrator.put(`/calendars/${id}/days/${date}`, body);
const preview = (id: string, date: string, body: object = storm()): Promise<Reply> =>
  administrator.post(`/calendars/${id}/impact-previews`, { date, ...body }, { 'idempotency-key': '' });
const typesOf = async (dossier: string): Promise<string[]> =>
  (await here.desk.get(`/dossiers/${dossier}/events`)).body.data.map((e: { type: string }) => e.type);
const received = async (): Promise<string> => (await here.desk.post('/dossiers', application('9.900099'))).body.id;

describe('a calendar', () => {
  it('shows the days of a year that are not as the week has them, with the document of each', async () => {
    const { body } = await here.desk.get(`/calendars/${NATION}?year=2026`);
    expect(body).toMatchObject({
      id: NATION,
      layers: [NATION],
      year: 2026,
      coveredUntil: '2026-12-31',
      dayMinutes: 480,
      week: { workingDays: ['mon', 'tue', 'wed', 'thu', 'fri'] },
    });
    expect(body.days).toContainEqual(
      expect.objectContaining({ date: '2026-11-24', kind: 'off', layer: NATION, source: expect.anything() }),
    );
    expect(body.days.every((day: { date: string }) => day.date.startsWith('2026-'))).toBe(true);
  });

  it('of a province rests on the nation’s, and says so in its revision', async () => {
    const { body } = await here.desk.get('/calendars/H99');
    expect(body).toMatchObject({ id: 'H99', parent: NATION, layers: [NATION, 'H99'], coveredUntil: '2026-12-31' });
    expect(body.revision).toMatch(/^vn-civil-service@\d+\+H99@0$/);
    expect(body.days).toEqual((await here.desk.get(`/calendars/${NATION}`)).body.days);
    expect((await here.desk.get('/calendars')).body.data.map((c: { id: string }) => c.id)).toEqual(['H99', NATION]);
  });

  it('is altered in what the body names, and keeps the rest', async () => {
    const name = { vi: 'Lịch thử', en: 'Trial' };
    const week = { workingDays: ['mon', 'tue'], sessions: [['08:00', '12:00']] };
    expect(
      (await administrator.put('/calendars/TRIAL', { name, parent: 'H99', week, coveredUntil: '2027-12-31' })).body,
    ).toMatchObject({ week, dayMinutes: 240, parent: 'H99' });
    expect((await administrator.put('/calendars/TRIAL', { name })).body).toMatchObject({
      week,
      coveredUntil: '2027-12-31',
      parent: 'H99',
    });
    expect((await administrator.put('/calendars/TRIAL', { name, week: null })).body).toMatchObject({
      dayMinutes: 480,
      coveredUntil: '2027-12-31',
    });
    expect((await administrator.put('/calendars/TRIAL', { name, parent: NATION })).body.code).toBe('calendar-parent-fixed');
  });

  it('is decided by administrators only, and shown to everyone', async () => {
    const { desk } = here;
    expect((await desk.put('/calendars/H99', { name: { vi: 'x', en: 'x' } })).status).toBe(403);
    expect((await desk.put('/calendars/H99/days/2026-03-04', storm())).status).toBe(403);
    expect((await desk.post('/calendars/H99/impact-previews', { date: '2026-03-04', ...storm() })).status).toBe(403);
    expect((await desk.get('/calendars/nowhere')).status).toBe(404);
    for (const year of ['1999', '2101', 'x', '20266']) expect((await desk.get(`/calendars/H99?year=${year}`)).status).toBe(400);
  });
});

describe('a decision that does not fit', () => {
  it.each([
    ['H99', '2026-02-30', storm(), 'calendar-invalid'],
    ['H99', '1999-03-04', storm(), 'calendar-invalid'],
    ['H99', '2026-03-04', storm({ sessions: [['08:00', '12:00']] }), 'calendar-invalid'],
    [
      'H99',
      '2026-03-04',
      storm({
        kind: 'work',
        sessions: [
          ['08:00', '12:00'],
          ['11:00', '13:00'],
        ],
      }),
      'calendar-invalid',
    ],
    ['H99', '2026-03-04', storm({ kind: 'half', sessions: [] }), 'calendar-invalid'],
    ['H99', '2026-03-04', storm({ kind: 'work', sessions: [['8h', '12h']] }), 'body-invalid'],
    ['H99', '2026-03-04', storm({ kind: 'maybe' }), 'body-invalid'],
    ['H99', '2026-03-04', storm({ source: 'radio' }), 'body-invalid'],
    ['H99', '2026-03-04', storm({ confirmed: 'yes' }), 'body-invalid'],
    ['H99', '2026-03-04', storm({ until: '2026-03-09' }), 'property-unknown'],
  ])('about %s %s %j is refused, and nothing is stored', async (id, date, body, code) => {
    const before = await here.office.engine.store.head();
    for (const reply of [await decide(id, date, body), await preview(id, date, body)]) {
      expect(reply.status).toBe(422);
      expect([code, 'body-invalid']).toContain(reply.body.code);
    }
    expect(await here.office.engine.store.head()).toBe(before);
  });

  it('leaves the nation a week', async () => {
    const name = { vi: 'x', en: 'x' };
    for (const body of [
      { name, week: null },
      { name, week: { workingDays: [], sessions: [['08:00', '09:00']] } },
      { name, week: { workingDays: ['mon'], sessions: [] } },
    ])
      expect((await administrator.put(`/calendars/${NATION}`, body)).body.code).toBe('calendar-invalid');
    expect((await administrator.put('/calendars/a@b', { name })).body.code).toBe('calendar-id-invalid');
    expect((await administrator.put('/calendars/OTHER', { name, parent: 'nowhere' })).body.code).toBe('calendar-unknown');
    expect((await decide('nowhere', '2026-03-04')).status).toBe(404);
  });
});

describe('a decision about a day', () => {
  let dossier: string;
  beforeAll(async () => {
    dossier = await received();
    await here.desk.post(`/dossiers/${dossier}/commands`, { type: 'take-action', data: { action: 'transfer' } });
  });

  it('is previewed: which open dossiers move, from when to when, and nothing is stored', async () => {
    const before = await here.office.engine.store.head();
    const { status, body } = await preview(NATION, '2026-03-04');
    expect([status, body.affectedDossiers]).toEqual([200, 1]);
    expect(body.data).toEqual([
      {
        dossier: { id: dossier, code: expect.any(String) },
        deadlines: [
          {
            id: 'dossier',
            kind: 'dossier',
            step: null,
            agency: 'H99.60',
            before: outlook('2026-03-09T08:00:00+07:00'),
            after: outlook('2026-03-10T08:00:00+07:00'),
          },
          {
            id: 'inspection',
            kind: 'step',
            step: 'inspection.1',
            agency: 'H99.60',
            before: outlook('2026-03-06T08:00:00+07:00'),
            after: outlook('2026-03-09T08:00:00+07:00'),
          },
        ],
      },
    ]);
    expect(await here.office.engine.store.head()).toBe(before);
  });

  it('of a province moves what its agencies count, not what the desk does', async () => {
    const { body } = await preview('H99', '2026-03-04');
    expect(body.data[0].deadlines.map((d: { id: string }) => d.id)).toEqual(['inspection']);
  });

  it('reaches every open dossier that it touches; the printed appointment stays', async () => {
    const { body } = await decide(NATION, '2026-03-04');
    expect(body).toMatchObject({
      calendar: NATION,
      revision: expect.stringMatching(/^vn-civil-service@\d+$/),
      reachedDossiers: 1,
      day: { date: '2026-03-04', ...storm() },
    });
    const page = (await here.desk.get(`/dossiers/${dossier}`)).body;
    expect([page.clock.dueAt, page.appointment.promisedAt]).toEqual(['2026-03-10T08:00:00+07:00', '2026-03-09T08:00:00+07:00']);
    const events = (await here.desk.get(`/dossiers/${dossier}/events`)).body.data;
    expect(events.find((e: { type: string }) => e.type === 'CalendarAdopted')).toMatchObject({
      actor: { subject: 'system' },
      data: { calendars: { [NATION]: body.revision, H99: `${body.revision}+H99@0` } },
    });
    expect(events.filter((e: { type: string }) => e.type === 'DueDateRevised')).toHaveLength(2);
  });

  it('decided again as it was changes nothing', async () => {
    const before = await here.office.engine.store.head();
    expect((await decide(NATION, '2026-03-04')).body.reachedDossiers).toBe(0);
    expect(await here.office.engine.store.head()).toBe(before);
  });

  it('before the receipt, or overruled by a layer above, reaches nobody', async () => {
    expect((await decide(NATION, '2026-02-26')).body.reachedDossiers).toBe(0);
    expect((await decide('H99', '2026-03-05', storm({ kind: 'work', reason: 'làm việc' }))).body.reachedDossiers).toBe(1);
    const { body } = await decide(NATION, '2026-03-05');
    expect(body.reachedDossiers).toBe(1);
    const deadlines = (await here.desk.get(`/dossiers/${dossier}`)).body;
    expect(deadlines.clock.dueAt).toBe('2026-03-11T08:00:00+07:00');
    expect(deadlines.steps.at(-1).dueAt).toBe('2026-03-09T08:00:00+07:00');
  });

  it('in the past takes a breach back', async () => {
    await here.advance('2026-03-09T08:30:00+07:00');
    expect(await typesOf(dossier)).toContain('StepBecameOverdue');
    const { body } = await preview('H99', '2026-03-06');
    expect(body.data[0].deadlines).toEqual([
      expect.objectContaining({
        id: 'inspection',
        before: outlook('2026-03-09T08:00:00+07:00', 'missed'),
        after: outlook('2026-03-10T08:00:00+07:00'),
      }),
    ]);
    expect((await decide('H99', '2026-03-06')).body.reachedDossiers).toBe(1);
    expect((await typesOf(dossier)).slice(-6)).toEqual(
      expect.arrayContaining(['CalendarAdopted', 'BreachRescinded', 'ApologyTaskWithdrawn']),
    );
  });

  it('that nobody brought to the dossiers is brought by whoever begins the duty anew, once', async () => {
    const { engine } = here.office;
    const day = { date: '2026-03-12', ...storm(), kind: 'half' } as const;
    await engine.catalogues.decideDay('H99', day, { commandId: 'a crash came after this', actor: SYSTEM });
    const runs = await Promise.all([1, 2].map(() => adoptCalendars(engine, [dossier, dossier])));
    expect(runs.map(({ adopted }) => adopted).reduce((a, b) => a + b)).toBe(1);
    expect(await adoptCalendars(engine, receivedDossiers(engine))).toEqual({ adopted: 0, failed: [] });
  });

  it('leaves alone what has ended', async () => {
    const act = (clerk: Clerk, type: string, data: object) => clerk.post(`/dossiers/${dossier}/commands`, { type, data });
    await act(parks, 'issue-result', { result: 'permit' });
    expect((await act(here.desk, 'return-result', { channel: 'direct' })).status).toBe(201);
    expect((await decide(NATION, '2026-03-13')).body.reachedDossiers).toBe(0);
  });

  const outlook = (dueAt: string, state = 'armed') => ({ dueAt, state, provisional: false });
});
