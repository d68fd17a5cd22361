import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const ROOT = join(import.meta.dirname, '..', '..');
const mainOf = (app: App): string => join(ROOT, 'dist', 'apps', app, 'main.js');
const DOUBLE = join(ROOT, 'dist', 'libs', 'event-store', 'testing', 'eventstoredb-double', 'process.js');
const WARM = join(import.meta.dirname, 'warm-start.mjs');

const BUILD = `import(process.argv[1]).then(({ build }) => build()).catch((error) => { console.error(error.message); process.exit(1); })`;

/** Builds what changed; `npm test` has done so before Jest starts. It installs nothing: Jest runs on what is installed. */
export const buildServer = (): void => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['-e', BUILD, join(ROOT, 'tools', 'prepare.mjs')], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${stdout}${stderr}`);
};

/** How each program says where it is, once it answers. */
const ADDRESS = [/API\s+(http:\S+)\/api\/v1[\s\S]*Ctrl-C/, /^Liên Thông \w+: (http:\S+)$/m, /^eventstoredb-double (esdb:\S+)$/m];

export type App = 'standalone' | 'api' | 'worker';
export type Settings = Readonly<Record<string, string>>;

/** What the environment of a test would otherwise bring in. */
const withoutOurs = (): NodeJS.ProcessEnv =>
  Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(LIEN_?THONG|REDIS_URL|OIDC_|EVENTSTORE_URL|KEYSTORE_URL|SMTP_URL|PORT$|NODE_OPTIONS)/i.test(name),
    ),
  );

/** The built server as a process of its own: what it says is kept, and it can be ended in every way there is. */
export class ServerProcess {
  #said = '';
  readonly gone: Promise<{ readonly code: number | null; readonly signal: string | null }>;

  private constructor(private readonly child: ChildProcess) {
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk: Buffer) => {
        this.#said += chunk.toString();
      });
    child.stdin?.on('error', () => {});
    this.gone = new Promise((resolve) => child.once('close', (code, signal) => resolve({ code, signal })));
  }

  static start(settings: Settings, app: App = 'standalone'): ServerProcess {
    return ServerProcess.#spawn(mainOf(app), settings);
  }

  /** Loads its modules, and starts at `go`. */
  static warm(settings: Settings): ServerProcess {
    return ServerProcess.#spawn(WARM, settings);
  }

  static #spawn(file: string, settings: Settings, args: readonly string[] = []): ServerProcess {
    const env = { ...withoutOurs(), PORT: '0', LIEN_THONG_SEED: 'none', ...settings };
    return new ServerProcess(spawn(process.execPath, [file, ...args], { env, stdio: ['pipe', 'pipe', 'pipe'] }));
  }

  /** The double of the event store, with its own arguments. */
  static ofDouble(args: readonly string[]): ServerProcess {
    return ServerProcess.#spawn(DOUBLE, {}, args);
  }

  go(): void {
    this.child.stdin?.write('go\n');
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }
  /** Standard output and error, as they came. */
  get said(): string {
    return this.#said;
  }

  /** Its address once it answers, null when it has ended before. */
  async ready(withinMs = 60_000): Promise<string | null> {
    const until = performance.now() + withinMs;
    while (performance.now() < until) {
      if (this.child.exitCode !== null || this.child.signalCode !== null) return null;
      const url = ADDRESS.map((form) => form.exec(this.#said)?.[1]).find((found) => found !== undefined);
      if (url !== undefined) return url;
      await sleep(2);
    }
    throw new Error(`not ready within ${withinMs} ms: ${this.#said}`);
  }

  async end(signal: NodeJS.Signals): Promise<{ readonly code: number | null; readonly signal: string | null }> {
    this.child.kill(signal);
    return this.gone;
  }
}
