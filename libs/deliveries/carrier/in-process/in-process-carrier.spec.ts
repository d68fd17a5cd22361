import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { until } from '../../../deadlines/testing/until.js';
import { keepsTheCarrierContract, load } from '../../testing/carrier-contract.js';
import { InProcessCarrier } from './in-process-carrier.js';

describe('the carrier in process', () => {
  keepsTheCarrierContract(async (timing) => new InProcessCarrier(timing));

  it('gives every lane its turn where a few of them could fill all places for long', async () => {
    const carrier = new InProcessCarrier({ retries: [], ofOneLane: 2, together: 4 });
    const begun: string[] = [];
    await carrier.start(async ({ lane }) => {
      begun.push(lane);
      await turn();
      return { is: 'done' };
    });
    const greedy = ['a', 'b'].flatMap((lane) => Array.from({ length: 50 }, (_, i) => load(`${lane}-${i}`, lane)));
    await carrier.hand([...greedy, load('modest', 'c')]);
    await until(() => begun.length === 101);
    expect(begun.indexOf('c')).toBeLessThan(10);
    await carrier.stop();
  });
});
