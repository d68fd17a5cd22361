/**
 * A redis-server of one's own: on loopback, with its data in one directory, gone with the process that started it.
 *
 * It is in a session of its own, so that ctrl-C reaches only the process that owns it, which stops it when it no longer
 * needs it. A shell between the two holds the reading end of a pipe: when the owner dies, even by SIGKILL, the pipe ends
 * and the shell stops the server. What outlives even that is found by its pid file at the next start and ended.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { connect, createServer } from 'node:net';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export interface RedisServerOptions {
  /** Its working directory: append-only file, log and pid file. Created when missing; one running server per directory. */
  readonly dir: string;
  /** Whether what it holds survives a restart (append-only file, synced every second). */
  readonly appendOnly: boolean;
  /** A fixed loopback port; without it, a free one. */
  readonly port?: number;
}

export interface RedisServer {
  readonly url: string;
  readonly port: number;
  /** Process id of the redis-server that runs now; another one after `restart`. */
  readonly pid: number;
  /** Ends it in good order (it syncs its file). Resolves when the process is gone; may be called twice. */
  stop(): Promise<void>;
  /** SIGKILL: what a crash would do. */
  kill(): Promise<void>;
  /** Starts it again on the same port and directory, after `stop`, `kill` or a crash. */
  restart(): Promise<void>;
}

const readyWithinMs = 15_000;
const stoppedWithinMs = 5_000;

/** Starts a server and waits until it answers; `null` when redis-server is not installed. Rejects when it cannot start. */
export const startRedisServer = async (options: RedisServerOptions): Promise<RedisServer | null> => {
  const program = redisServerProgram();
  if (program === undefined) return null;
  mkdirSync(options.dir, { recursive: true });
  const dir = realpathSync(options.dir);
  await endLeftover(dir);

  const port = options.port ?? (await freePort());
  let running = await launch(program, { ...options, dir, port });
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    get pid() {
      return running.pid;
    },
    stop: () => running.end('SIGTERM'),
    kill: () => running.end('SIGKILL'),
    restart: async () => {
      await running.end('SIGTERM');
      running = await launch(program, { ...options, dir, port });
    },
  };
};

interface Running {
  readonly pid: number;
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
}

// fd 3 keeps the pipe from the owner: sh gives background jobs an empty stdin.
const guardian = `
exec 3<&0
"$0" "$@" </dev/null 3<&- &
server=$!
echo "$server"
{ cat <&3 >/dev/null; kill -TERM "$server" 2>/dev/null; } >/dev/null 2>&1 &
watch=$!
wait "$server"
code=$?
kill "$watch" 2>/dev/null
exit "$code"
`;

const launch = async (program: string, { dir, port, appendOnly }: Required<RedisServerOptions>): Promise<Running> => {
  const log = join(dir, 'redis-server.log');
  const settings = [
    ...['--port', String(port), '--bind', '127.0.0.1', '--protected-mode', 'yes', '--daemonize', 'no'],
    ...['--dir', dir, '--logfile', log, '--loglevel', 'warning', '--save', ''],
    ...['--appendonly', appendOnly ? 'yes' : 'no', '--appendfsync', 'everysec', '--maxmemory-policy', 'noeviction'],
  ];
  const child = spawn('/bin/sh', ['-c', guardian, program, ...settings], { detached: true, stdio: ['pipe', 'pipe', 'ignore'] });
  child.stdin?.on('error', () => {}); // the shell may be gone before the pipe is
  child.unref();
  const gone = new Promise<void>((done) => child.once('exit', () => done()));
  try {
    const pid = await firstNumber(child);
    writeFileSync(pidFile(dir), `${pid} ${port}\n`);
    await answers(child, pid, port);
    for (const stream of [child.stdin, child.stdout]) (stream as { unref?(): void } | null)?.unref?.();
    return { pid, end: (signal) => end(pid, signal, child, gone, dir) };
  } catch (error) {
    child.stdin?.destroy();
    await gone;
    rmSync(pidFile(dir), { force: true });
    throw new Error(`redis-server did not start on port ${port}; its log: ${lastLines(log)}`, { cause: error });
  }
};

const end = async (pid: number, signal: NodeJS.Signals, child: ChildProcess, gone: Promise<void>, dir: string) => {
  if (child.exitCode === null && child.signalCode === null) {
    child.ref();
    sendSignal(pid, signal);
    const late = setTimeout(() => sendSignal(pid, 'SIGKILL'), stoppedWithinMs);
    await gone;
    clearTimeout(late);
  }
  rmSync(pidFile(dir), { force: true });
};

const firstNumber = (child: ChildProcess): Promise<number> =>
  new Promise((done, fail) => {
    child.once('error', fail);
    child.once('exit', () => fail(new Error('it ended at once')));
    child.stdout?.once('data', (chunk: Buffer) => done(Number.parseInt(chunk.toString(), 10)));
  });

/** Until the server at this port is this process and has loaded its file. Another program's port is not mistaken for it. */
const answers = async (child: ChildProcess, pid: number, port: number): Promise<void> => {
  const until = performance.now() + readyWithinMs;
  while (performance.now() < until) {
    if (child.exitCode !== null) throw new Error(`it ended with code ${child.exitCode}`);
    const info = await ask(port, 'INFO').catch(() => '');
    if (info.includes(`process_id:${pid}\r`) && info.includes('loading:0\r')) return;
    await sleep(20);
  }
  throw new Error(`no answer within ${readyWithinMs} ms`);
};

/** One inline command; resolves with what came back within half a second, which is whole for answers that end the connection. */
const ask = (port: number, command: string): Promise<string> =>
  new Promise((done, fail) => {
    let answer = '';
    const socket = connect({ host: '127.0.0.1', port, timeout: 500 }, () => socket.end(`${command}\r\nQUIT\r\n`));
    socket.on('data', (chunk) => {
      answer += chunk.toString();
    });
    socket.on('timeout', () => socket.destroy());
    socket.on('error', fail);
    socket.on('close', () => done(answer));
  });

const freePort = (): Promise<number> =>
  new Promise((done, fail) => {
    const server = createServer();
    server.once('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        address !== null && typeof address === 'object' ? done(address.port) : fail(new Error('no free port')),
      );
    });
  });

// ---- what an earlier owner left ----------------------------------------------------------------------------------

const pidFile = (dir: string) => join(dir, 'redis-server.pid');

/** Ends the server of an owner that died badly. A pid that now belongs to anything else is left alone. */
const endLeftover = async (dir: string): Promise<void> => {
  const [pid, port] = existsSync(pidFile(dir)) ? readFileSync(pidFile(dir), 'utf8').trim().split(' ').map(Number) : [];
  if (pid && port && (await isOurs(pid, port, dir))) {
    sendSignal(pid, 'SIGTERM');
    const until = performance.now() + stoppedWithinMs;
    while (isAlive(pid)) {
      if (performance.now() > until) sendSignal(pid, 'SIGKILL');
      await sleep(20);
    }
  }
  rmSync(pidFile(dir), { force: true });
};

const isOurs = async (pid: number, port: number, dir: string): Promise<boolean> => {
  if (!isAlive(pid)) return false;
  if (process.platform === 'linux') return isRedisIn(pid, dir);
  const info = await ask(port, 'INFO').catch(() => '');
  return info.includes(`process_id:${pid}\r`);
};

const isRedisIn = (pid: number, dir: string): boolean => {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').startsWith('redis-server') && readlinkSync(`/proc/${pid}/cwd`) === dir;
  } catch {
    return false; // gone meanwhile, or another user's
  }
};

const isAlive = (pid: number): boolean => sendSignal(pid, 0);

/** False when there is no such process. */
const sendSignal = (pid: number, signal: NodeJS.Signals | 0): boolean => {
  try {
    process.kill(pid, signal);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
};

// ------------------------------------------------------------------------------------------------------------------

/** The first redis-server in these folders (a PATH); undefined where there is none. */
export const redisServerProgram = (folders = process.env.PATH ?? ''): string | undefined =>
  folders
    .split(delimiter)
    .map((folder) => join(folder, 'redis-server'))
    .find((path) => isExecutable(path));

const isExecutable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

const lastLines = (path: string): string =>
  existsSync(path) ? readFileSync(path, 'utf8').trimEnd().split('\n').slice(-5).join(' | ') : 'none was written';
