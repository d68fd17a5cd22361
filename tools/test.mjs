/**
 * `npm test [-- jest arguments]`: install and build what changed, give the tests a redis-server of their own, run Jest,
 * and say how it ended in the last line.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, install, main, requireNode, root, run, Stop, say, withoutNpm } from './prepare.mjs';
import { findRedis } from './redis.mjs';
import { summarise } from './summary.mjs';

const inCi = process.env.CI === 'true';
const nothingRan = '0 passed, 1 failed';

const runJest = async (redisUrl, args) => {
  mkdirSync(join(root, '.test-results'), { recursive: true });
  const results = join(root, '.test-results', `jest-${process.pid}.json`);
  const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
  const options = [
    '--experimental-vm-modules',
    '--disable-warning=ExperimentalWarning',
    jest,
    '--json',
    `--outputFile=${results}`,
  ];
  const env = { ...withoutNpm(), ...(redisUrl ? { TEST_REDIS_URL: redisUrl } : {}) };
  const { code } = await run(process.execPath, [...options, ...args], { env, label: 'jest' });
  if (!existsSync(results)) return { line: nothingRan, ok: false };
  const { line, ok } = summarise(JSON.parse(readFileSync(results, 'utf8')));
  renameSync(results, join(root, '.test-results', 'jest.json'));
  return { line, ok: ok && code === 0 };
};

await main(async () => {
  let outcome = { line: nothingRan, ok: false };
  let exitCode = 1;
  try {
    requireNode();
    await install();
    if (!(await findRedis()) && inCi) throw new Stop('Under CI the tests need redis-server.');
    await build();
    outcome = await withRedis((url) => runJest(url, process.argv.slice(2)));
  } catch (error) {
    say(error instanceof Stop ? `✗ ${error.message}` : error.stack);
    exitCode = error.exitCode ?? 1;
  }
  console.log(outcome.line);
  process.exitCode = outcome.ok ? 0 : exitCode;
});

/** A private server on a free loopback port, gone with this process; `undefined` where redis-server is not installed. */
async function withRedis(work) {
  const { startRedisServer } = await import('../dist/libs/deadlines/redis-server.js');
  const dir = mkdtempSync(join(tmpdir(), 'lien-thong-test-redis-'));
  const redis = await startRedisServer({ dir, appendOnly: true });
  try {
    return await work(redis?.url);
  } finally {
    await redis?.stop();
    rmSync(dir, { recursive: true, force: true });
  }
}
