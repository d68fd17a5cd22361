/**
 * A PostgreSQL of the tests' own: on a free loopback port, with its data in one private directory, gone with the process that
 * started it. Durability is as in production (fsync, synchronous_commit and full_page_writes are on); nothing else is large.
 *
 * As with redis-server, a shell stands between it and its owner: when the owner dies, even by SIGKILL, the pipe to the shell
 * ends, and the shell stops the server and removes the directory.
 */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { postgresFolder, type Runner, runner } from './postgres-programs.js';
import { childrenOf, sendSignal } from './processes.js';

export interface PostgresOptions {
  /** Further settings of the server, such as `{ fsync: 'off' }`. */
  readonly settings?: Readonly<Record<string, string>>;
}

export interface PostgresServer {
  /** Of the superuser, with a password, to the database `postgres`. */
  readonly url: string;
  readonly port: number;
  /** Process id of the postmaster that runs now; another one after `restart`. */
  readonly pid: number;
  /** SIGKILL to the postmaster, as in a crash. Its children end when they notice; those that are too busy are killed, too. */
  kill(): Promise<void>;
  /** Starts it again on the same port and data, after `kill` or a crash; a running one is first stopped in good order. */
  restart(): Promise<void>;
  /** Stops it and removes its directory. May be called twice. */
  stop(): Promise<void>;
}

const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '100',
  shared_buffers: '16MB',
  max_wal_senders: '0',
  wal_level: 'minimal',
  // Everything that a crash leaves lies in the directory, and goes with it.
  dynamic_shared_memory_type: 'mmap',
};
const READY_WITHIN_MS = 30_000;
const STOPPED_WITHIN_MS = 15_000;
const CHILDREN_NOTICE_WITHIN_MS = 200;

/** Makes a cluster, starts it and waits until it answers. Rejects when PostgreSQL is not installed or does not start. */
export const startPostgres = async ({ settings = {} }: PostgresOptions = {}): Promise<PostgresServer> => {
  const folder = postgresFolder();
  if (folder === null) throw new Error('PostgreSQL is not installed (Debian: apt-get install postgresql)');
  const cluster = makeCluster(folder, await freePort(), { ...SETTINGS, ...settings });
  const remove = (): void => rmSync(cluster.dir, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  let running = await launch(cluster).catch((error: unknown) => {
    remove();
    throw error;
  });
  return {
    url: cluster.url,
    port: cluster.port,
    get pid() {
      return running.pid;
    },
    kill: async () => {
      const children = childrenOf(running.pid);
      await running.end('SIGKILL');
      await sleep(CHILDREN_NOTICE_WITHIN_MS);
      for (const pid of children) sendSignal(pid, 'SIGKILL');
    },
    restart: async () => {
      await running.end('SIGINT');
      running = await launch(cluster);
    },
    stop: async () => {
      await running.end('SIGINT');
      forgetSharedMemory(cluster.dir);
      remove();
    },
  };
};

interface Cluster {
  readonly dir: string;
  readonly port: number;
  readonly url: string;
  readonly program: string;
  readonly as: Runner;
  readonly settings: readonly string[];
}

const makeCluster = (folder: string, port: number, settings: Readonly<Record<string, string>>): Cluster => {
  const as = runner();
  const dir = mkdtempSync(join(tmpdir(), 'lien-thong-postgres-'));
  const password = randomBytes(16).toString('hex');
  const passwordFile = join(dir, 'password');
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (as.uid !== undefined && as.gid !== undefined) for (const path of [dir, passwordFile]) chownSync(path, as.uid, as.gid);
  const made = ['--username=postgres', '--auth=scram-sha-256', `--pwfile=${passwordFile}`, '--encoding=UTF8', '--locale=C.UTF-8'];
  const args = ['--pgdata', join(dir, 'data'), '--no-sync', ...made];
  execFileSync(join(folder, 'initdb'), args, { ...as, cwd: dir, stdio: ['ignore', 'ignore', 'pipe'] });
  return {
    dir,
    port,
    as,
    program: join(folder, 'postgres'),
    url: `postgres://postgres:${password}@127.0.0.1:${port}/postgres`,
    settings: Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  };
};

interface Running {
  readonly pid: number;
  end(signal: 'SIGINT' | 'SIGKILL'): Promise<void>;
}

/** After a crash the children of the former server may still hold its memory: then the new one gives up, and is started again. */
const launch = async (cluster: Cluster): Promise<Running> => {
  const until = performance.now() + READY_WITHIN_MS;
  for (;;) {
    const started = await launchOnce(cluster, until).catch((error: Error) => error);
    if (!(started instanceof Error)) return started;
    if (performance.now() > until || !/still in use|is another (postmaster|postgres)/i.test(started.message)) throw started;
    await sleep(50);
  }
};

// fd 3 keeps the pipe from the owner: sh gives background jobs an empty stdin.
const GUARDIAN = `
exec 3<&0
dir="$1"; shift
"$0" "$@" </dev/null 3<&- >>"$dir/log" 2>&1 &
server=$!
echo "$server"
{ cat <&3 >/dev/null; : >"$dir/orphaned"; kill -QUIT "$server" 2>/dev/null; } >/dev/null 2>&1 &
watch=$!
wait "$server"
code=$?
kill "$watch" 2>/dev/null
if [ -e "$dir/orphaned" ]; then rm -rf "$dir"; fi
exit "$code"
`;

const launchOnce = async (cluster: Cluster, until: number): Promise<Running> => {
  const { dir, port, program, as, settings } = cluster;
  const logged = logOf(dir).length;
  const args = ['-c', GUARDIAN, program, dir, '-D', join(dir, 'data'), '-p', String(port), ...settings];
  const child = spawn('/bin/sh', args, { ...as, cwd: dir, detached: true, stdio: ['pipe', 'pipe', 'ignore'] });
  child.stdin?.on('error', () => {}); // the shell may be gone before the pipe is
  child.unref();
  const gone = new Promise<void>((done) => child.once('exit', () => done()).once('error', () => done()));
  try {
    const pid = await firstNumber(child);
    await answers(child, cluster.url, until);
    for (const stream of [child.stdin, child.stdout]) (stream as { unref?(): void } | null)?.unref?.();
    return { pid, end: (signal) => end(pid, signal, child, gone) };
  } catch (error) {
    const log = logOf(dir).slice(logged).trim();
    child.stdin?.destroy();
    await gone;
    throw new Error(`PostgreSQL did not start on port ${port}; its log: ${log}`, { cause: error });
  }
};

const end = async (pid: number, signal: NodeJS.Signals, child: ChildProcess, gone: Promise<void>): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.ref();
  sendSignal(pid, signal);
  const late = setTimeout(() => sendSignal(pid, 'SIGKILL'), STOPPED_WITHIN_MS);
  await gone;
  clearTimeout(late);
};

const firstNumber = (child: ChildProcess): Promise<number> =>
  new Promise((done, fail) => {
    child.once('error', fail);
    child.once('exit', () => fail(new Error('it ended at once')));
    child.stdout?.once('data', (chunk: Buffer) => done(Number.parseInt(chunk.toString(), 10)));
  });

/** The password is this server's alone: another program on the port is not mistaken for it. */
const answers = async (child: ChildProcess, connectionString: string, until: number): Promise<void> => {
  while (performance.now() < until) {
    if (child.exitCode !== null) throw new Error(`it ended with code ${child.exitCode}`);
    const client = new pg.Client({ connectionString, connectionTimeoutMillis: 2000, query_timeout: 2000 });
    client.on('error', () => {});
    const answer = await client
      .connect()
      .then(() => client.query('select 1'))
      .catch(() => null);
    await client.end().catch(() => undefined);
    if (answer !== null) return;
    await sleep(20);
  }
  throw new Error(`no answer within ${READY_WITHIN_MS} ms`);
};

const logOf = (dir: string): string => (existsSync(join(dir, 'log')) ? readFileSync(join(dir, 'log'), 'utf8') : '');

/** A crashed server that is never started again leaves a few bytes of System V memory, named in the file it left. */
const forgetSharedMemory = (dir: string): void => {
  const left = join(dir, 'data', 'postmaster.pid');
  const id = existsSync(left) ? readFileSync(left, 'utf8').split('\n')[6]?.trim().split(/\s+/)[1] : undefined;
  if (id !== undefined) spawnSync('ipcrm', ['-m', id], { stdio: 'ignore' });
};

const freePort = (): Promise<number> =>
  new Promise((done, fail) => {
    const server = createServer();
    server.once('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => done(port));
    });
  });
