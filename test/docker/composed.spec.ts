import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { someRedis } from '../../libs/deadlines/testing/redis.js';
import { startEventStoreDouble } from '../../libs/event-store/testing/eventstoredb-double/double.js';
import { freshDatabase, somePostgres } from '../../libs/security/testing/postgres-for-specs.js';
import { accepted } from '../acceptance/driving.js';
import { clerkAt } from '../acceptance/office.js';
import { agency } from '../acceptance/province.js';
import { type App, buildServer, ServerProcess } from '../faults/server-process.js';
import { describeWithHaproxy, type ReverseProxy, startProxy } from '../scaled-out/haproxy.js';
import { startIssuer } from '../scaled-out/issuer.js';
import { DOCKER, interpolated, readCompose } from './compose.js';
import { readDockerfile } from './dockerfile.js';

/** The processes of docker/compose.yml without an engine: their commands, their settings, their secrets in files, behind the proxy. */
describeWithHaproxy('the processes of docker/compose.yml, started by hand', () => {
  const dir = mkdtempSync(join(tmpdir(), 'lien-thong-composed-'));
  const secrets = join(dir, 'secrets');
  const closing: (() => Promise<unknown>)[] = [];
  const processes: ServerProcess[] = [];
  let proxy: ReverseProxy;
  let administrator: ReturnType<typeof clerkAt>;
  let token: string;

  beforeAll(async () => {
    buildServer();
    const store = await startEventStoreDouble();
    closing.push(() => store.stop());
    const postgres = await somePostgres();
    const keys = await freshDatabase(postgres);
    closing.push(async () => {
      await keys.remove();
      await postgres.stop();
    });
    const redis = await someRedis();
    closing.push(redis.remove);
    const issuer = await startIssuer();
    closing.push(() => issuer.close());
    execFileSync(join(DOCKER, 'make-secrets.sh'), [secrets]);
    // Only the addresses are others: here are no containers, and no names for them.
    writeFileSync(join(secrets, 'keystore_url'), keys.url);
    writeFileSync(join(secrets, 'redis_url'), redis.url);

    const urls: string[] = [];
    for (const [name, settings] of Object.entries(settingsOf(secrets, issuer.env.OIDC_ISSUER))) {
      mkdirSync(join(dir, name));
      const here = { PORT: '0', LIEN_THONG_HOST: '127.0.0.1', LIEN_THONG_DATA_DIR: join(dir, name), EVENTSTORE_URL: store.url };
      const process = ServerProcess.start({ ...settings, ...here }, name.split('-')[0] as App);
      processes.push(process);
      const url = await process.ready();
      if (url === null) throw new Error(`${name} did not start: ${process.said}`);
      if (name.startsWith('api')) urls.push(url);
    }
    proxy = await startProxy({ servers: urls });
    token = await issuer.issue({ subject: 'quan-tri', agency: 'H99', roles: ['administrator'] });
    administrator = clerkAt(() => proxy.url, token, { position: null });
  }, 300_000);
  afterAll(async () => {
    await proxy?.stop();
    await Promise.all(processes.map((process) => process.end('SIGTERM')));
    for (const close of closing.reverse()) await close();
    rmSync(dir, { recursive: true, force: true });
  }, 120_000);

  it('answer as one: what one of them wrote the other has read', async () => {
    for (let n = 1; n <= 6; n += 1) {
      accepted(await administrator.put(`/agencies/H99.0${n}`, agency(`H99.0${n}`, [])));
      const codes = accepted(await administrator.get('/agencies')).data.map(({ code }: { code: string }) => code);
      expect(codes).toContain(`H99.0${n}`);
    }
  });

  it('show the world nothing but the API, and the board of the queues to who has a token', async () => {
    for (const path of ['/health/ready', '/metrics']) expect([path, (await fetch(proxy.url + path)).status]).toEqual([path, 404]);
    const queues = (headers: Record<string, string>) => fetch(`${proxy.url}/admin/queues/api/queues`, { headers });
    expect((await queues({})).status).toBe(401);
    expect((await queues({ authorization: `Bearer ${token}` })).status).toBe(200);
  });

  it('end in good order', async () => {
    const codes = await Promise.all(processes.map((process) => process.end('SIGTERM')));
    expect(codes.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
  });
});

/** What each of our four processes is given by the image and the compose file. */
const settingsOf = (secrets: string, issuer: string): Record<string, Record<string, string>> => {
  const { services } = readCompose('compose.yml');
  const image = Object.fromEntries(
    readDockerfile()
      .filter(({ name }) => name === 'ENV')
      .flatMap(({ variables }) => variables),
  );
  const ours = Object.entries(services).filter(([, { command }]) =>
    /^dist\/apps\/(api|worker)\/main\.js$/.test(command?.[1] ?? ''),
  );
  expect(ours.map(([name]) => name)).toEqual(['api-1', 'api-2', 'worker-1', 'worker-2']);
  return Object.fromEntries(
    ours.map(([name, { environment }]) => [
      name,
      Object.fromEntries(
        Object.entries({ ...image, ...environment }).map(([variable, value]) => [
          variable,
          interpolated(value, { OIDC_ISSUER: issuer }).replace('/run/secrets', secrets),
        ]),
      ),
    ]),
  );
};
