/**
 * Loads the built server, and starts it when a line comes in: what takes longest at a start is loading modules, and that
 * needs no data directory, so the next server can do it while this one is still killed. `FAULT=early-acknowledgement` plants the
 * bug that the judge has to find: the store says yes first and commits a little later.
 */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const dist = join(import.meta.dirname, '..', '..', 'dist');
if (process.env.FAULT === 'early-acknowledgement') {
  const { GroupCommit } = await import(join(dist, 'libs/event-store/sqlite/group-commit.js'));
  const { add } = GroupCommit.prototype;
  GroupCommit.prototype.add = function addLater(append) {
    setTimeout(() => add.call(this, append).catch(() => {}), 40);
    const before = append.expected === 'no-stream' ? -1 : append.expected;
    return Promise.resolve({ revision: before + append.events.length, position: '1', fresh: true });
  };
}
const start =
  process.env.FAULT === undefined ? await preloaded() : (await import(join(dist, 'apps/standalone/program.js'))).program;
process.stdin.once('data', () => {
  process.stdin.pause();
  void start();
});
process.stdin.once('end', () => process.exit(0));

/** What the bundle takes from the files beside it is nearly all of it, and does nothing when it is loaded. */
async function preloaded() {
  const main = join(dist, 'apps/standalone/main.js');
  const chunks = [...readFileSync(main, 'utf8').matchAll(/from "(\.\.\/chunk-\w+\.js)"/g)];
  if (chunks.length === 0) throw new Error(`${main} takes nothing from beside it: is it a bundle?`);
  for (const [, chunk] of chunks) await import(join(dirname(main), chunk));
  return () => import(main);
}
