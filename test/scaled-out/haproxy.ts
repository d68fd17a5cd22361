/** The real HAProxy with the configuration that is shipped: only addresses are put in its place. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe } from '@jest/globals';
import { freePort } from './free-port.js';

export const HAPROXY_CFG = join(import.meta.dirname, '..', '..', 'docker', 'haproxy.cfg');

/** `/usr/sbin` is not on everybody's PATH. */
export const haproxyProgram = (): string | undefined =>
  [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin']
    .map((folder) => join(folder, 'haproxy'))
    .find((path) => existsSync(path));

const inCi = process.env.CI === 'true';
if (haproxyProgram() === undefined && !inCi)
  process.stderr.write('HAProxy is not installed: the specs that need it are skipped\n');

/** Under CI a missing HAProxy is a failure. */
export const describeWithHaproxy = haproxyProgram() !== undefined || inCi ? describe : describe.skip;

export interface ReverseProxy {
  readonly url: string;
  /** What it has logged: a line for each request, and each change of a server's health. */
  readonly said: string;
  /** Ends it at once, with every connection. */
  stop(): Promise<void>;
}

/** `servers`: base URLs of API processes, which need not be up yet. Resolves when the proxy takes requests. */
export const startProxy = async ({ servers }: { readonly servers: readonly string[] }): Promise<ReverseProxy> => {
  const program = haproxyProgram();
  if (program === undefined) throw new Error('HAProxy is not installed (Debian: apt-get install haproxy)');
  const dir = mkdtempSync(join(tmpdir(), 'lien-thong-haproxy-'));
  const file = join(dir, 'haproxy.cfg');
  const [port, insidePort] = [await freePort(), await freePort()];
  writeFileSync(file, proxyConfig({ port, insidePort, servers }));
  const child = spawn(program, ['-db', '-f', file], { stdio: ['ignore', 'pipe', 'pipe'] });
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => said.push(chunk.toString()));
  const gone = new Promise<void>((done) => child.once('exit', () => done()));
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await gone;
    rmSync(dir, { recursive: true, force: true });
  };
  try {
    await answers(child, insidePort);
  } catch (error) {
    await stop();
    throw new Error(`HAProxy did not start: ${said.join('')}`, { cause: error });
  }
  return {
    url: `http://127.0.0.1:${port}`,
    get said() {
      return said.join('');
    },
    stop,
  };
};

interface Addresses {
  readonly port: number;
  readonly insidePort: number;
  readonly servers: readonly string[];
}

/** The shipped file with these addresses. Whatever is not found there is an error: the file has changed. */
export const proxyConfig = ({ port, insidePort, servers }: Addresses): string => {
  const lines = servers.map((url, i) => `  server api-${i + 1} ${new URL(url).host}\n`).join('');
  const changes: readonly (readonly [RegExp, string])[] = [
    [/^ {2}bind :8080$/gm, `  bind 127.0.0.1:${port}`],
    [/^ {2}bind 127\.0\.0\.1:8404$/gm, `  bind 127.0.0.1:${insidePort}`],
    [/^resolvers docker\n(?: {2}.*\n)+/gm, ''],
    [/ resolvers docker init-addr none$/gm, ''],
    [/(?:^ {2}server api-\d+ api-\d+:8080\n)+/gm, lines],
  ];
  return changes.reduce(
    (text, [pattern, replacement]) => {
      if (text.match(pattern) === null) throw new Error(`docker/haproxy.cfg has nothing like ${pattern}`);
      return text.replace(pattern, replacement);
    },
    readFileSync(HAPROXY_CFG, 'utf8'),
  );
};

const READY_WITHIN_MS = 10_000;

/** Until it listens; whether it has servers is another question. */
const answers = async (child: ChildProcess, port: number): Promise<void> => {
  const until = performance.now() + READY_WITHIN_MS;
  while (performance.now() < until) {
    if (child.exitCode !== null) throw new Error(`it ended with code ${child.exitCode}`);
    if ((await fetch(`http://127.0.0.1:${port}/up`).catch(() => null)) !== null) return;
    await sleep(20);
  }
  throw new Error(`no answer within ${READY_WITHIN_MS} ms`);
};
