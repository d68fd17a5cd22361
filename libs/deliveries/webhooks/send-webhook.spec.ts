import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { SYSTEM } from '@lien-thong/engine';
import { v4 } from 'uuid';
import { until } from '../../deadlines/testing/until.js';
import { Deliveries } from '../index.js';
import { deliveringEngine } from '../testing/delivering.js';
import { newSecret } from './message.js';

describe('an endpoint whose key is gone', () => {
  let here: Awaited<ReturnType<typeof deliveringEngine>>;
  let deliveries: Deliveries;
  beforeEach(async () => {
    here = await deliveringEngine({ LIEN_THONG_WEBHOOK_PRIVATE: 'true', LIEN_THONG_DELIVERY_RETRIES: '0.02' });
    deliveries = Deliveries.open(here.engine);
  });
  afterEach(async () => {
    await deliveries.stop();
    await here.close();
  });

  it('is sent nothing, for nothing goes out unsigned; and it is said why', async () => {
    let asked = 0;
    const receiver = createServer((_request, response) => {
      asked += 1;
      response.end();
    });
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`;
    const id = v4();
    const register = { type: 'register', id, agency: 'H99.01', url, types: ['DossierReceived'], description: null } as const;
    await deliveries.endpoints.execute(id, { ...register, secret: newSecret() }, { commandId: v4(), actor: SYSTEM });
    await here.engine.keys.destroy(`webhook-${id}`);
    await deliveries.carry();
    await here.receive();
    await until(() => deliveries.deliveriesTo({ lane: id }).data[0]?.state === 'dead');
    expect(deliveries.deliveriesTo({ lane: id }).data).toMatchObject([{ reason: 'no-secret', attempts: 1, status: null }]);
    expect(asked).toBe(0);
    await new Promise((resolve) => receiver.close(resolve));
  });
});
