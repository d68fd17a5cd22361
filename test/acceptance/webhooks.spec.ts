import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '../../libs/deadlines/testing/until.js';
import { accepted, act, at, eventsOf, receive, refusal, tell } from './driving.js';
import type { Clerk } from './office.js';
import { type Province, province } from './province.js';
import { Receiver } from './receiver.js';

const SANDBOX = { LIEN_THONG_WEBHOOK_PRIVATE: 'true', LIEN_THONG_DELIVERY_RETRIES: '0.02,0.02,0.02' };

let here: Province;
let deskSystem: Clerk;
let taxSystem: Clerk;
const receivers: Receiver[] = [];

beforeAll(async () => {
  here = await province({ now: at('03-02 08:00'), env: SANDBOX });
  deskSystem = await here.office.clerk('mot-cua', 'H99.01', 'integration');
  taxSystem = await here.office.clerk('thue', 'H99.T1', 'integration');
}, 60_000);
afterAll(async () => {
  await here.close();
  await Promise.all(receivers.map((receiver) => receiver.close()));
});

const receiverOf = async (system: Clerk, body: object = {}): Promise<{ receiver: Receiver; id: string; path: string }> => {
  const receiver = await Receiver.open();
  receivers.push(receiver);
  const endpoint = accepted(await system.post('/webhook-endpoints', { url: receiver.url, ...body }));
  receiver.secrets = [endpoint.secret];
  return { receiver, id: endpoint.id, path: `/webhook-endpoints/${endpoint.id}` };
};
const deliveriesOf = async (system: Clerk, path: string, state = ''): Promise<any[]> =>
  accepted(await system.get(`${path}/deliveries${state ? `?state=${state}` : ''}`)).data;
const settled = async (system: Clerk, path: string): Promise<any[]> => {
  await until(async () => (await deliveriesOf(system, path, 'owed')).length === 0);
  return deliveriesOf(system, path);
};

describe('an endpoint', () => {
  it('gets the events of its agency’s dossiers from its registration on, signed, and without anything of a person', async () => {
    const before = await receive(here.desk, '9.900003');
    const { receiver, path } = await receiverOf(deskSystem);
    const { id, code } = await receive(here.desk, '9.900003');
    await tell(here.desk, id, 'annotate', { text: 'người nộp đang vội' });
    const [note] = await receiver.waitFor('DossierAnnotated');
    await settled(deskSystem, path);
    const log = await eventsOf(here.desk, id);
    expect(receiver.messages.map(({ data }) => data.id).sort()).toEqual(log.map((event) => event.id).sort());
    expect(receiver.messages.some(({ data }) => data.dossier.id === before.id)).toBe(false);
    const recorded = log.find(({ type }) => type === 'DossierAnnotated') as any;
    expect(note?.message).toMatchObject({
      type: 'DossierAnnotated',
      timestamp: recorded.occurredAt,
      data: {
        id: recorded.id,
        revision: recorded.revision,
        hash: recorded.hash,
        dossier: { id, code },
        actor: { agency: 'H99.01' },
      },
    });
    const sent = receiver.received.map(({ body }) => body).join();
    for (const personal of ['vội', 'Nguyệt', '0912345678', 'nguyet@', 'lan', 'sealed']) expect(sent).not.toContain(personal);
  });

  it('gets the types that it asks for only', async () => {
    const { receiver, path } = await receiverOf(deskSystem, { types: ['DossierReceived', 'NeverHeardOf'] });
    const { id } = await receive(here.desk, '9.900003');
    await tell(here.desk, id, 'annotate', { text: 'x' });
    await receiver.waitFor('DossierReceived');
    await settled(deskSystem, path);
    expect(receiver.messages.map(({ type }) => type)).toEqual(['DossierReceived']);
  });

  it('of an agency that the dossier reaches later gets what comes from then on', async () => {
    const { receiver, path } = await receiverOf(taxSystem);
    const { id } = await receive(here.desk, '9.900001', { facts: { taxable: true } });
    await act(here.desk, id, 'transfer-to-land-registry');
    await tell(here.registrar, id, 'acknowledge-handover');
    expect(await settled(taxSystem, path)).toEqual([]);
    await act(here.registrar, id, 'conclude-appraisal', { taxable: true });
    await act(here.registrar, id, 'transfer-to-tax');
    await receiver.waitFor('TransferredToTax');
    await settled(taxSystem, path);
    expect(receiver.messages.some(({ type }) => type === 'DossierReceived')).toBe(false);
  });

  it('is the business of its own agency, of heads and systems', async () => {
    const { id, path } = await receiverOf(deskSystem);
    for (const answer of [
      await taxSystem.get(path),
      await taxSystem.get(`${path}/deliveries`),
      await taxSystem.post(`${path}/commands`, { type: 'remove' }),
      await taxSystem.post(`${path}/pings`, {}),
      await taxSystem.post(`${path}/replays`, { from: at('03-02 08:00') }),
    ])
      expect(refusal(answer)).toEqual([404, 'webhook-unknown']);
    for (const clerk of [here.administrator, here.auditor, here.desk])
      expect(refusal(await clerk.get('/webhook-endpoints'))).toEqual([403, 'role-not-allowed']);
    expect(refusal(await here.administrator.post('/webhook-endpoints', { url: 'https://mot-cua.example/' }))).toEqual([
      403,
      'role-not-allowed',
    ]);
    const seen = async (clerk: Clerk) => (await clerk.get('/webhook-endpoints')).body.data.map((e: any) => e.id);
    expect(await seen(here.deskHead)).toContain(id);
    expect(await seen(taxSystem)).not.toContain(id);
  });

  it.each(['%00', 'a%20b', 'x'.repeat(300)])('is not there under a name that is none: %s', async (id) => {
    for (const [path, body] of [
      ['commands', { type: 'enable' }],
      ['pings', {}],
      ['replays', { from: at('03-02 08:00') }],
      ['deliveries/x/replays', {}],
    ] as const)
      expect(refusal(await deskSystem.post(`/webhook-endpoints/${id}/${path}`, body))).toEqual([404, 'webhook-unknown']);
  });

  it('shows its secret in the answer that brought it, and in the replays of that only', async () => {
    const key = { 'idempotency-key': 'dang-ky-1' };
    const body = { url: 'https://mot-cua.example/' };
    const first = await deskSystem.post('/webhook-endpoints', body, key);
    const again = await deskSystem.post('/webhook-endpoints', body, key);
    expect(first.body.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect([again.status, again.headers.get('idempotency-replayed'), again.body]).toEqual([201, 'true', first.body]);
    expect(refusal(await deskSystem.post('/webhook-endpoints', { url: 'https://other.example/' }, key))).toEqual([
      422,
      'idempotency-key-reused',
    ]);
    expect((await deskSystem.get(`/webhook-endpoints/${first.body.id}`)).body).not.toHaveProperty('secret');
  });

  it('is foreseen by a dry run that records nothing', async () => {
    const head = await here.office.engine.store.head();
    const { status, body } = await deskSystem.post('/webhook-endpoints?dryRun=true', { url: 'https://mot-cua.example/' });
    expect([status, body.state, body.position, body.secret]).toEqual([200, 'enabled', null, undefined]);
    expect(await here.office.engine.store.head()).toBe(head);
  });

  it('stays what it was when the process starts anew', async () => {
    const { receiver, path } = await receiverOf(deskSystem, { types: ['DossierReceived'] });
    await receive(here.desk, '9.900003');
    const [before] = await settled(deskSystem, path);
    await here.office.restart();
    await receive(here.desk, '9.900003');
    await receiver.waitFor('DossierReceived', 2);
    const [, first] = await settled(deskSystem, path);
    expect(first).toEqual(before);
  });
});

describe('secrets', () => {
  it('overlap when they are rotated, and end with the overlap', async () => {
    const { receiver, path } = await receiverOf(deskSystem, { types: ['DossierReceived'] });
    const [old] = receiver.secrets as [string];
    const { secret } = accepted(await deskSystem.post(`${path}/commands`, { type: 'rotate-secret', data: { overlapHours: 2 } }));
    expect(secret).not.toBe(old);
    const verifiedWith = async (): Promise<boolean[]> => {
      const seen = receiver.received.length;
      await receive(here.desk, '9.900003');
      await until(() => receiver.received.length > seen);
      const { body, headers } = receiver.received.at(-1) as any;
      const { Webhook } = await import('standardwebhooks');
      return [old, secret].map((one) => {
        try {
          return Boolean(new Webhook(one).verify(body, headers));
        } catch {
          return false;
        }
      });
    };
    expect(await verifiedWith()).toEqual([true, true]);
    await here.advance(at('03-02 10:01'));
    expect(await verifiedWith()).toEqual([false, true]);
  });
});

describe('what cannot be delivered', () => {
  it('is tried again with the same id, then given up, visibly, and can be asked for again', async () => {
    const { receiver, path } = await receiverOf(deskSystem, { types: ['DossierReceived'] });
    receiver.answers(503);
    await receive(here.desk, '9.900003');
    const [dead] = await settled(deskSystem, path);
    expect(dead).toMatchObject({ state: 'dead', reason: 'status', status: 503, attempts: 4, round: 0 });
    expect(receiver.received.map(({ id }) => id)).toEqual(Array(4).fill(dead.id));
    expect(await deliveriesOf(deskSystem, path, 'dead')).toEqual([dead]);
    receiver.answers(200);
    accepted(await deskSystem.post(`${path}/deliveries/${dead.id}/replays`, {}));
    await until(() => receiver.received.length === 5);
    const [delivered] = await settled(deskSystem, path);
    expect(delivered).toMatchObject({ id: dead.id, state: 'delivered', round: 1, attempts: 1, status: 200, reason: null });
    expect(receiver.received[4]?.id).toBe(dead.id);
  });

  it('is not sent where a redirect points', async () => {
    const { receiver, path } = await receiverOf(deskSystem, { types: ['DossierReceived'] });
    const { receiver: elsewhere } = await receiverOf(deskSystem, { types: ['NeverHeardOf'] });
    receiver.answers(307, { location: elsewhere.url });
    await receive(here.desk, '9.900003');
    expect(await settled(deskSystem, path)).toMatchObject([{ state: 'dead', reason: 'redirected', status: 307 }]);
    expect(elsewhere.received).toEqual([]);
  });

  it('disables the endpoint at once when the receiver is gone', async () => {
    const { receiver, path } = await receiverOf(deskSystem, { types: ['DossierReceived'] });
    receiver.answers(410);
    await receive(here.desk, '9.900003');
    await until(async () => (await deskSystem.get(path)).body.state === 'disabled');
    expect((await deskSystem.get(path)).body.disabled).toEqual({ reason: 'gone', at: expect.any(String) });
    expect(receiver.received).toHaveLength(1);
    expect(refusal(await deskSystem.post(`${path}/pings`, {}))).toEqual([409, 'webhook-disabled']);
  });

  it('disables an endpoint to which nothing could be delivered for days, and what it missed can be replayed', async () => {
    const { receiver, path } = await receiverOf(deskSystem, { types: ['DossierReceived'] });
    receiver.answers(500);
    await receive(here.desk, '9.900003');
    await settled(deskSystem, path);
    await here.advance(at('03-06 08:00'));
    const stateNow = async (): Promise<any> => (await deskSystem.get(path)).body;
    for (let failures = 1; failures < 10 && (await stateNow()).state === 'enabled'; failures += 1) {
      expect((await deliveriesOf(deskSystem, path, 'dead')).length).toBe(failures);
      await receive(here.desk, '9.900003');
      await until(async () => (await deliveriesOf(deskSystem, path, 'dead')).length > failures);
      await sleep(200);
    }
    const { disabled } = await stateNow();
    expect(disabled.reason).toBe('failing');
    expect((await deliveriesOf(deskSystem, path, 'dead')).length).toBeGreaterThanOrEqual(5);

    const missed = await receive(here.desk, '9.900003');
    receiver.answers(200);
    const { position } = accepted(await deskSystem.post(`${path}/commands`, { type: 'enable' }));
    await deskSystem.get(`${path}/deliveries?atLeast=${position}`);
    expect(await deliveriesOf(deskSystem, path, 'owed')).toEqual([]);
    const seen = receiver.received.length;
    accepted(await deskSystem.post(`${path}/replays`, { from: disabled.at }));
    await until(() => receiver.received.slice(seen).some(({ message }) => message.data.dossier.id === missed.id));
    await settled(deskSystem, path);
    expect(await deliveriesOf(deskSystem, path, 'dead')).toHaveLength(1);
  }, 120_000);
});

describe('a replay', () => {
  it('of a range brings everything in it once more, with the same ids', async () => {
    const { position } = (await deskSystem.get('/events?limit=1')).body.at;
    const { receiver, path } = await receiverOf(deskSystem, { types: ['DossierReceived'] });
    await receive(here.desk, '9.900003');
    const [first] = await settled(deskSystem, path);
    accepted(await deskSystem.post(`${path}/replays`, { after: first.event.position }));
    accepted(await deskSystem.post(`${path}/replays`, { after: position, to: at('03-02 08:00') }));
    await until(async () => (await deliveriesOf(deskSystem, path)).length > 5);
    const all = await settled(deskSystem, path);
    expect(all.every(({ state, event }) => state === 'delivered' && event.type === 'DossierReceived')).toBe(true);
    expect(new Set(receiver.received.map(({ id }) => id)).size).toBe(all.length);
    expect(all.find(({ id }) => id === first.id)).toMatchObject({ round: 0 });
  });

  it('needs a beginning, one, and not after its end', async () => {
    const { path } = await receiverOf(deskSystem, { types: ['DossierReceived'] });
    for (const body of [{}, { from: at('03-02 08:00'), after: '1' }, { from: at('03-06 08:00'), to: at('03-02 08:00') }])
      expect(refusal(await deskSystem.post(`${path}/replays`, body))).toEqual([422, 'replay-range-invalid']);
    expect(refusal(await deskSystem.post(`${path}/replays`, { after: 'x' }))).toEqual([422, 'body-invalid']);
  });
});

describe('a test event', () => {
  it('goes out whatever the endpoint asks for', async () => {
    const { receiver, id, path } = await receiverOf(deskSystem, { types: ['NeverHeardOf'] });
    const { delivery } = accepted(await deskSystem.post(`${path}/pings`, {}));
    const [ping] = await receiver.waitFor('WebhookPinged');
    expect(ping).toMatchObject({ id: delivery, message: { data: { endpoint: id } } });
    await settled(deskSystem, path);
    expect((await deskSystem.get(`${path}/deliveries/${delivery}`)).body).toMatchObject({
      state: 'delivered',
      event: { dossier: null },
    });
  });
});

describe('a slow receiver', () => {
  it('does not slow the others', async () => {
    const { receiver: slow } = await receiverOf(deskSystem, { types: ['DossierReceived'] });
    const { receiver: quick, path } = await receiverOf(deskSystem, { types: ['DossierReceived'] });
    let open = 0;
    let most = 0;
    slow.answers((response) => {
      open += 1;
      most = Math.max(most, open);
      response.on('close', () => {
        open -= 1;
      });
    });
    for (let i = 0; i < 10; i += 1) await receive(here.desk, '9.900003');
    await quick.waitFor('DossierReceived', 10);
    await settled(deskSystem, path);
    // Two at a time from each worker process.
    expect(most).toBeGreaterThan(0);
    expect(most).toBeLessThanOrEqual(4);
  });
});

describe('a removed endpoint', () => {
  it('is gone with its secrets and everything it was owed', async () => {
    const { receiver, id, path } = await receiverOf(deskSystem, { types: ['DossierReceived'] });
    receiver.answers(500);
    await receive(here.desk, '9.900003');
    accepted(await deskSystem.post(`${path}/commands`, { type: 'remove' }, { 'idempotency-key': 'xoa' }));
    accepted(await deskSystem.post(`${path}/commands`, { type: 'remove' }, { 'idempotency-key': 'xoa' }));
    expect(refusal(await deskSystem.get(path))).toEqual([404, 'webhook-unknown']);
    expect(refusal(await deskSystem.post(`${path}/commands`, { type: 'enable' }))).toEqual([404, 'webhook-unknown']);
    expect(await here.office.engine.keys.keyFor(`webhook-${id}`, false)).toBeNull();
    const seen = receiver.received.length;
    await receive(here.desk, '9.900003');
    await sleep(300);
    expect(receiver.received.length).toBeLessThanOrEqual(seen + 1);
  });
});

describe('an address that is not accepted', () => {
  it.each([
    ['not-a-url', 'malformed'],
    ['ftp://mot-cua.example/', 'scheme'],
    ['https://user:password@mot-cua.example/', 'credentials'],
    ['https://mot-cua.example/#part', 'malformed'],
  ])('%s: %s', async (url, fault) => {
    const { status, body } = await deskSystem.post('/webhook-endpoints', { url });
    expect([status, body.code, body.fault]).toEqual([422, 'webhook-url-refused', fault]);
  });
});

describe('the numbers', () => {
  it('say how much is owed and given up', async () => {
    const metrics = await (await fetch(`${here.office.url}/metrics`)).text();
    for (const name of ['owed', 'dead', 'oldest_owed_seconds'])
      expect(metrics).toMatch(new RegExp(`lien_thong_deliveries_${name} \\d`));
    const { checks } = (await (await fetch(`${here.office.url}/health/ready`)).json()) as any;
    expect(checks.find((check: any) => check.name === 'deliveries')).toMatchObject({
      ok: true,
      detail: expect.stringContaining('given up'),
    });
  });
});
