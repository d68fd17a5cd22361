import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { application } from './application.js';
import { accepted, act, at, command, eventsNamed, eventsOf, read, receive, refusal, tell } from './driving.js';
import type { Reply } from './office.js';
import { type Province, province } from './province.js';

const TWENTY = Array.from({ length: 20 }, (_, i) => i);
const key = (name: string) => ({ 'idempotency-key': name });
const isReplay = ({ headers }: Reply): boolean => headers.get('idempotency-replayed') === 'true';

let here: Province;
let id: string;

beforeAll(async () => {
  here = await province({ now: at('03-02 08:00') });
  ({ id } = await receive(here.desk, '9.900001'));
  await act(here.desk, id, 'transfer-to-land-registry');
  await tell(here.registrar, id, 'acknowledge-handover');
}, 60_000);
afterAll(() => here.close());

describe('the same command sent twenty times at once', () => {
  it('has one effect and one answer', async () => {
    const revision = (await read(here.desk, id)).revision;
    const replies = await Promise.all(
      TWENTY.map(() =>
        command(
          here.registrar,
          id,
          'take-action',
          { action: 'conclude-appraisal', facts: { taxable: true } },
          {},
          key('conclude'),
        ),
      ),
    );
    expect(replies.map((r) => r.status)).toEqual(TWENTY.map(() => 201));
    expect(replies.filter((r) => !isReplay(r))).toHaveLength(1);
    for (const { body } of replies) expect(body).toEqual(replies[0]?.body);
    expect(await eventsNamed(here.desk, id, 'FoundTaxable')).toHaveLength(1);
    expect((await read(here.desk, id)).revision).toBe(revision + replies[0]?.body.events.length);
  });

  it('answers later as it did then, whatever has happened since', async () => {
    const first = await command(here.registrar, id, 'annotate', { text: 'Đã gọi điện' }, {}, key('note'));
    await here.advance(at('03-02 11:00'));
    await act(here.registrar, id, 'transfer-to-tax');
    const again = await command(
      here.registrar,
      id,
      'annotate',
      { text: 'Đã gọi điện' },
      {},
      { ...key('note'), 'if-match': '"0"' },
    );
    expect(isReplay(again)).toBe(true);
    expect(again.body).toEqual(first.body);
    expect(again.headers.get('etag')).toBe(first.headers.get('etag'));
  });

  it('is another command with another body, and is refused under the same key', async () => {
    expect(refusal(await command(here.registrar, id, 'annotate', { text: 'Đã gửi thư' }, {}, key('note')))).toEqual([
      422,
      'idempotency-key-reused',
    ]);
    expect((await command(here.taxOfficer, id, 'annotate', { text: 'Đã gửi thư' }, {}, key('note'))).status).toBe(201);
  });

  it('is decided anew after a refusal', async () => {
    expect(refusal(await command(here.taxOfficer, id, 'take-action', { action: 'notify-tax' }, {}, key('notify')))).toEqual([
      422,
      'fact-required',
    ]);
    expect(
      (await command(here.taxOfficer, id, 'take-action', { action: 'notify-tax', facts: { taxAmount: 1000 } }, {}, key('notify')))
        .status,
    ).toBe(201);
  });

  it('needs a key of printable ASCII', async () => {
    const annotate = (headers: Record<string, string>) => command(here.desk, id, 'annotate', { text: 'x' }, {}, headers);
    expect(refusal(await annotate(key('')))).toEqual([400, 'idempotency-key-required']);
    expect(refusal(await annotate(key('x'.repeat(201))))).toEqual([400, 'idempotency-key-invalid']);
    expect(refusal(await annotate(key('caf\u00e9')))).toEqual([400, 'idempotency-key-invalid']);
  });
});

describe('the same dossier received twenty times at once', () => {
  it('is one dossier, with one code and one secret', async () => {
    const replies = await Promise.all(TWENTY.map(() => here.desk.post('/dossiers', application('9.900003'), key('receive'))));
    expect(replies.map((r) => r.status)).toEqual(TWENTY.map(() => 201));
    expect(replies.filter((r) => !isReplay(r))).toHaveLength(1);
    for (const { body } of replies) expect(body).toEqual(replies[0]?.body);
    expect(replies[0]?.body.receipt.secret).toMatch(/\S{6,}/);
    expect((await eventsOf(here.desk, replies[0]?.body.id)).filter((e) => e.type === 'DossierReceived')).toHaveLength(1);
  });

  it('with a code of its own is one dossier too, and the code is taken for every other', async () => {
    const code = 'H99.01-260301-0777';
    const replies = await Promise.all(
      TWENTY.map(() => here.desk.post('/dossiers', application('9.900003', { code }), key('own code'))),
    );
    expect(new Set(replies.map((r) => `${r.status} ${r.body.id} ${r.body.code}`)).size).toBe(1);
    expect(refusal(await here.desk.post('/dossiers', application('9.900003', { code })))).toEqual([409, 'code-taken']);
  });

  it('under twenty keys is twenty dossiers with twenty codes, none left out', async () => {
    const codes: string[] = (await Promise.all(TWENTY.map(() => receive(here.desk, '9.900003')))).map((d) => d.code);
    const serials = codes.map((code) => Number(code.slice(-4))).sort((a, b) => a - b);
    expect(serials).toEqual(TWENTY.map((i) => (serials[0] as number) + i));
  });
});

describe('two agencies at one dossier', () => {
  it('race by revision: one is first, the other is told what it missed', async () => {
    for (const round of [1, 2, 3]) {
      const { revision } = await read(here.desk, id);
      const text = { text: `lượt ${round}` };
      const both = await Promise.all(
        [here.desk, here.taxOfficer].map((clerk) => command(clerk, id, 'annotate', text, {}, { 'if-match': `"${revision}"` })),
      );
      const [won, lost] = [...both].sort((a, b) => a.status - b.status) as [Reply, Reply];
      expect([won.status, ...refusal(lost)]).toEqual([201, 412, 'revision-mismatch']);
      expect(won.headers.get('etag')).toBe(`"${revision + 1}"`);
      expect(lost.body).toMatchObject({ currentRevision: revision + 1 });
      expect(lost.body.missedEvents).toEqual((await eventsOf(here.desk, id)).slice(revision + 1));
    }
  });

  it('both have their way without a revision', async () => {
    const replies = await Promise.all(
      TWENTY.map((i) => command(i % 2 ? here.desk : here.taxOfficer, id, 'annotate', { text: `ghi chú ${i}` })),
    );
    replies.forEach(accepted);
    expect((await eventsNamed(here.desk, id, 'DossierAnnotated')).filter((e) => e.data.text.startsWith('ghi chú'))).toHaveLength(
      20,
    );
  });
});
