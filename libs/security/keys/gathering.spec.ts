import { describe, expect, it } from '@jest/globals';
import { Gathering } from './gathering.js';

/** Notes what it is asked, and answers when it is told to. */
const asked = (abreast: number, atOnce: number) => {
  const asks: { streams: readonly string[]; answer: (error?: Error) => void }[] = [];
  const gathering = new Gathering<string>(
    (streams) =>
      new Promise((resolve, reject) => {
        const answers = new Map(streams.filter((stream) => stream !== 'none').map((stream) => [stream, stream.toUpperCase()]));
        asks.push({ streams, answer: (error) => (error ? reject(error) : resolve(answers)) });
      }),
    abreast,
    atOnce,
  );
  return { asks, gathering };
};
const turn = (): Promise<void> => new Promise((next) => setImmediate(() => setImmediate(next)));

describe('gathered questions', () => {
  it('are asked together when they arrive in one turn of the loop, each stream once', async () => {
    const { asks, gathering } = asked(2, 100);
    const answers = Promise.all(['a', 'b', 'a', 'none'].map((stream) => gathering.answerFor(stream)));
    await turn();
    expect(asks.map(({ streams }) => streams)).toEqual([['a', 'b', 'none']]);
    asks[0]?.answer();
    expect(await answers).toEqual(['A', 'B', 'A', undefined]);
  });

  it('wait for a free place, and gather meanwhile', async () => {
    const { asks, gathering } = asked(1, 2);
    const answers = [gathering.answerFor('a')];
    await turn();
    for (const stream of ['b', 'c', 'd']) {
      answers.push(gathering.answerFor(stream));
      await turn();
    }
    expect(asks).toHaveLength(1);
    for (let i = 0; i < 3; i += 1) {
      asks[i]?.answer();
      await turn();
    }
    expect(asks.map(({ streams }) => streams)).toEqual([['a'], ['b', 'c'], ['d']]);
    expect(await Promise.all(answers)).toEqual(['A', 'B', 'C', 'D']);
  });

  it('are asked anew when they arrive after the asking, although the same stream is under way', async () => {
    const { asks, gathering } = asked(2, 100);
    const first = gathering.answerFor('a');
    await turn();
    const second = gathering.answerFor('a');
    await turn();
    expect(asks).toHaveLength(2);
    for (const { answer } of asks) answer();
    expect(await Promise.all([first, second])).toEqual(['A', 'A']);
  });

  it('fail with those they were asked with, and the next are asked all the same', async () => {
    const { asks, gathering } = asked(1, 100);
    const failing = Promise.allSettled([gathering.answerFor('a'), gathering.answerFor('b')]);
    await turn();
    asks[0]?.answer(new Error('away'));
    expect((await failing).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    const next = gathering.answerFor('a');
    await turn();
    asks[1]?.answer();
    expect(await next).toBe('A');
  });

  it('are all answered before it is settled', async () => {
    const { asks, gathering } = asked(1, 1);
    const answers = Promise.all([gathering.answerFor('a'), gathering.answerFor('b')]);
    let isSettled = false;
    const settled = gathering.settled().then(() => {
      isSettled = true;
    });
    asks[0]?.answer();
    await turn();
    expect(isSettled).toBe(false);
    asks[1]?.answer();
    await settled;
    expect(await answers).toEqual(['A', 'B']);
  });
});
