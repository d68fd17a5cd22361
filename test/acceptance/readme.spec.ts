import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from '@jest/globals';
import { walkOf } from '../../tools/walk.mjs';
import { freePort } from '../scaled-out/free-port.js';

const ROOT = join(import.meta.dirname, '../..');
const run = promisify(execFile);

const ready = async (url: string, server: ChildProcess): Promise<void> => {
  for (let i = 0; i < 120 && server.exitCode === null; i++) {
    const answer = await fetch(`${url}/health/ready`).catch(() => null);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  throw new Error('the server did not become ready');
};

/** The server as built, and the shell blocks of a README as they are printed, but for the address and the directory. */
const walked = async (readme: string): Promise<string> => {
  const port = await freePort();
  const dataDir = mkdtempSync(join(tmpdir(), 'lien-thong-walk-'));
  const env = {
    ...process.env,
    PORT: String(port),
    LIEN_THONG_CLOCK: 'test',
    LIEN_THONG_NOW: '2026-11-30T08:00:00+07:00',
    LIEN_THONG_DATA_DIR: dataDir,
  };
  const server = spawn(process.execPath, ['dist/apps/standalone/main.js'], { cwd: ROOT, env, stdio: 'ignore' });
  const gone = new Promise((resolve) => server.once('exit', resolve));
  try {
    await ready(`http://127.0.0.1:${port}`, server);
    const script = walkOf(join(ROOT, readme)).replaceAll('.data/sandbox', dataDir);
    const { stdout } = await run('bash', ['-euo', 'pipefail', '-c', script], {
      cwd: ROOT,
      env: { ...process.env, API: `http://127.0.0.1:${port}/api/v1` },
      maxBuffer: 32 * 1024 * 1024,
    });
    return stdout;
  } finally {
    server.kill('SIGINT');
    await gone;
    rmSync(dataDir, { recursive: true, force: true });
  }
};

it("the README's walk works as it is printed", async () => {
  const told = await walked('README.md');
  expect(told).toContain('"promisedAt"');
  expect(told).toContain('StepBecameOverdue');
  expect(told).toContain('"status":"issued"');
  expect(told).toContain('"type":"ResultReturned"');
  expect(told).toContain('Nguyên vẹn / intact');
}, 300_000);
