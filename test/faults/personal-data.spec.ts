import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { LocalTokens, type Role } from '@lien-thong/security';
import { Redis } from 'ioredis';
import { describeWithOwnRedis, type OwnRedis, ownRedis } from '../../libs/deadlines/testing/redis.js';
import { MailServer } from '../../libs/deliveries/testing/mail-server.js';
import { agency } from '../acceptance/province.js';
import { Receiver } from '../acceptance/receiver.js';
import { buildServer, ServerProcess } from './server-process.js';
import { foundIn } from './traces.js';

/** Nothing readable of an applicant, and no free text about one, in any file, in what the server says, or in Redis. */
const SECRETS = {
  name: 'Nguyễn Thị Phương Thảo',
  otherName: 'Đặng Quốc Khánh Tường',
  identifier: '079188204517',
  phone: '0938475610',
  email: 'phuongthao.bimat@example.vn',
  address: '17 ngõ Mít Tố Nữ, thôn Kẻ Rưng',
  parcel: 'thửa 4471 bờ ao Vân Đình',
  note: 'chị Thảo kêu đau lưng khi chờ',
  supplement: 'bản sao giấy khai sinh cháu Bống',
  reason: 'chữ ký ông Tường không khớp mẫu',
  evidence: 'vận đơn EB778812345VN của bà Thảo',
  withdrawal: 'gia đình Thảo tranh chấp thừa kế',
  misplaced: 'Trịnh Hoài Misplaced Nương',
} as const;

describeWithOwnRedis('after the stories', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'lien-thong-personal-'));
  let redis: OwnRedis;
  let server: ServerProcess;
  let mail: MailServer;
  let receiver: Receiver;
  let url: string;
  const answers: number[] = [];

  const ask = async (token: string, method: string, path: string, body?: unknown) => {
    const headers = {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'idempotency-key': `key-${answers.length}`,
    };
    const response = await fetch(`${url}${path}`, {
      method,
      headers: body === undefined ? { authorization: headers.authorization } : headers,
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    answers.push(response.status);
    const text = await response.text();
    return {
      status: response.status,
      text,
      body: /json/.test(response.headers.get('content-type') ?? '') ? JSON.parse(text) : null,
    };
  };

  beforeAll(async () => {
    buildServer();
    redis = await ownRedis();
    mail = await MailServer.open();
    receiver = await Receiver.open();
    server = ServerProcess.start({
      LIEN_THONG_DATA_DIR: dataDir,
      LIEN_THONG_CLOCK: 'test',
      LIEN_THONG_NOW: '2026-03-02T08:00:00+07:00',
      REDIS_URL: redis.server.url,
      SMTP_URL: mail.url,
      LIEN_THONG_MAIL_FROM: 'mot-cua@h99.example',
      LIEN_THONG_WEBHOOK_PRIVATE: 'true',
      LIEN_THONG_DELIVERY_RETRIES: '0.1,600',
    });
    url = (await server.ready()) ?? '';
    await stories();
  }, 300_000);
  afterAll(async () => {
    await server?.end('SIGKILL');
    await redis?.remove();
    await mail?.close();
    await receiver?.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const stories = async (): Promise<void> => {
    const tokens = await LocalTokens.open(dataDir);
    const token = (subject: string, at: string, ...roles: Role[]) => tokens.issue({ subject, agency: at, roles });
    const [desk, head, registrar, administrator, auditor] = await Promise.all([
      token('lan', 'H99.01', 'reception'),
      token('dung', 'H99.01', 'head'),
      token('minh', 'H99.10', 'officer'),
      token('quan-tri', 'H99', 'administrator'),
      token('tra', 'H99.01', 'auditor'),
    ]);
    const must = async (...request: Parameters<typeof ask>) => {
      const answer = await ask(...request);
      if (answer.status >= 300) throw new Error(`${request[1]} ${request[2]}: ${answer.status} ${answer.text}`);
      return answer.body;
    };
    for (const [code, parties] of [
      ['H99', []],
      ['H99.01', []],
      ['H99.10', ['land-registry']],
      ['H99.T1', ['tax']],
    ] as const)
      await must(administrator, 'PUT', `/api/v1/agencies/${code}`, agency(code, parties));

    const { secret } = await must(head, 'POST', '/api/v1/webhook-endpoints', { url: receiver.url });
    receiver.secrets = [secret];
    // One that nobody answers at: its jobs stay in Redis.
    await must(head, 'POST', '/api/v1/webhook-endpoints', { url: 'http://127.0.0.1:1/' });

    const applicant = {
      kind: 'person',
      name: SECRETS.name,
      identifier: SECRETS.identifier,
      phone: SECRETS.phone,
      email: SECRETS.email,
      address: SECRETS.address,
    };
    const application = (change: object = {}) => ({
      procedure: '9.900001',
      receivingAgency: 'H99.01',
      channel: 'direct',
      returnChannel: 'direct',
      applicant,
      components: [{ code: 'application-form', originals: 1, copies: 0, digitised: true }],
      facts: { parcel: SECRETS.parcel },
      ...change,
    });
    const create = (change: object = {}) => must(desk, 'POST', '/api/v1/dossiers', application(change));
    const tell = (who: string, id: string, type: string, data: object = {}, more: object = {}) =>
      must(who, 'POST', `/api/v1/dossiers/${id}/commands`, { type, data, ...more });

    const { id } = await create();
    await tell(desk, id, 'annotate', { text: SECRETS.note });
    await tell(desk, id, 'take-action', { action: 'transfer-to-land-registry', note: SECRETS.note });
    await tell(registrar, id, 'reject-handover', { reason: SECRETS.reason });
    await tell(desk, id, 'hand-over-again');
    await tell(registrar, id, 'acknowledge-handover');
    await tell(registrar, id, 'annotate', { text: SECRETS.note });

    const online = await create({ channel: 'online', applicant: { ...applicant, name: SECRETS.otherName } });
    await tell(desk, online.id, 'refuse', { reason: SECRETS.reason, legalBasis: 'Điều 7' });
    const supplemented = await create({
      applicant: { kind: 'organisation', name: SECRETS.otherName, identifier: SECRETS.identifier },
    });
    await tell(desk, supplemented.id, 'request-supplement', {
      items: [{ component: 'application-form', content: SECRETS.supplement }],
      reason: SECRETS.reason,
    });
    const withdrawn = await create();
    await tell(desk, withdrawn.id, 'request-withdrawal', { reason: SECRETS.withdrawal });
    const late = await create();
    await must(administrator, 'POST', '/api/v1/test-clock/advances', { to: '2026-03-03T07:45:00+07:00' });
    await tell(
      desk,
      late.id,
      'take-action',
      { action: 'transfer-to-land-registry' },
      { occurredAt: '2026-03-02T15:00:00+07:00', evidence: { kind: 'postal-scan', reference: SECRETS.evidence } },
    );

    // Rings, breaches and letters.
    await must(administrator, 'POST', '/api/v1/test-clock/advances', { to: '2026-05-04T08:00:00+07:00' });
    const tasks = (await must(head, 'GET', '/api/v1/apology-tasks')).data;
    expect(tasks.length).toBeGreaterThan(0);
    for (const task of tasks)
      await ask(head, 'POST', `/api/v1/apology-tasks/${task.id}/commands`, {
        type: 'draft',
        data: { reasonClass: 'subjective', reason: SECRETS.reason, newAppointment: '2026-05-15' },
      });

    // Reads and searches, unmasked ones too.
    for (const q of [SECRETS.name, SECRETS.identifier, SECRETS.phone])
      await ask(desk, 'GET', `/api/v1/dossiers?q=${encodeURIComponent(q)}`);
    await ask(auditor, 'GET', `/api/v1/dossiers/${id}?unmask=true&purpose=${encodeURIComponent(SECRETS.reason)}`);
    for (const path of ['', '/events', '/timeline', '/deadlines', '/accountability'])
      await ask(desk, 'GET', `/api/v1/dossiers/${id}${path}`);

    // Names where they do not belong.
    const lost = SECRETS.misplaced;
    await ask(desk, 'GET', `/api/v1/dossiers/${encodeURIComponent(lost)}`);
    await ask(desk, 'GET', `/api/v1/${encodeURIComponent(lost)}?${encodeURIComponent(lost)}=${encodeURIComponent(lost)}`);
    await ask(desk, 'POST', '/api/v1/dossiers', application({ procedure: lost, [lost]: lost }));
    await ask(desk, 'POST', '/api/v1/dossiers', application({ facts: { [lost]: lost } }));
    await ask(desk, 'POST', '/api/v1/dossiers', application({ channel: lost, components: [{ code: lost }] }));
    await ask(desk, 'POST', `/api/v1/dossiers/${id}/commands`, { type: lost, data: { [lost]: lost } });
    await ask(desk, 'POST', `/api/v1/dossiers/${id}/commands`, { type: 'take-action', data: { action: lost, step: lost } });
    await ask(desk, 'PUT', `/api/v1/agencies/${encodeURIComponent(lost)}`, { name: lost });
    await fetch(`${url}/api/v1/dossiers`, {
      method: 'POST',
      headers: { authorization: `Bearer ${desk}`, 'content-type': 'application/json' },
      body: `{"name": "${lost}`,
    });
    await fetch(`${url}/api/v1/dossiers`, { headers: { authorization: `Bearer ${encodeURIComponent(lost)}` } });
    expect(answers.filter((status) => status >= 500)).toEqual([]);
    // Alarms that lie ahead are in Redis, and its append-only file is synced every second.
    await create();
    await sleep(1_500);
  };

  const files = (folder: string): [string, Buffer][] =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => [join(entry.parentPath, entry.name), readFileSync(join(entry.parentPath, entry.name))]);
  const traces = (named: readonly (readonly [string, Buffer])[]): string[] =>
    named.flatMap(([name, bytes]) =>
      Object.entries(SECRETS).flatMap(([what, secret]) => foundIn(bytes, secret).map((form) => `${what} as ${form} in ${name}`)),
    );
  const inRedis = async (): Promise<[string, Buffer][]> => {
    const client = new Redis(redis.server.url);
    const found: [string, Buffer][] = [];
    for (const key of await client.keys('*'))
      found.push([`Redis ${key}`, Buffer.concat([Buffer.from(key), await everythingIn(client, key)])]);
    client.disconnect();
    return found;
  };

  it('no file of the data directory holds anything of an applicant', () => {
    const all = files(dataDir);
    expect(all.map(([name]) => name.slice(dataDir.length + 1))).toEqual(
      expect.arrayContaining(['events.sqlite', 'views.sqlite', 'keys.sqlite', 'deliveries.sqlite']),
    );
    expect(traces(all)).toEqual([]);
  });

  it('what the server said holds nothing of an applicant', () =>
    expect(traces([['output', Buffer.from(server.said)]])).toEqual([]));

  it('Redis holds nothing of an applicant, in its keys or in its append-only file', async () => {
    const keys = await inRedis();
    expect(keys.length).toBeGreaterThan(0);
    expect(traces(keys)).toEqual([]);
    const dir = await redisDir();
    const all = files(dir);
    expect(all.some(([name, bytes]) => name.includes('appendonly') && bytes.length > 0)).toBe(true);
    expect(traces(all)).toEqual([]);
  });

  it('webhooks hold nothing of an applicant, and notices nothing but where they go', () => {
    expect(receiver.received.length).toBeGreaterThan(20);
    expect(traces(receiver.received.map(({ id, body, headers }) => [id, Buffer.from(body + JSON.stringify(headers))]))).toEqual(
      [],
    );
    expect(mail.received.filter(({ recipients }) => recipients.includes(SECRETS.email)).length).toBeGreaterThan(0);
    expect(traces(mail.received.map(({ subject, text }) => [subject, Buffer.from(subject + text)]))).toEqual([]);
  });

  it('stays so when the server has ended and tidied up', async () => {
    expect((await server.end('SIGTERM')).code).toBe(0);
    expect(traces([...files(dataDir), ['output', Buffer.from(server.said)]])).toEqual([]);
  });

  it('a readable record would have been found, in every form', async () => {
    const planted = join(dataDir, 'planted');
    const folded = 'nguyen thi phuong thao';
    for (const bytes of [
      Buffer.from(`x${SECRETS.name}x`),
      Buffer.from(SECRETS.name, 'utf16le'),
      Buffer.from(Buffer.from(`ab${SECRETS.name}cd`).toString('base64')),
      Buffer.from(folded),
      Buffer.from(JSON.stringify(SECRETS.name.normalize('NFD'))),
    ]) {
      writeFileSync(planted, Buffer.concat([Buffer.alloc(99, 1), bytes]));
      expect(traces(files(dataDir)).length).toBeGreaterThan(0);
    }
    rmSync(planted);
    const client = new Redis(redis.server.url);
    await client.hset('planted', 'who', `gọi ${SECRETS.phone}`);
    client.disconnect();
    expect(traces(await inRedis())).toContain('phone as UTF-8 in Redis planted');
    await sleep(1_500);
    expect(traces(files(await redisDir())).length).toBeGreaterThan(0);
  });

  const redisDir = async (): Promise<string> => {
    const client = new Redis(redis.server.url);
    const [, dir] = (await client.config('GET', 'dir')) as [string, string];
    client.disconnect();
    return dir;
  };
});

const everythingIn = async (client: Redis, key: string): Promise<Buffer> => {
  const type = await client.type(key);
  const read: Record<string, () => Promise<unknown>> = {
    string: () => client.get(key),
    hash: () => client.hgetall(key),
    list: () => client.lrange(key, 0, -1),
    set: () => client.smembers(key),
    zset: () => client.zrange(key, '0', '-1'),
    stream: () => client.xrange(key, '-', '+'),
  };
  return Buffer.from(JSON.stringify(await read[type]?.()) ?? '');
};
