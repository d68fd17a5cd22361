import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LocalTokens } from '@lien-thong/security';
import type { FastifyRequest } from 'fastify';
import { deliveringEngine } from '../../../libs/deliveries/testing/delivering.js';
import { AdminSessions } from './admin-session.js';

describe('the session of an administrator', () => {
  let here: Awaited<ReturnType<typeof deliveringEngine>>;
  beforeAll(async () => {
    here = await deliveringEngine();
  });
  afterAll(() => here.close());

  it('lasts half an hour, and no longer than the token by which it began', async () => {
    const tokens = await LocalTokens.open(here.dataDir);
    const sessions = new AdminSessions(here.engine, tokens, '/admin/queues');
    const begun = async (ttl: number): Promise<string> => {
      const token = await tokens.issue({ subject: 'quan-tri', agency: 'H99', roles: ['administrator'], ttl });
      return (await sessions.begin(token)).cookie;
    };
    const who = async (cookie: string) =>
      (await sessions.principalOf({ headers: { cookie } } as unknown as FastifyRequest))?.subject ?? null;
    const long = await begun(3_600);
    const short = await begun(5);
    expect(long).toContain('; Max-Age=1800;');
    expect([await who(long), await who(short)]).toEqual(['quan-tri', 'quan-tri']);
    await sleep(5_100);
    expect([await who(long), await who(short)]).toEqual(['quan-tri', null]);
  });
});
