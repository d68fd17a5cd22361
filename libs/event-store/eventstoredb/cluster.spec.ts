import { afterEach, describe, expect, it } from '@jest/globals';
import type { StoredEvent } from '../event-store.js';
import { aDouble, aStoreOn, endAll } from '../testing/doubled.js';
import { events, ids, someStream, until } from '../testing/fixtures.js';

afterEach(endAll);

describe('a cluster', () => {
  const forms: readonly [string, (ports: readonly number[]) => string][] = [
    ['its members', (ports) => `esdb://${ports.map((port) => `127.0.0.1:${port}`).join(',')}?tls=false`],
    ['one name', (ports) => `esdb+discover://127.0.0.1:${ports[1]}?tls=false`],
    ['one name, in the new words', (ports) => `kurrentdb+discover://127.0.0.1:${ports[2]}?tls=false`],
    ['a single node that does not lead', (ports) => `esdb://127.0.0.1:${ports[1]}?tls=false`],
  ];
  for (const [how, urlOf] of forms) {
    it(`is found by ${how}, and its leader is who is asked`, async () => {
      const double = await aDouble({ nodes: 3 });
      const store = await aStoreOn(urlOf(double.members.map(({ port }) => port)), {});
      const stream = someStream();
      await store.append(stream, 'no-stream', events(1));
      expect(await store.readStream(stream)).toHaveLength(1);
      expect(double.leader.node.appending.all).toBe(1);
    });
  }

  it('may change its leader: appends, reads and subscriptions go on, without loss or repeat', async () => {
    const double = await aDouble({ nodes: 3 });
    const store = await aStoreOn(double.url, { probeMs: 200, pollMs: 50 });
    const stream = someStream();
    const seen: StoredEvent[] = [];
    const subscription = store.subscribe({
      after: null,
      filter: { streams: [stream] },
      onEvents: (batch) => void seen.push(...batch),
    });
    for (let n = 0; n < 12; n += 1) {
      if (n % 4 === 2) double.leaderChange();
      await store.append(stream, n === 0 ? 'no-stream' : n - 1, events(1));
      expect(await store.readStream(stream)).toHaveLength(n + 1);
    }
    await until('all twelve', () => seen.length >= 12);
    expect(ids(seen)).toEqual(ids(await store.readStream(stream)));
    expect(double.members.every(({ node }) => node.appending.all > 0)).toBe(true);
    await subscription.stop();
  });

  it('loses its leader altogether, and is written again by the next one', async () => {
    const double = await aDouble({ nodes: 3 });
    const store = await aStoreOn(double.url, { patienceMs: 3_000 });
    const stream = someStream();
    await store.append(stream, 'no-stream', events(1));
    const gone = double.leader;
    double.leaderChange();
    await gone.stop();
    const append = events(1);
    await until('the next leader', () =>
      store.append(stream, 0, append).then(
        () => true,
        () => false,
      ),
    );
    expect(await store.readStream(stream)).toHaveLength(2);
  });
});
