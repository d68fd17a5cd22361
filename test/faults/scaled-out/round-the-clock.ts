import { accepted } from '../../acceptance/driving.js';
import type { Clerk } from '../../acceptance/office.js';
import { treeFelling } from '../../acceptance/tree-felling.js';

const DAY_MS = 86_400_000;
const dayOf = (at: number): string => new Date(at + 7 * 3_600_000).toISOString().slice(0, 10);

/** An office that works day and night, whatever day the test is run on, with a step of one hour: it can fall due in real time. */
export const openRoundTheClock = async (administrator: Clerk): Promise<void> => {
  const always = [['00:00', '23:59']];
  const name = { vi: 'Trực suốt ngày đêm', en: 'Round the clock' };
  const week = { workingDays: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'], sessions: always };
  accepted(await administrator.put('/calendars/always', { name, week }));
  for (const days of [-1, 0, 1]) {
    const day = dayOf(Date.now() + days * DAY_MS);
    const decision = { kind: 'work', reason: 'thử', source: { document: 'thử' }, confirmed: true, sessions: always };
    accepted(await administrator.put(`/calendars/always/days/${day}`, decision));
  }
  for (const [code, serves] of [
    ['H99.01', {}],
    ['H99.50', { parks: ['*'] }],
  ] as const)
    accepted(
      await administrator.put(`/agencies/${code}`, {
        name: { vi: code, en: code },
        kind: 'competent',
        calendar: 'always',
        serves,
        validFrom: '2018-01-01',
      }),
    );
  const procedure = treeFelling();
  const received = { ...procedure.states.received, limit: { value: 1, unit: 'workingHour' } };
  accepted(await administrator.post('/procedures', { ...procedure, states: { ...procedure.states, received } }));
};

/** The first whole minute (clocks are reckoned in minutes) that is at least so many milliseconds away. */
export const minuteAfter = (ms: number): number => Math.ceil((Date.now() + ms) / 60_000) * 60_000;

/** A receipt whose first step falls due at a whole minute. */
export const dueAt = async (desk: Clerk, at: number): Promise<{ readonly id: string }> => {
  const dossier = accepted(
    await desk.post('/dossiers', {
      procedure: '9.900099',
      receivingAgency: 'H99.01',
      channel: 'direct',
      returnChannel: 'direct',
      applicant: { kind: 'person', name: 'Phạm Thị Minh Nguyệt', identifier: '099123456789' },
      components: [{ code: 'application-form', originals: 1, copies: 0, digitised: true }],
      occurredAt: new Date(at - 3_600_000).toISOString(),
    }),
  );
  if (Date.parse(dossier.steps[0].dueAt) !== at) throw new Error(`due at ${dossier.steps[0].dueAt}`);
  return { id: dossier.id };
};
