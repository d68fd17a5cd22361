import { setTimeout as sleep } from 'node:timers/promises';
import { type Config, ConfigError, readConfig } from '@lien-thong/config';
import { InvalidConnectionString, StoreUnavailable } from '@lien-thong/event-store';
import { KeyStoreNotDurable, KeyStoreUnavailable, KeysLost, WrongKeyEncryptionKey } from '@lien-thong/security';

/** What is up: its address, and how to end it in good order. */
export interface Up {
  readonly url: string;
  stop(): Promise<void>;
}

const PATIENCE_MS = 300_000;
const AGAIN_AFTER_MS = 500;

/** Starts a process of the scaled-out profile and ends it with a signal; a second signal does not hurry it. */
export const runProcess = async (name: string, start: (config: Config) => Promise<Up>): Promise<void> => {
  let up: Up | null = null;
  let stopping = false;
  const stop = async (): Promise<void> => {
    if (stopping) return;
    stopping = true;
    await up?.stop();
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop());
  try {
    up = await startPatiently(name, readConfig(), start);
    console.log(`Liên Thông ${name}: ${up.url}`);
  } catch (error) {
    console.error(said(error));
    process.exit(1);
  }
};

/**
 * Servers start in any order: a log or a key store that does not answer yet is waited for, and it is said which. One that
 * answers and does not let us in, or must not be trusted, ends the start at once.
 */
export const startPatiently = async (name: string, config: Config, start: (config: Config) => Promise<Up>): Promise<Up> => {
  const until = performance.now() + PATIENCE_MS;
  let told = '';
  for (;;) {
    try {
      return await start(config);
    } catch (error) {
      if (!isAway(error) || performance.now() > until) throw error;
      if (error.message !== told) console.error(`Liên Thông ${name}: đang chờ / waiting: ${error.message}`);
      told = error.message;
      await sleep(AGAIN_AFTER_MS);
    }
  }
};

const isAway = (error: unknown): error is Error =>
  (error instanceof StoreUnavailable && !error.refused) || error instanceof KeyStoreUnavailable;

const PLAIN = [
  InvalidConnectionString,
  StoreUnavailable,
  KeyStoreUnavailable,
  KeyStoreNotDurable,
  WrongKeyEncryptionKey,
  KeysLost,
] as const;

/** What an operator is told. Where the fault is one of the surroundings, its words are enough: no stack. */
export const said = (error: unknown): unknown => {
  if (error instanceof ConfigError) return error.message;
  const { message, syscall, code } = error as NodeJS.ErrnoException;
  const isOfTheSystem = typeof syscall === 'string';
  if (!isOfTheSystem && !PLAIN.some((plain) => error instanceof plain)) return error;
  const advice = code === 'EADDRINUSE' ? `\n${ANOTHER_PORT}` : '';
  return `Không khởi động được / cannot start: ${message}${advice}`;
};

const ANOTHER_PORT =
  'Cổng đã có chương trình khác dùng: dừng chương trình đó, hoặc đặt PORT khác / The port is taken: stop the other program, or set another PORT';
