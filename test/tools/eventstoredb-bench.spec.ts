import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { startEventStoreDouble } from '../../libs/event-store/testing/eventstoredb-double/double.js';
import bench from '../bench/eventstoredb.bench.js';

const said: string[] = [];
const listen = () => {
  jest.spyOn(console, 'log').mockImplementation((...words) => void said.push(words.join(' ')));
  jest.spyOn(console, 'error').mockImplementation((...words) => void said.push(words.join(' ')));
};

afterEach(() => {
  jest.restoreAllMocks();
  process.exitCode = undefined;
  said.length = 0;
});

describe('the bench of the server', () => {
  it('prints one sentence and no figure without a server', async () => {
    listen();
    await bench('');
    expect(said).toEqual([expect.stringMatching(/^✗ EVENTSTORE_URL names no server/)]);
    expect(process.exitCode).toBe(1);
  });

  it('prints one sentence and no figure where nobody answers', async () => {
    listen();
    await bench('esdb://admin:secret@127.0.0.1:1?tls=false');
    expect(said).toEqual([expect.stringMatching(/^✗ The server of EVENTSTORE_URL does not answer/)]);
    expect(said.join()).not.toContain('secret');
    expect(process.exitCode).toBe(1);
  });

  it('knows the double for what it is', async () => {
    const double = await startEventStoreDouble();
    listen();
    await bench(double.url);
    expect(said).toEqual([expect.stringMatching(/^✗ EVENTSTORE_URL leads to the double/)]);
    expect(process.exitCode).toBe(1);
    await double.stop();
  });
});
