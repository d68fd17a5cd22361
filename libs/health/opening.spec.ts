import { beforeEach, describe, expect, it } from '@jest/globals';
import { opening } from './opening.js';

describe('the parts of a process', () => {
  const closed: string[] = [];
  beforeEach(() => void closed.splice(0));
  const part =
    (name: string, fails = false) =>
    async (): Promise<void> => {
      closed.push(name);
      if (fails) throw new Error(`${name} does not close`);
    };

  it('are let go of in the other order, each once', async () => {
    const { url, stop } = await opening(async (closes) => {
      for (const name of ['log', 'views', 'server']) closes(part(name));
      return { url: 'here' };
    });
    await stop();
    await stop();
    expect([url, closed]).toEqual(['here', ['server', 'views', 'log']]);
  });

  it('are all let go of though one of them cannot be, and that is told', async () => {
    const { stop } = await opening(async (closes) => {
      for (const name of ['log', 'views', 'server']) closes(part(name, name === 'views'));
      return {};
    });
    await expect(stop()).rejects.toThrow('views does not close');
    expect(closed).toEqual(['server', 'views', 'log']);
  });

  it('are let go of when a later one cannot be opened, and it is told why that could not', async () => {
    const opened = opening(async (closes) => {
      for (const name of ['log', 'views']) closes(part(name, name === 'views'));
      throw new Error('the port is taken');
    });
    await expect(opened).rejects.toThrow('the port is taken');
    expect(closed).toEqual(['views', 'log']);
  });
});
