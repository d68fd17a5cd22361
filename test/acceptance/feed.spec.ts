import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { comparePositions } from '@lien-thong/event-store';
import { type CopiesOffice, copiesOffice } from './copies.js';

interface Item {
  readonly position: string;
  readonly type: string;
  readonly revision: number;
  readonly dossier: { readonly id: string; readonly code: string };
}

let here: CopiesOffice;
let first: { readonly id: string; readonly code: string };
let second: { readonly id: string; readonly code: string };

beforeAll(async () => {
  here = await copiesOffice();
  first = await here.receive();
  second = await here.receive();
  await here.transfer(first.id);
}, 60_000);
afterAll(() => here.office.close());

const all = async (clerk: CopiesOffice['officer'], limit = 200): Promise<Item[]> => {
  const items: Item[] = [];
  let after: string | null = '';
  while (after !== null) {
    const { status, body } = await clerk.get(`/events?limit=${limit}&after=${after}`);
    expect(status).toBe(200);
    items.push(...body.data);
    after = body.page.next;
  }
  return items;
};

describe('the event feed', () => {
  it('gives the events of every dossier of the agency, in the order of the log', async () => {
    const items = await all(here.officer);
    expect(new Set(items.map((i) => i.dossier.code))).toEqual(new Set([first.code, second.code]));
    const positions = items.map((i) => i.position);
    expect(positions).toEqual([...positions].sort(comparePositions));
    expect(new Set(positions).size).toBe(positions.length);
    expect(items[0]).toMatchObject({ type: 'DossierReceived', revision: 0, dossier: { id: first.id, code: first.code } });
  });

  it('shows an event as the dossier itself does', async () => {
    const items = (await all(here.officer)).filter((i) => i.dossier.id === first.id);
    const { body } = await here.officer.get(`/dossiers/${first.id}/events`);
    expect(items.map(({ position: _p, dossier: _d, ...event }) => event)).toEqual(body.data);
  });

  it('gives the same events in pages of any size', async () => {
    expect(await all(here.officer, 3)).toEqual(await all(here.officer));
  });

  it('shows the lead every dossier from its first event on, and a foreign agency none', async () => {
    expect(await all(here.registrar)).toEqual(await all(here.officer));
    expect(await all(here.stranger)).toEqual([]);
  });

  it('says at the end how far it has looked, also when there was nothing to see', async () => {
    const { body } = await here.stranger.get('/events');
    expect(body).toEqual({ data: [], page: { next: null }, at: { position: await here.office.engine.store.head() } });
  });

  it('goes on from the last position when something new has come', async () => {
    const { body: before } = await here.officer.get('/events?limit=200');
    await here.desk.post(`/dossiers/${second.id}/commands`, { type: 'annotate', data: { text: 'Đã gọi điện' } });
    const { body: after } = await here.officer.get(`/events?after=${before.at.position}`);
    expect(after.data.map((i: Item) => i.type)).toEqual(['DossierAnnotated']);
    expect(after.data[0].data).toEqual({ text: 'Đã gọi điện' });
  });

  it('takes types, of procedures too, and finds nothing of an unknown one', async () => {
    const types = async (wanted: string) =>
      (await here.officer.get(`/events?types=${wanted}`)).body.data.map((i: Item) => i.type);
    expect(await types('TransferredToCivilRegistry,DossierReceived')).toEqual([
      'DossierReceived',
      'DossierReceived',
      'TransferredToCivilRegistry',
    ]);
    expect(await types('NobodyKnowsThis')).toEqual([]);
  });

  it('masks the applicant', async () => {
    const text = JSON.stringify(await all(here.officer));
    expect(text).not.toContain('Nguyệt');
    expect(text).not.toContain('099123456789');
    expect(text).toContain('masked');
  });

  it('refuses a limit above 200, a position of another log, past reads and unknown parameters', async () => {
    const codeOf = async (query: string) => {
      const { status, body } = await here.officer.get(`/events?${query}`);
      return [status, body.code];
    };
    expect(await codeOf('limit=201')).toEqual([400, 'parameter-invalid']);
    expect(await codeOf('limit=1&limit=2')).toEqual([400, 'parameter-invalid']);
    expect(await codeOf('after=nowhere')).toEqual([400, 'cursor-invalid']);
    expect(await codeOf('after=9007199254740993')).toEqual([400, 'cursor-invalid']);
    expect(await codeOf('asOf=2026-03-02T08:00:00%2B07:00')).toEqual([400, 'as-of-not-supported']);
    expect(await codeOf('colour=red')).toEqual([400, 'parameter-invalid']);
  });

  it('is for officers, heads, integrations and auditors', async () => {
    const statusOf = async (role: 'reception' | 'officer' | 'head' | 'integration' | 'auditor' | 'administrator') =>
      (await (await here.office.clerk('ai', 'H99.01', role)).get('/events?limit=1')).status;
    expect(await Promise.all((['officer', 'head', 'integration', 'auditor'] as const).map(statusOf))).toEqual([
      200, 200, 200, 200,
    ]);
    expect(await Promise.all((['reception', 'administrator'] as const).map(statusOf))).toEqual([403, 403]);
  });

  it('looks at a bounded part of the log, and gives a way to go on', async () => {
    const { store } = here.office.engine;
    while ((await store.readAll({ after: null, limit: 1300 })).events.length < 1300)
      await Promise.all(Array.from({ length: 20 }, () => here.receive()));
    const { body } = await here.stranger.get('/events');
    expect(body.data).toEqual([]);
    expect(body.page.next).not.toBeNull();
    expect(body.at.position).toBe(body.page.next);
    expect(await all(here.stranger)).toEqual([]);
  }, 60_000);
});
