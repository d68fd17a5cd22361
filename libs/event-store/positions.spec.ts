import { describe, expect, it } from '@jest/globals';
import { comparePositions, countedPosition, InvalidPosition } from './positions.js';

describe('positions', () => {
  it('are ordered as the whole numbers they are made of', () => {
    const rising = ['0', '2', '10', '9007199254740993', '9007199254740994', '18446744073709551615'];
    expect(rising.toReversed().sort(comparePositions)).toEqual(rising);
    const pairs = ['9/8', '10/2', '10/10', '11/1'];
    expect(pairs.toReversed().sort(comparePositions)).toEqual(pairs);
    expect(comparePositions('10/10', '10/10')).toBe(0);
  });

  it('of a caller are taken only when they could be ours', () => {
    expect([countedPosition(null), countedPosition('0'), countedPosition('17')]).toEqual([0, 0, 17]);
    for (const wrong of ['', '-1', '1.5', '1/2', '0x1', '01', 'NaN', '9007199254740993', ' 1']) {
      expect(() => countedPosition(wrong)).toThrow(InvalidPosition);
    }
  });
});
