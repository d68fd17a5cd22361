import { cli } from '../cli.js';

/** What a command came to: its exit code, and what it said. */
export interface Said {
  readonly code: 0 | 1 | 2;
  readonly out: string;
  readonly err: string;
}

/** One data directory, and what a person at its terminal sees. */
export const terminalAt = (dataDir: string, more: Record<string, string> = {}) => {
  const env = { LIEN_THONG_DATA_DIR: dataDir, PORT: '0', PATH: process.env.PATH, ...more };
  return async (...args: string[]): Promise<Said> => {
    const out: string[] = [];
    const err: string[] = [];
    const code = await cli(args, { env, out: (line) => out.push(line), err: (line) => err.push(line) });
    return { code, out: out.join('\n'), err: err.join('\n') };
  };
};
