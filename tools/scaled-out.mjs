/**
 * `npm run scaled-out`: two API and two worker processes on one machine, to look at. Servers that are configured are used
 * (EVENTSTORE_URL, KEYSTORE_URL, REDIS_URL); for the others it starts its own, which forget everything when it ends. A log of its
 * own begins with the demo province, unless LIEN_THONG_SEED=none. Ctrl-C ends all of it.
 */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { build, install, main, requireNode, root, Stop, say, withoutNpm } from './prepare.mjs';
import { missingServers } from './servers.mjs';

const base = join(root, '.data', 'scaled-out');
const MEMBERS = { 'api-1': 8081, 'api-2': 8082, 'worker-1': 8083, 'worker-2': 8084 };
const dist = (...path) => import(join(root, 'dist', 'libs', ...path));

const GREETING = `
Liên Thông, bốn tiến trình / four processes
  API        http://127.0.0.1:8081/api/v1, http://127.0.0.1:8082/api/v1
  Worker     http://127.0.0.1:8083/health/ready, http://127.0.0.1:8084/health/ready

Ở cửa sổ lệnh khác / in another terminal:
  . .data/scaled-out/settings.sh
  npm run -s cli -- token --agency H99.01 --roles reception --subject lan

Ctrl-C để dừng / to stop.`;

const ending = [];
const endAll = async () => {
  for (const end of ending.splice(0).reverse()) await end();
};

await main(async () => {
  requireNode();
  await install();
  await build();
  for (const port of Object.values(MEMBERS)) await requireFree(port);
  rmSync(base, { recursive: true, force: true });
  mkdirSync(base, { recursive: true, mode: 0o700 });
  let stopping = false;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    process.on(signal, () => {
      if (stopping) return;
      stopping = true;
      void endAll().then(() => process.exit(0));
    });
  try {
    const env = await servers();
    const { LocalTokens } = await dist('security', 'tokens', 'local-tokens.js');
    await LocalTokens.open(base);
    writeSettings(env);
    if (!process.env.EVENTSTORE_URL && process.env.LIEN_THONG_SEED !== 'none') await demo(env);
    await Promise.all(Object.entries(MEMBERS).map(([name, port]) => member(name, port, env)));
    say(GREETING);
  } catch (error) {
    await endAll();
    throw error;
  }
});

/** Asked before anything is touched: it may be an earlier start of this that still runs on the same directory. */
async function requireFree(port) {
  const server = createServer();
  const free = await new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
  if (!free)
    throw new Stop(
      `Cổng ${port} đã có chương trình khác dùng: hãy dừng nó trước / port ${port} is taken: stop that program first`,
    );
}

/** Where the log, the keys and the queues are: as configured, else started here. */
async function servers() {
  const { EVENTSTORE_URL, KEYSTORE_URL, REDIS_URL, LIEN_THONG_KEY } = process.env;
  if (KEYSTORE_URL && !LIEN_THONG_KEY)
    throw new Stop('KEYSTORE_URL cần LIEN_THONG_KEY / needs it, too: keys wrapped by a key that is forgotten open nothing');
  const missing = await missingServers();
  if ((!KEYSTORE_URL && missing.includes('PostgreSQL')) || (!REDIS_URL && missing.includes('redis-server')))
    throw new Stop(
      'Cần PostgreSQL và redis-server, hoặc KEYSTORE_URL và REDIS_URL / needs PostgreSQL and redis-server, or their URLs',
    );
  return {
    EVENTSTORE_URL: EVENTSTORE_URL || (await doubleUrl()),
    KEYSTORE_URL: KEYSTORE_URL || (await postgresUrl()),
    REDIS_URL: REDIS_URL || (await redisUrl()),
    LIEN_THONG_KEY: LIEN_THONG_KEY || randomBytes(32).toString('base64'),
  };
}

/** What a command line in another terminal needs to reach the same servers. It holds the key: for its owner alone. */
function writeSettings(env) {
  const { LIEN_THONG_CLOCK, LIEN_THONG_NOW } = process.env;
  const settings = { ...env, LIEN_THONG_DATA_DIR: base, API: 'http://127.0.0.1:8081/api/v1', LIEN_THONG_CLOCK, LIEN_THONG_NOW };
  const lines = Object.entries(settings).flatMap(([name, value]) =>
    value ? [`export ${name}='${value.replaceAll("'", "'\\''")}'`] : [],
  );
  const file = join(base, 'settings.sh');
  writeFileSync(file, `${lines.join('\n')}\n`, { mode: 0o600 });
  ending.push(() => rmSync(file, { force: true }));
}

/** Before any worker is there: the demo happens in the past, and one would call it overdue halfway. */
async function demo(env) {
  say('• Nạp dữ liệu mẫu / filling in the demo data');
  const child = spawn(process.execPath, [join(root, 'dist', 'apps', 'cli', 'main.js'), 'seed', '--workers-stopped'], {
    env: { ...withoutNpm(), ...env, LIEN_THONG_DATA_DIR: join(base, 'seed') },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const code = await new Promise((done) => child.once('exit', done));
  if (code !== 0) throw new Stop('Không nạp được dữ liệu mẫu / the demo data could not be filled in');
}

async function doubleUrl() {
  say('• Không có EVENTSTORE_URL: dùng bản đóng thế của bộ kiểm thử / no EVENTSTORE_URL: the double of the tests stands in');
  const { startEventStoreDouble } = await dist('event-store', 'testing', 'eventstoredb-double', 'double.js');
  const double = await startEventStoreDouble();
  ending.push(() => double.stop());
  return double.url;
}

async function postgresUrl() {
  const { startPostgres } = await dist('security', 'testing', 'postgres-server.js');
  const server = await startPostgres();
  ending.push(() => server.stop());
  return server.url;
}

async function redisUrl() {
  const { startRedisServer } = await dist('deadlines', 'redis-server.js');
  const server = await startRedisServer({ dir: join(base, 'redis'), appendOnly: true });
  ending.push(() => server.stop());
  return server.url;
}

/** Up when it answers `/health/ready` with 200. */
async function member(name, port, env) {
  const dataDir = join(base, name);
  mkdirSync(dataDir, { mode: 0o700 });
  copyFileSync(join(base, 'token-issuer.pem'), join(dataDir, 'token-issuer.pem'));
  const app = join(root, 'dist', 'apps', name.split('-')[0], 'main.js');
  const settings = { LIEN_THONG_DRAIN_SECONDS: '0', PORT: String(port), LIEN_THONG_DATA_DIR: dataDir };
  const child = spawn(process.execPath, [app], {
    env: { ...withoutNpm(), ...env, ...settings },
    stdio: ['ignore', 'inherit', 'inherit'],
    detached: true,
  });
  const gone = new Promise((done) => child.once('exit', done));
  ending.push(async () => {
    child.kill('SIGTERM');
    await gone;
  });
  while (child.exitCode === null) {
    const answer = await fetch(`http://127.0.0.1:${port}/health/ready`).catch(() => null);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Stop(`${name}: không khởi động được / did not start`);
}
