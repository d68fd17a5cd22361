import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { SYSTEM } from '@lien-thong/engine';
import { v4 } from 'uuid';
import { until } from '../../deadlines/testing/until.js';
import { Deliveries } from '../index.js';
import { switchChannels } from '../notices/switching.js';
import { deliveringEngine } from '../testing/delivering.js';
import { newSecret } from '../webhooks/message.js';

let here: Awaited<ReturnType<typeof deliveringEngine>>;
let deliveries: Deliveries;
const file = (): string => join(here.dataDir, 'deliveries.sqlite');
const by = () => ({ commandId: v4(), actor: SYSTEM });

beforeEach(async () => {
  here = await deliveringEngine();
  deliveries = Deliveries.open(here.engine);
});
afterEach(async () => {
  await deliveries.stop();
  await here.close();
});

const endpointOf = async (agency: string, types: string[] | null = null): Promise<string> => {
  const id = v4();
  const settings = { url: 'https://mot-cua.example/', types, description: null };
  await deliveries.endpoints.execute(id, { type: 'register', id, agency, secret: newSecret(), ...settings }, by());
  return id;
};
const settled = async (): Promise<void> => {
  const head = (await here.engine.store.head()) as string;
  expect(await deliveries.waitFor(head, 10_000)).toBe(true);
};
const everything = (lanes: readonly string[], dossiers: readonly string[]) => ({
  deliveries: lanes.map((lane) => deliveries.deliveriesTo({ lane, limit: 200 }).data),
  notices: dossiers.map((id) => deliveries.noticesAbout({ stream: `dossier-${id}`, limit: 200 }).data),
  endpoints: ['H99.01', 'H99.T1'].map((agency) => deliveries.endpointsOf(agency, {}).data),
  health: { ...deliveries.health(), caughtUp: true, position: null },
});
/** What the ledger says once it was made anew from the log. */
const anew = async (damage: () => void): Promise<void> => {
  await deliveries.stop();
  damage();
  deliveries = Deliveries.open(here.engine);
  await settled();
};
const away = (): void => {
  for (const part of ['', '-wal', '-shm']) rmSync(file() + part, { force: true });
};

describe('a ledger', () => {
  /** Two agencies with endpoints, one dossier that goes from the one to the other, and outcomes of every kind. */
  const story = async (): Promise<{ lanes: string[]; dossiers: string[] }> => {
    const [desk, tax, picky] = [await endpointOf('H99.01'), await endpointOf('H99.T1'), await endpointOf('H99.01', ['StepLeft'])];
    await switchChannels(here.engine, ['email']);
    const first = await here.receive();
    await here.toTax(first);
    await settled();
    const [a, b, c] = deliveries.deliveriesTo({ lane: desk as string, limit: 200 }).data;
    const settling = (row: { event: string }) => ({
      endpoint: desk as string,
      event: row.event,
      round: 0,
      attempts: 2,
      status: 200,
    });
    if (!a || !b || !c) throw new Error('nothing is owed');
    await deliveries.endpoints.record(a.id, { type: 'delivered', ...settling(a) }, by());
    await deliveries.endpoints.record(b.id, { type: 'give-up', reason: 'timeout', ...settling(b) }, by());
    await deliveries.endpoints.record(c.id, { type: 'delivered', ...settling(c) }, by());
    await deliveries.endpoints.record(c.id, { type: 'ask-again', endpoint: desk as string, event: c.event }, by());
    await deliveries.endpoints.execute(picky as string, { type: 'disable', reason: 'by-hand' }, by());
    const second = await here.receive();
    await deliveries.endpoints.execute(picky as string, { type: 'enable' }, by());
    await deliveries.endpoints.execute(
      tax as string,
      { type: 'replay', from: null, after: null, to: '2026-03-02T08:00:00+07:00' },
      by(),
    );
    await deliveries.endpoints.execute(desk as string, { type: 'ping' }, by());
    await settled();
    return { lanes: [desk, tax, picky] as string[], dossiers: [first, second] };
  };

  it('owes an agency what happens from the append on by which it came to see the dossier, and its past on request', async () => {
    const tax = await endpointOf('H99.T1');
    const id = await here.receive();
    await settled();
    expect(deliveries.deliveriesTo({ lane: tax }).data).toEqual([]);
    await here.toTax(id);
    await settled();
    const owed = deliveries.deliveriesTo({ lane: tax, limit: 200 }).data.map(({ type }) => type);
    expect(owed).toEqual(expect.arrayContaining(['StepLeft', 'StepEntered']));
    expect(owed).not.toContain('DossierReceived');
    const range = { from: '2026-03-02T00:00:00+07:00', after: null, to: '2026-03-02T08:00:00+07:00' };
    await deliveries.endpoints.execute(tax, { type: 'replay', ...range }, by());
    await settled();
    const after = deliveries.deliveriesTo({ lane: tax, limit: 200 }).data.map(({ type }) => type);
    expect(after).toContain('DossierReceived');
  });

  it.each<[string, () => void]>([
    ['deleted', away],
    ['damaged', () => writeFileSync(file(), 'this is no database')],
  ])('that was %s says the same once it is made anew from the log', async (_how, damage) => {
    const { lanes, dossiers } = await story();
    const before = everything(lanes, dossiers);
    expect(before.deliveries.every((rows) => rows.length > 0)).toBe(true);
    expect(new Set(before.deliveries.flat().map(({ state }) => state))).toEqual(new Set(['owed', 'delivered', 'dead']));
    expect(before.notices.flat().map(({ about }) => about)).toEqual(['received', 'received']);
    await anew(damage);
    expect(everything(lanes, dossiers)).toEqual(before);
  });

  it('takes up where it stood when its process starts again', async () => {
    const { lanes, dossiers } = await story();
    const before = everything(lanes, dossiers);
    await anew(() => expect(existsSync(file())).toBe(true));
    expect(everything(lanes, dossiers)).toEqual(before);
    await here.receive();
    await settled();
    expect(deliveries.deliveriesTo({ lane: lanes[0] as string, limit: 200 }).data.length).toBeGreaterThan(
      before.deliveries[0]?.length ?? 0,
    );
  });

  it('settles a round once, and does not take an old outcome for that of a new round', async () => {
    const lane = await endpointOf('H99.01', ['DossierReceived']);
    await here.receive();
    await settled();
    const [row] = deliveries.deliveriesTo({ lane }).data;
    if (!row) throw new Error('nothing is owed');
    const settling = { endpoint: lane, event: row.event, attempts: 1, status: 500 };
    await deliveries.endpoints.record(row.id, { type: 'give-up', reason: 'status', round: 0, ...settling }, by());
    const { events } = await deliveries.endpoints.record(row.id, { type: 'delivered', round: 0, ...settling }, by());
    expect(events).toEqual([]);
    await deliveries.endpoints.record(row.id, { type: 'ask-again', endpoint: lane, event: row.event }, by());
    await deliveries.endpoints.record(row.id, { type: 'delivered', round: 0, ...settling }, by());
    await settled();
    expect(deliveries.delivery(row.id)).toMatchObject({ state: 'owed', round: 1 });
    await deliveries.endpoints.record(row.id, { type: 'delivered', round: 1, ...settling }, by());
    await settled();
    expect(deliveries.delivery(row.id)).toMatchObject({ state: 'delivered', round: 1 });
  });

  it('owes no notice for what was there before a channel was switched on, nor after it was switched off', async () => {
    const before = await here.receive();
    await switchChannels(here.engine, ['email']);
    const during = await here.receive();
    await switchChannels(here.engine, []);
    const after = await here.receive();
    await settled();
    const about = (id: string) => deliveries.noticesAbout({ stream: `dossier-${id}` }).data.map((row) => row.about);
    expect([about(before), about(during), about(after)]).toEqual([[], ['received'], []]);
  });

  it('goes on past a replay from a position of the log as it lay before it moved house', async () => {
    const lane = await endpointOf('H99.01', ['DossierReceived']);
    const range = { from: null, after: '7/8', to: '2026-03-02T08:00:00+07:00' };
    await deliveries.endpoints.execute(lane, { type: 'replay', ...range }, by());
    await here.receive();
    await until(() => deliveries.deliveriesTo({ lane }).data.length === 1);
  });

  it('goes on when an event cannot be understood', async () => {
    const lane = await endpointOf('H99.01', ['DossierReceived']);
    const [last] = await here.engine.store.readStream(`webhook-${lane}`, { direction: 'backwards', limit: 1 });
    const strange = { ...last, id: v4(), type: 'WebhookPainted', data: { colour: 'red' } };
    await here.engine.store.append(`webhook-${lane}`, 0, [strange as never]);
    await here.receive();
    await until(() => deliveries.deliveriesTo({ lane }).data.length === 1);
  });
});
