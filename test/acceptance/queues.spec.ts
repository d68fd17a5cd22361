import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { describeWithOwnRedis, type OwnRedis, ownRedis } from '../../libs/deadlines/testing/redis.js';
import { until } from '../../libs/deadlines/testing/until.js';
import { accepted, at, receive, tell } from './driving.js';
import type { Clerk } from './office.js';
import { isScaledOut } from './premises.js';
import { type Province, province } from './province.js';

const BOARD = '/admin/queues';
const HTML = { accept: 'text/html,application/xhtml+xml' };

describeWithOwnRedis('the queues, to be looked at', () => {
  let redis: OwnRedis;
  let here: Province;
  let administrator: string;
  let system: Clerk;
  beforeAll(async () => {
    redis = await ownRedis();
    const env = {
      REDIS_URL: redis.server.url,
      LIEN_THONG_WEBHOOK_PRIVATE: 'true',
      LIEN_THONG_DELIVERY_RETRIES: '600',
    };
    here = await province({ now: at('03-02 08:00'), env });
    administrator = await here.office.tokenOf('quan-tri', 'H99', 'administrator');
    system = await here.office.clerk('mot-cua', 'H99.01', 'integration');
    // Nobody is there: it is tried again in ten minutes, and until then it is in the queue.
    accepted(await system.post('/webhook-endpoints', { url: 'http://127.0.0.1:1/', types: ['DossierReceived'] }));
    // Due at 10:00: within the hour there is an alarm in the queue.
    const { id } = await receive(here.desk, '9.900003');
    await here.advance(at('03-02 09:10'));
    await tell(here.desk, id, 'annotate', { text: 'người nộp Nguyệt hỏi thăm' });
  }, 90_000);
  afterAll(async () => {
    await here?.close();
    await redis?.remove();
  }, 30_000);

  const ask = (path: string, headers: Record<string, string> = {}, init: RequestInit = {}) =>
    fetch(here.office.url + path, { redirect: 'manual', ...init, headers });
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
  const enter = (token: string, headers: Record<string, string> = {}) =>
    ask(
      `${BOARD}/login`,
      { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      {
        method: 'POST',
        body: new URLSearchParams({ token }).toString(),
      },
    );

  it('are shown to administrators by their token, with everything that the page needs from this server alone', async () => {
    const page = await ask(BOARD, { ...bearer(administrator), ...HTML });
    const text = await page.text();
    expect(page.status).toBe(200);
    expect(text).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/https?:/);
    const assets = [...text.matchAll(/(?:src|href)="(static\/[^"]+\.(?:js|css))"/g)].map(([, path]) => path);
    expect(assets.length).toBeGreaterThan(2);
    for (const asset of assets) {
      const answer = await ask(`${BOARD}/${asset}`, bearer(administrator));
      expect([answer.status, (await answer.text()).length > 100]).toEqual([200, true]);
      expect((await ask(`${BOARD}/${asset}`)).status).toBe(401);
    }
  });

  it('are shown to nobody else', async () => {
    const roles = ['reception', 'officer', 'head', 'auditor', 'integration'] as const;
    for (const path of [BOARD, `${BOARD}/api/queues`, `${BOARD}/static/images/logo.svg`, `${BOARD}/queue/x`]) {
      const nobody = await ask(path);
      expect([nobody.status, ((await nobody.json()) as any).code]).toEqual([401, 'token-missing']);
      for (const role of roles) {
        const answer = await ask(path, bearer(await here.office.tokenOf('lan', 'H99.01', role)));
        expect([role, answer.status, ((await answer.json()) as any).code]).toEqual([role, 403, 'role-not-allowed']);
      }
      expect((await ask(path, bearer('x.y.z'))).status).toBe(401);
      expect((await ask(path, { cookie: 'lien_thong_admin=e30.x' })).status).toBe(401);
    }
  });

  it('hold ids and nothing of a person', async () => {
    const seen = async (): Promise<any[]> => {
      const read = async (query = ''): Promise<any[]> =>
        ((await (await ask(`${BOARD}/api/queues?jobsPerPage=100${query}`, bearer(administrator))).json()) as any).queues;
      const jobs = (await read()).map(async ({ name }) => {
        const queues = await read(`&activeQueue=${name}&status=delayed`);
        return queues.find((queue) => queue.name === name).jobs;
      });
      return (await Promise.all(jobs)).flat().filter(({ name }) => name !== 'canary');
    };
    const names = async (): Promise<Set<string>> => new Set((await seen()).map(({ name }) => name));
    await until(async () => (await names()).size === 2);
    const members = new Set((await seen()).flatMap(({ data }) => Object.keys(data)));
    expect([...members].sort()).toEqual(['at', 'deadline', 'dossier', 'id', 'kind', 'lane', 'round', 'rung', 'version']);
    expect(JSON.stringify(await seen())).not.toMatch(/Nguyệt|0912345678|099123456789|nguyet@|127\.0\.0\.1:1/);
  });

  it('cannot be changed from there, by anybody', async () => {
    const { queues } = (await (await ask(`${BOARD}/api/queues`, bearer(administrator))).json()) as any;
    expect(queues.every(({ readOnlyMode }: any) => readOnlyMode)).toBe(true);
    for (const { name } of queues)
      for (const [method, path] of [
        ['PUT', `/api/queues/${name}/pause`],
        ['PUT', `/api/queues/${name}/empty`],
        ['PUT', `/api/queues/${name}/obliterate`],
        ['POST', `/api/queues/${name}/add`],
        ['PUT', '/api/queues/pause'],
      ] as const)
        expect((await ask(BOARD + path, bearer(administrator), { method })).status).toBe(404);
  });

  describe('in a browser', () => {
    it('begin with a form, in both languages, that takes a token and runs no script', async () => {
      const page = await ask(BOARD, HTML);
      const text = await page.text();
      expect([page.status, text.includes('Mã truy cập'), text.includes('Paste a token')]).toEqual([401, true, true]);
      expect(text).not.toMatch(/<script/);
      expect(page.headers.get('content-security-policy')).toContain("form-action 'self'");
      expect((await ask(`${BOARD}/login`, HTML)).status).toBe(200);
    });

    it('open with a cookie that scripts cannot read, other sites cannot use, and that does not hold the token', async () => {
      const entered = await enter(administrator);
      expect([entered.status, entered.headers.get('location')]).toEqual([303, BOARD]);
      const cookie = entered.headers.get('set-cookie') ?? '';
      expect(cookie).toMatch(/; Path=\/admin\/queues; Max-Age=1800; HttpOnly; SameSite=Strict$/);
      expect(cookie).not.toContain(administrator.split('.')[2]);
      const value = cookie.split(';')[0] as string;
      expect((await ask(`${BOARD}/api/queues`, { cookie: `other=1; ${value}` })).status).toBe(200);
      const [payload, signature] = (value.split('=')[1] ?? '').split('.') as [string, string];
      const forged = Buffer.from(Buffer.from(payload, 'base64url').toString('utf8').replace('quan-tri', 'ke-gian')).toString(
        'base64url',
      );
      expect((await ask(BOARD, { cookie: `lien_thong_admin=${forged}.${signature}` })).status).toBe(401);
      expect((await ask('/api/v1/agencies', { cookie: value })).status).toBe(401);
    });

    it('do not open for a bad token, another role, or a form of another site', async () => {
      const bad = await enter('not a token');
      expect([bad.status, bad.headers.get('set-cookie')]).toEqual([401, null]);
      const clerk = await enter(await here.office.tokenOf('lan', 'H99.01', 'reception'));
      expect([clerk.status, clerk.headers.get('set-cookie')]).toEqual([403, null]);
      for (const [name, value] of [
        ['origin', 'https://evil.example'],
        ['origin', 'null'],
        ['sec-fetch-site', 'cross-site'],
      ] as const) {
        const foreign = await enter(administrator, { [name]: value });
        expect([foreign.status, foreign.headers.get('set-cookie')]).toEqual([403, null]);
      }
      expect((await enter('x'.repeat(100_000))).status).toBeGreaterThanOrEqual(400);
    });
  });

  it('say that they are away when Redis is, and come back with it', async () => {
    await redis.server.kill();
    const away = await ask(`${BOARD}/api/queues`, bearer(administrator));
    expect([away.status, await away.text()]).toEqual([503, '{"error":"unavailable"}']);
    await redis.server.restart();
    await until(async () => (await ask(`${BOARD}/api/queues`, bearer(administrator))).status === 200);
  }, 30_000);
});

const withoutRedis = () => {
  it('there is no such page', async () => {
    const here = await province();
    const token = await here.office.tokenOf('quan-tri', 'H99', 'administrator');
    const answer = await fetch(here.office.url + BOARD, { headers: { authorization: `Bearer ${token}` } });
    expect(answer.status).toBe(404);
    await here.close();
  });
};
// Processes of their own share a Redis always.
if (!isScaledOut) describe('without any Redis', withoutRedis);
