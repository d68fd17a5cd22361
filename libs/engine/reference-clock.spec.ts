import { afterEach, describe, expect, it } from '@jest/globals';
import { ReferenceClock } from './reference-clock.js';

/** A server's time and this machine's monotonic clock, both moved by hand; each answer takes a while to come. */
const world = { server: 1_000_000, monotonic: 500, answerTakes: 0, away: false };
const source = async (): Promise<number> => {
  if (world.away) throw new Error('away');
  pass(world.answerTakes / 2);
  const said = world.server;
  pass(world.answerTakes / 2);
  return said;
};
const pass = (ms: number): void => {
  world.server += ms;
  world.monotonic += ms;
};

let clock: ReferenceClock | null = null;
const open = async (): Promise<ReferenceClock> => {
  clock = await ReferenceClock.open(source, () => world.monotonic);
  return clock;
};
afterEach(async () => {
  await clock?.close();
  Object.assign(world, { server: 1_000_000, monotonic: 500, answerTakes: 0, away: false });
});

describe('the reference clock', () => {
  it("is the server's, whatever the clock of this machine says", async () => {
    const here = await open();
    expect(here.now()).toBe(1_000_000);
    pass(1_234);
    expect(here.now()).toBe(1_001_234);
    expect(here.machineAheadMs).toBeGreaterThan(1_000_000_000_000);
  });

  it('takes half the way of the answer for what it took to come', async () => {
    world.answerTakes = 80;
    const here = await open();
    expect(here.now()).toBe(world.server);
  });

  it('does not tremble with the ways of the answers', async () => {
    const here = await open();
    world.answerTakes = 40;
    const said: number[] = [];
    for (let turn = 0; turn < 5; turn += 1) {
      await here.measure();
      said.push(here.now() - world.server);
    }
    expect(said).toEqual([0, 0, 0, 0, 0]);
  });

  it("follows when the server's time was set", async () => {
    const here = await open();
    world.server += 5_000;
    expect(here.now()).toBe(1_000_000);
    await here.measure();
    expect(here.now()).toBe(1_005_000);
    world.server -= 9_000;
    await here.measure();
    expect(here.now()).toBe(996_000);
  });

  it('goes on by itself while the server is away, and believes no slow answer', async () => {
    const here = await open();
    world.away = true;
    await here.measure();
    pass(60_000);
    expect(here.now()).toBe(1_060_000);
    Object.assign(world, { away: false, answerTakes: 5_000, server: world.server + 400 });
    await here.measure();
    expect(here.now()).toBe(1_065_000);
  });

  it('does not open without a time', async () => {
    world.away = true;
    await expect(open()).rejects.toThrow('away');
  });
});
