import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Deliveries, newSecret } from '@lien-thong/deliveries';
import { SYSTEM } from '@lien-thong/engine';
import type { FastifyRequest } from 'fastify';
import { v4 } from 'uuid';
import { deliveringEngine } from '../../../libs/deliveries/testing/delivering.js';
import { WebhookAccess } from './webhook-access.js';
import { WebhookDeliveriesController } from './webhook-deliveries.controller.js';

describe('one delivery', () => {
  let here: Awaited<ReturnType<typeof deliveringEngine>>;
  let deliveries: Deliveries;
  beforeAll(async () => {
    here = await deliveringEngine();
    deliveries = Deliveries.open(here.engine);
  });
  afterAll(async () => {
    await deliveries.stop();
    await here.close();
  });

  it('is there for the caller who has just asked for it, and sends its position along', async () => {
    const { endpoints } = deliveries;
    const [id, agency] = [v4(), 'H99.01'];
    const settings = { url: 'https://mot-cua.example/', types: null, description: null };
    const by = () => ({ commandId: v4(), actor: SYSTEM });
    await endpoints.execute(id, { type: 'register', id, agency, secret: newSecret(), ...settings }, by());
    // The ledger has something to do before it comes to the ping.
    for (let i = 0; i < 20; i += 1) await here.receive();
    await endpoints.execute(id, { type: 'replay', from: null, after: null, to: '2026-03-02T08:00:00+07:00' }, by());
    const controller = new WebhookDeliveriesController(new WebhookAccess(here.engine, deliveries));
    const { events, position } = await endpoints.execute(id, { type: 'ping' }, by());
    const delivery = endpoints.deliveryId(id, events[0]?.id ?? '');
    const request = { headers: { 'lien-thong-position': position } } as unknown as FastifyRequest;
    const caller = { subject: 'mot-cua', agency, roles: ['integration' as const] };
    expect(await controller.one(caller, id, delivery, request)).toMatchObject({ id: delivery, endpoint: id, state: 'owed' });
  });
});
