import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';

const MAIN = join(import.meta.dirname, '..', '..', 'dist', 'apps', 'cli', 'main.js');

/** The built `lien-thong` command as a process of its own, which can be killed. */
export class CliProcess {
  #said = '';
  /** The exit code; null when it was killed. */
  readonly gone: Promise<number | null>;

  private constructor(private readonly child: ChildProcess) {
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk: Buffer) => {
        this.#said += chunk.toString();
      });
    this.gone = new Promise((resolve) => child.once('close', resolve));
  }

  static start(env: Readonly<Record<string, string>>, ...args: readonly string[]): CliProcess {
    const own = { PATH: process.env.PATH, PORT: '0', ...env };
    return new CliProcess(spawn(process.execPath, [MAIN, ...args], { env: own, stdio: ['ignore', 'pipe', 'pipe'] }));
  }

  /** Standard output and error, as they came. */
  get said(): string {
    return this.#said;
  }

  get isGone(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  kill(): Promise<number | null> {
    this.child.kill('SIGKILL');
    return this.gone;
  }
}
