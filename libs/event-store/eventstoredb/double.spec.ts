import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { aDouble, aStoreOn, endAll } from '../testing/doubled.js';
import { events, everything, someStream } from '../testing/fixtures.js';
import { scratchFolder } from '../testing/scratch.js';

afterEach(endAll);

/** What others build on the double has to hold of the double. */
describe('the durable double', () => {
  it('holds what it said yes to, whatever stands half written behind it', async () => {
    const folder = scratchFolder();
    const file = join(folder.path, 'double.log');
    const first = await aDouble({ file });
    const store = await aStoreOn(first.url, {});
    const stream = someStream();
    const append = events(3);
    const original = await store.append(stream, 'no-stream', append);
    const before = await everything(store, { after: null });
    await endAll();
    appendFileSync(file, '[["90071992547');
    const second = await aDouble({ file });
    const again = await aStoreOn(second.url, {});
    expect(await everything(again, { after: null })).toEqual(before);
    expect(await again.append(stream, 'no-stream', append)).toEqual(original);
    expect(await again.append(stream, 2, events(1))).toMatchObject({ revision: 3 });
    await endAll();
    const third = await aDouble({ file });
    expect(await (await aStoreOn(third.url, {})).readStream(stream)).toHaveLength(4);
    folder.remove();
  });
});
