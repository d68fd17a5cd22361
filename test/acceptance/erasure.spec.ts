import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { application } from './application.js';
import { accepted, act, at, command, eventsOf, read, refusal } from './driving.js';
import { type Province, province } from './province.js';

const administrator = { subject: 'quan-tri', agency: 'H99', roles: ['administrator'] };

describe('a dossier whose person was erased', () => {
  let here: Province;
  let id: string;
  const created = { 'idempotency-key': 'created before the erasure' };
  const found = async (words: string): Promise<string[]> =>
    accepted(await here.desk.get(`/dossiers?q=${encodeURIComponent(words)}`)).data.map((dossier: { id: string }) => dossier.id);

  beforeAll(async () => {
    here = await province({ now: at('03-02 08:00') });
    ({ id } = accepted(await here.desk.post('/dossiers', application('9.900001'), created)));
    accepted(await command(here.desk, id, 'annotate', { text: 'người nộp hẹn quay lại' }));
    expect(await found('nguyet')).toEqual([id]);
    await here.office.engine.erasures.erase(id, administrator, 'Luật 91/2025/QH15, Điều 14');
    await here.office.caughtUp();
  }, 120_000);
  afterAll(() => here.close());

  it('shows nobody, and no text of the person, to whomever', async () => {
    expect((await read(here.desk, id)).applicant).toEqual({ name: '***', masked: true, erased: true });
    const events = await eventsOf(here.desk, id);
    expect(events.filter(({ data }) => data.erased).map(({ type }) => type)).toEqual(['DossierReceived', 'DossierAnnotated']);
    expect(JSON.stringify([await read(here.desk, id), events])).not.toMatch(/Nguyệt|hẹn quay lại|099123456789/);
  });

  it('is found by its code, and by the person no more', async () => {
    expect([await found('nguyet'), await found('099123456789')]).toEqual([[], []]);
    expect(await found((await read(here.desk, id)).code)).toEqual([id]);
  });

  it('goes its course, with its deadlines, but takes in nothing personal', async () => {
    expect(refusal(await command(here.desk, id, 'annotate', { text: 'thêm' }))).toEqual([410, 'erased']);
    await act(here.desk, id, 'transfer-to-land-registry');
    expect((await read(here.desk, id)).activeStates).not.toEqual(['received']);
    await here.advance(at('03-20 08:00'));
    expect((await eventsOf(here.desk, id)).map(({ type }) => type)).toContain('DossierBecameOverdue');
  });

  it('is known again by whoever sends the application once more, without its look-up secret', async () => {
    const again = await here.desk.post('/dossiers', application('9.900001'), created);
    expect([again.status, again.body.id, again.body.receipt]).toEqual([201, id, undefined]);
  });

  it('stays so after a restart', async () => {
    await here.office.restart();
    await here.office.caughtUp();
    expect((await read(here.desk, id)).applicant.erased).toBe(true);
    expect(await found('nguyet')).toEqual([]);
  });
});
