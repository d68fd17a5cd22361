/**
 * `npm run test:eventstoredb [-- jest arguments]`: the contract and the specs of the EventStoreDB adapter, on a real server where
 * EVENTSTORE_URL names one, and on the in-process double always. The last line says what was run where.
 */
import { nothingRan, runJest } from './jest.mjs';
import { build, install, main, requireNode, Stop, say } from './prepare.mjs';

const url = process.env.EVENTSTORE_URL ?? '';

/** Where the specs are run, in words; nobody is to take the double for a server. */
const place = async () => {
  if (url === '') return 'the in-process double alone; EVENTSTORE_URL is not set, so no real server was asked';
  const { EventStoreDbEventStore } = await import('../dist/libs/event-store/index.js');
  const store = await EventStoreDbEventStore.open(url).catch((error) => {
    throw new Stop(`EVENTSTORE_URL: ${error.message}`);
  });
  const version = await store.serverVersion();
  await store.close();
  if (version.includes('double')) return 'the double alone: EVENTSTORE_URL leads to one, too';
  return `the in-process double, and the real server of EVENTSTORE_URL, version ${version}`;
};

await main(async () => {
  let outcome = { line: nothingRan, ok: false };
  let where = 'nowhere';
  try {
    requireNode();
    await install();
    await build();
    where = await place();
    say(`• ${where}`);
    const args = ['--selectProjects', 'embedded', ...process.argv.slice(2), '--', 'libs/event-store/eventstoredb'];
    outcome = await runJest({}, args);
  } catch (error) {
    say(error instanceof Stop ? `✗ ${error.message}` : error.stack);
  }
  console.log(`${outcome.line} (on ${where})`);
  process.exitCode = outcome.ok ? 0 : 1;
});
