import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { readConfig } from '@lien-thong/config';
import { Engine } from '@lien-thong/engine';
import type { StoredEvent } from '@lien-thong/event-store';
import type { Role } from '@lien-thong/security';
import { Redis } from 'ioredis';
import { describeWithOwnRedis, type OwnRedis, ownRedis } from '../../../libs/deadlines/testing/redis.js';
import { until } from '../../../libs/deadlines/testing/until.js';
import { application } from '../../acceptance/application.js';
import { agency } from '../../acceptance/province.js';
import { Receiver } from '../../acceptance/receiver.js';
import { Installation } from '../../scaled-out/installation.js';
import { buildServer } from '../server-process.js';

const DOSSIERS = 40;
const SETTLED_WITHIN_MS = 120_000;

/** Two workers on one queue; one is killed in the middle of a sending, Redis is flushed, then killed, then comes back. */
describeWithOwnRedis('webhooks of an installation in trouble', () => {
  let redis: OwnRedis;
  let receiver: Receiver;
  let installation: Installation;
  let reader: Engine;

  beforeAll(async () => {
    buildServer();
    redis = await ownRedis();
    receiver = await Receiver.open();
    const env = { LIEN_THONG_WEBHOOK_PRIVATE: 'true', LIEN_THONG_DELIVERY_RETRIES: '0.2,0.5,1,2,4' };
    installation = await Installation.open({ apis: 1, workers: 2, redisUrl: redis.server.url, env });
    reader = await Engine.open(readConfig(installation.envOf('reader')));
  }, 300_000);
  afterAll(async () => {
    await reader?.close();
    await installation?.close();
    await receiver?.close();
    await redis?.remove();
  }, 60_000);

  let keys = 0;
  const ask = async (method: string, path: string, role: Role, body?: object): Promise<any> => {
    const token = await installation.issuer.issue({
      subject: 'lan',
      agency: role === 'administrator' ? 'H99' : 'H99.01',
      roles: [role],
    });
    keys += 1;
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'idempotency-key': `key-${keys}` };
    const url = `${installation.apis[0]?.url}/api/v1${path}`;
    const response = await fetch(url, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
    const answer = await response.json();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${JSON.stringify(answer)}`);
    return answer;
  };
  const outcomes = async (): Promise<StoredEvent[]> => {
    const all: StoredEvent[] = [];
    for (let after: string | null = null; ; ) {
      const page = await reader.store.readAll({ after, limit: 500, filter: { streams: ['delivery-'] } });
      all.push(...page.events);
      if (page.next === after || page.events.length === 0) return all;
      after = page.next;
    }
  };

  it('are each received, and each have exactly one outcome in the log', async () => {
    for (const [code, parties] of [
      ['H99', []],
      ['H99.01', []],
      ['H99.02', ['civil-registry']],
    ] as const)
      await ask('PUT', `/agencies/${code}`, 'administrator', agency(code, parties));
    const endpoint = await ask('POST', '/webhook-endpoints', 'integration', { url: receiver.url, types: ['DossierReceived'] });
    receiver.secrets = [endpoint.secret];
    receiver.answers((response) => void setTimeout(() => response.writeHead(204).end(), 400));

    const ids: string[] = [];
    const create = async (count: number): Promise<void> => {
      for (let i = 0; i < count; i += 1) ids.push((await ask('POST', '/dossiers', 'reception', application('9.900003'))).id);
    };
    await create(DOSSIERS / 4);
    await until(() => receiver.received.length > 2, 30_000);
    await installation.end('worker-1', 'SIGKILL');
    await create(DOSSIERS / 4);
    const client = new Redis(redis.server.url);
    await client.flushall();
    client.disconnect();
    await create(DOSSIERS / 4);
    await redis.server.kill();
    await create(DOSSIERS / 4);
    await sleep(500);
    await redis.server.restart();
    await installation.start('worker-1');

    await until(async () => (await outcomes()).length >= DOSSIERS, SETTLED_WITHIN_MS);
    // Whoever was about to send one twice has had the time to record it twice.
    await sleep(5_000);
    const settled = await outcomes();
    expect(settled.map(({ type }) => type)).toEqual(Array(DOSSIERS).fill('WebhookDelivered'));
    expect(new Set(settled.map(({ stream }) => stream)).size).toBe(DOSSIERS);
    expect(new Set(receiver.messages.map((message) => message?.data.dossier.id))).toEqual(new Set(ids));
    const idOf = new Map(receiver.received.map(({ id, message }) => [message.data.id, id]));
    for (const { id, message } of receiver.received) expect(id).toBe(idOf.get(message.data.id));
    process.stderr.write(`webhooks in trouble: ${DOSSIERS} owed, received ${receiver.received.length} times\n`);
  }, 300_000);
});
