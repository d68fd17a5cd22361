import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readConfig } from '@lien-thong/config';
import { dossierStream, Engine, openViews } from '@lien-thong/engine';
import { landChange } from '@lien-thong/procedures';
import { cli } from '../../apps/cli/cli.js';
import { describeWithOwnRedis, type OwnRedis, ownRedis } from '../../libs/deadlines/testing/redis.js';
import { type EventStoreDouble, startEventStoreDouble } from '../../libs/event-store/testing/eventstoredb-double/double.js';
import { CERTIFICATE_FILE, testTls } from '../../libs/event-store/testing/eventstoredb-double/tls.js';
import {
  asSuperuser,
  describeWithOwnPostgres,
  type FreshDatabase,
  freshDatabase,
} from '../../libs/security/testing/postgres-for-specs.js';
import { type PostgresServer, startPostgres } from '../../libs/security/testing/postgres-server.js';
import { type Issuer, startIssuer } from './issuer.js';

const NOWHERE = '127.0.0.1:1';
const described = describeWithOwnPostgres === describe ? describeWithOwnRedis : describeWithOwnPostgres;

described('the command line on the scaled-out profile', () => {
  let double: EventStoreDouble;
  let postgres: PostgresServer;
  let database: FreshDatabase;
  let redis: OwnRedis;
  let issuer: Issuer;
  let folder: string;
  let env: Record<string, string>;
  let code: string;
  let id: string;

  /** What a person sees at a terminal whose settings differ by `change`. */
  const lt = async (args: readonly string[], change: Readonly<Record<string, string>> = {}) => {
    const out: string[] = [];
    const err: string[] = [];
    const terminal = { out: (line: string) => void out.push(line), err: (line: string) => void err.push(line) };
    const exit = await cli(args, { ...terminal, env: { ...env, ...change } });
    return { code: exit, out: out.join('\n'), err: err.join('\n') };
  };
  const logUrl = (password: string): string =>
    `esdb://engine:${password}@localhost:${double.port}?tls=true&tlsCAFile=${encodeURIComponent(CERTIFICATE_FILE)}`;
  const emptyDir = (): string => mkdtempSync(join(folder, 'data-'));
  const fileOf = (name: string, content: unknown): string => {
    writeFileSync(join(folder, name), JSON.stringify(content));
    return join(folder, name);
  };

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'lien-thong-cli-'));
    double = await startEventStoreDouble({ users: { engine: 's3cret-log' }, tls: testTls() });
    postgres = await startPostgres({ settings: { log_parameter_max_length: '0' } });
    database = await freshDatabase(postgres);
    redis = await ownRedis();
    issuer = await startIssuer();
    env = {
      ...issuer.env,
      EVENTSTORE_URL: logUrl('s3cret-log'),
      KEYSTORE_URL: database.url,
      REDIS_URL: redis.server.url,
      LIEN_THONG_KEY: randomBytes(32).toString('base64'),
      LIEN_THONG_DATA_DIR: emptyDir(),
      LIEN_THONG_OUTBOX: 'email',
      PORT: '0',
    };
    expect(await lt(['seed'])).toMatchObject({ code: 1, err: expect.stringContaining('Stop all workers') });
    expect(await lt(['seed', '--workers-stopped'])).toMatchObject({ err: '', out: expect.stringMatching(/^✓ 14 .* 8\d /) });
    const engine = await Engine.openReader(readConfig(env));
    id = engine.secrets.idFor('demo', 'dossier', 'land-waiting-for-payment/1');
    code = (await engine.dossiers.load(dossierStream(id))).state.code;
    await engine.close();
  }, 180_000);
  afterAll(async () => {
    await issuer?.close();
    await redis?.remove();
    await postgres?.stop();
    await double?.stop();
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  describe('reads', () => {
    it.each([
      ['dossier history', () => ['dossier', 'history', code], 'TransferredToTax'],
      ['dossier state', () => ['dossier', 'state', id], 'land'],
      ['deadline explain', () => ['deadline', 'explain', code, 'dossier'], 'hạn / due'],
      ['audit verify', () => ['audit', 'verify', code], 'intact'],
    ])('%s from anywhere, and makes nothing there', async (_, args, said) => {
      const dir = emptyDir();
      const { code: exit, out, err } = await lt(args(), { LIEN_THONG_DATA_DIR: dir });
      expect([exit, err, out]).toEqual([0, '', expect.stringContaining(said === 'land' ? code : said)]);
      expect(readdirSync(dir)).toEqual([]);
    });

    it.each([
      [
        'the event store is away',
        { EVENTSTORE_URL: `esdb://${NOWHERE}?tls=false` },
        'The log cannot be used: the event store server',
      ],
      [
        'the user is refused',
        { EVENTSTORE_URL: () => logUrl('hunter2') },
        'The log cannot be used: the event store server refuses the user',
      ],
      ['its address is none', { EVENTSTORE_URL: `esdb://${NOWHERE}?tls=maybe` }, 'EVENTSTORE_URL is wrong'],
      ['the key store is away', { KEYSTORE_URL: `postgres://u:hunter2@${NOWHERE}/keys` }, 'The key store cannot be used'],
      ['the key is another one', { LIEN_THONG_KEY: randomBytes(32).toString('base64') }, 'The key does not fit the data'],
    ])('say plainly that %s', async (_, change, said) => {
      const settings = Object.fromEntries(Object.entries(change).map(([name, to]) => [name, typeof to === 'string' ? to : to()]));
      const { code: exit, err } = await lt(['dossier', 'state', code], settings);
      expect([exit, err]).toEqual([1, expect.stringContaining(said)]);
      expect(err).not.toMatch(/hunter2|s3cret|\n {4}at /);
    });
  });

  describe('writes beside running processes', () => {
    let running: Engine;
    beforeAll(async () => {
      running = await Engine.open(readConfig({ ...env, LIEN_THONG_DATA_DIR: emptyDir() }));
    });
    afterAll(() => running.close());

    it('a procedure, checked against the versions of the log and published once', async () => {
      const published = fileOf('land.json', landChange);
      expect((await lt(['procedure', 'check', published])).out).toContain('version-exists');
      const file = fileOf('fifth.json', { ...landChange, code: '9.990005' });
      expect((await lt(['procedure', 'check', file])).code).toBe(0);
      expect((await lt(['procedure', 'publish', file, '--subject', 'an'])).out).toContain('published');
      expect((await lt(['procedure', 'publish', file])).out).toContain('published before');
      await running.catalogue.catchUp();
      expect(running.catalogue.procedures.versions('9.990005')).toHaveLength(1);
    });
  });

  describe('views rebuild', () => {
    it('wants the directory of a process, stopped', async () => {
      const dir = emptyDir();
      const rebuilt = () => lt(['views', 'rebuild'], { LIEN_THONG_DATA_DIR: dir });
      const nothing = await rebuilt();
      expect([nothing.code, nothing.err]).toEqual([1, expect.stringContaining('There are no views in')]);
      expect(readdirSync(dir)).toEqual([]);
      const engine = await Engine.open(readConfig({ ...env, LIEN_THONG_DATA_DIR: dir }));
      const views = openViews(engine);
      views.start();
      await views.settled();
      const held = await rebuilt();
      expect([held.code, held.err]).toEqual([1, expect.stringContaining(`A process runs on ${dir} (pid ${process.pid})`)]);
      await views.stop();
      await engine.close();
      const { code: exit, out, err } = await rebuilt();
      expect([exit, out, err]).toEqual([0, expect.stringContaining('✓ all'), expect.stringContaining('100 %')]);
    }, 60_000);
  });

  describe('token', () => {
    const args = ['token', '--agency', 'H99.01', '--roles', 'reception', '--subject', 'lan'];

    it('is the business of the issuer that is configured', async () => {
      const { code: exit, out, err } = await lt(args);
      expect([exit, out, err]).toEqual([1, '', expect.stringContaining(`Tokens come from ${issuer.env.OIDC_ISSUER}`)]);
    });

    it('without one is of a single process, and says so beside the token', async () => {
      const { code: exit, out, err } = await lt(args, { OIDC_ISSUER: '', OIDC_AUDIENCE: '', LIEN_THONG_DATA_DIR: emptyDir() });
      expect([exit, out, err]).toEqual([
        0,
        expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
        expect.stringContaining('token-issuer.pem'),
      ]);
    });
  });

  describe('doctor', () => {
    const secrets = (): string[] => ['s3cret-log', 'hunter2', new URL(database.url).password, env.LIEN_THONG_KEY as string];
    const examined = async (change: Readonly<Record<string, string>> = {}) => {
      const { code: exit, out, err } = await lt(['doctor'], change);
      for (const secret of secrets()) expect(out + err).not.toContain(secret);
      return { exit, remarks: out.split('\n').filter((line) => !line.startsWith('✓')), out };
    };

    it('finds all servers well, each with its version, and makes nothing', async () => {
      const dir = emptyDir();
      const { exit, remarks, out } = await examined({ LIEN_THONG_DATA_DIR: dir });
      expect([exit, remarks]).toEqual([0, []]);
      for (const line of [
        `✓ Event store localhost:${double.port}: 24.6.0-double, giấy phép BSD`,
        '✓ Event store: TLS, có kiểm tra chứng thư',
        `✓ Event store, các nút: 127.0.0.1:${double.port} leader`,
        `✓ PostgreSQL 127.0.0.1:${postgres.port}/${database.name}: `,
        '✓ Kho khóa: LIEN_THONG_KEY mở được',
        '✓ Đồng hồ máy này',
        `✓ Redis 127.0.0.1:${redis.server.port}: `,
        '✓ Redis: maxmemory-policy noeviction',
        '✓ Redis: appendonly yes',
        `✓ OIDC ${issuer.env.OIDC_ISSUER}: 1 khóa`,
        '✓ Bảng tra cứu: chưa có',
        '✓ Thông báo qua: outbox/email',
      ])
        expect(out).toContain(line);
      expect(readdirSync(dir)).toEqual([]);
    });

    it('says how far the views of the directory are, and who keeps them', async () => {
      const dir = emptyDir();
      const here = readConfig({ ...env, LIEN_THONG_DATA_DIR: dir });
      const engine = await Engine.open(here);
      const views = openViews(engine);
      views.start();
      await views.settled();
      const { out } = await examined({ LIEN_THONG_DATA_DIR: dir });
      expect(out).toContain('Views: at the end of the log');
      expect(out).toContain(`A server holds this directory (pid ${process.pid})`);
      await views.stop();
      await engine.keys.keyFor(dossierStream(id), true);
      const [first] = await engine.store.readStream(dossierStream(id), { limit: 1 });
      await engine.store.append('dossier-00000000-0000-4000-8000-000000000000', 'no-stream', [first as never]);
      await engine.close();
      expect((await examined({ LIEN_THONG_DATA_DIR: dir })).out).toMatch(/Views: 9\d % of the log, they go on when started/);
      writeFileSync(join(dir, 'views.sqlite'), 'this is no database, and it is long enough to be looked at'.repeat(40));
      expect((await examined({ LIEN_THONG_DATA_DIR: dir })).remarks).toEqual([
        expect.stringContaining('The views cannot be read'),
      ]);
    });

    it.each<[string, Readonly<Record<string, string>>, string, 0 | 1]>([
      [
        'an event store that is away',
        { EVENTSTORE_URL: `esdb://a:hunter2@${NOWHERE}?tls=false` },
        '✗ EVENTSTORE_URL không dùng được',
        1,
      ],
      ['an address that is none', { EVENTSTORE_URL: `esdb://a:hunter2@${NOWHERE}?x=1` }, '✗ EVENTSTORE_URL không dùng được', 1],
      ['a key store that is away', { KEYSTORE_URL: `postgres://u:hunter2@${NOWHERE}/keys` }, '✗ KEYSTORE_URL không dùng được', 1],
      ['another key', { LIEN_THONG_KEY: randomBytes(32).toString('base64') }, '✗ Kho khóa được bọc bằng khóa khác', 1],
      ['a Redis that is away', { REDIS_URL: `redis://:hunter2@${NOWHERE}` }, `! Redis ${NOWHERE} không trả lời`, 0],
      ['no Redis', { REDIS_URL: '' }, '! Không có REDIS_URL', 0],
      ['an issuer that is away', { OIDC_ISSUER: `http://${NOWHERE}` }, '✗ OIDC_ISSUER không dùng được', 1],
      ['a local issuer', { OIDC_ISSUER: '', OIDC_AUDIENCE: '' }, '! Mã truy cập: mỗi tiến trình', 0],
      ['a sandbox clock', { LIEN_THONG_CLOCK: 'test' }, '! Đồng hồ thử nghiệm', 0],
    ])('sees %s', async (_, change, said, exit) => {
      expect(await examined(change)).toMatchObject({ exit, remarks: [expect.stringContaining(said)] });
    });

    it('sees an event store and a key store that refuse the user, and says no password', async () => {
      const keys = Object.assign(new URL(database.url), { password: 'hunter2' });
      const { exit, remarks } = await examined({
        EVENTSTORE_URL: logUrl('hunter2'),
        KEYSTORE_URL: keys.href,
      });
      expect([exit, remarks]).toEqual([
        1,
        [expect.stringContaining('refuses the user'), expect.stringContaining('password authentication failed')],
      ]);
    });

    it('sees a Redis that forgets, evicts, or wants a password', async () => {
      const { Redis } = await import('ioredis');
      const client = new Redis(redis.server.url);
      await client.config('SET', 'appendonly', 'no');
      await client.config('SET', 'maxmemory-policy', 'allkeys-lru');
      expect((await examined()).remarks).toEqual([
        expect.stringContaining('maxmemory-policy allkeys-lru, not noeviction'),
        expect.stringContaining('appendonly no, not yes'),
      ]);
      await client.config('SET', 'requirepass', 'another');
      for (const url of [redis.server.url, redis.server.url.replace('//', '//:hunter2@')])
        expect(await examined({ REDIS_URL: url })).toMatchObject({ exit: 1, remarks: [expect.stringContaining('refuses us')] });
      await client.config('SET', 'requirepass', '');
      await client.config('SET', 'appendonly', 'yes');
      await client.config('SET', 'maxmemory-policy', 'noeviction');
      await client.quit();
    });

    it('sees a PostgreSQL that would lose keys, or write them into its log', async () => {
      const careless = await startPostgres({ settings: { fsync: 'off' } });
      const { exit, remarks } = await examined({ KEYSTORE_URL: careless.url });
      expect([exit, remarks]).toEqual([1, [expect.stringContaining('fsync = off')]]);
      await careless.stop();
      await asSuperuser(postgres, `alter database ${database.name} set log_parameter_max_length = -1`);
      expect((await examined()).remarks).toEqual([expect.stringContaining('set log_parameter_max_length = 0')]);
      await asSuperuser(postgres, `alter database ${database.name} reset log_parameter_max_length`);
    }, 60_000);

    it('sees an issuer of another name', async () => {
      const { remarks } = await examined({ OIDC_ISSUER: `${issuer.env.OIDC_ISSUER}/realms/other` });
      expect(remarks).toEqual([expect.stringContaining('another issuer')]);
      expect(existsSync(join(env.LIEN_THONG_DATA_DIR as string, 'token-issuer.pem'))).toBe(false);
    });
  });
});
