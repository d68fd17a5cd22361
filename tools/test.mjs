/**
 * `npm test [-- jest arguments]`: install and build what changed, give the tests a redis-server and a PostgreSQL of their
 * own, run Jest, and say how it ended in the last line.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nothingRan, runJest } from './jest.mjs';
import { build, install, main, requireNode, Stop, say } from './prepare.mjs';
import { missingServers } from './servers.mjs';

const inCi = process.env.CI === 'true';

await main(async () => {
  let outcome = { line: nothingRan, ok: false };
  let exitCode = 1;
  try {
    requireNode();
    await install();
    const missing = await missingServers();
    if (missing.length > 0 && inCi) throw new Stop(`Under CI the tests need ${missing.join(', ')}.`);
    await build();
    outcome = await withRedis((redis) => withPostgres((postgres) => runJest({ ...redis, ...postgres }, process.argv.slice(2))));
  } catch (error) {
    say(error instanceof Stop ? `✗ ${error.message}` : error.stack);
    exitCode = error.exitCode ?? 1;
  }
  console.log(outcome.line);
  process.exitCode = outcome.ok ? 0 : exitCode;
});

/** A private server on a free loopback port, gone with this process; nothing where redis-server is not installed. */
async function withRedis(work) {
  const { startRedisServer } = await import('../dist/libs/deadlines/redis-server.js');
  const dir = mkdtempSync(join(tmpdir(), 'lien-thong-test-redis-'));
  const redis = await startRedisServer({ dir, appendOnly: true });
  try {
    return await work(redis ? { TEST_REDIS_URL: redis.url } : {});
  } finally {
    await redis?.stop();
    rmSync(dir, { recursive: true, force: true });
  }
}

/** The same of PostgreSQL: one server for all specs, each of which makes a database of its own in it. */
async function withPostgres(work) {
  const { postgresFolder } = await import('../dist/libs/security/testing/postgres-programs.js');
  if (postgresFolder() === null) return work({});
  const { startPostgres } = await import('../dist/libs/security/testing/postgres-server.js');
  const postgres = await startPostgres();
  try {
    return await work({ TEST_POSTGRES_URL: postgres.url });
  } finally {
    await postgres.stop();
  }
}
