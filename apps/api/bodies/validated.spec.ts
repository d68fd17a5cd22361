import { describe, expect, it } from '@jest/globals';
import { IsIn, IsInt, Max, MaxLength } from 'class-validator';
import { Problem } from '../problems/problem.js';
import { validated } from './validated.js';

class Parcel {
  @IsIn(['direct', 'online', 'post']) way!: string;
  @MaxLength(12) name!: string;
  @IsInt() @Max(3) pieces!: number;
}

const faultsOf = (value: unknown) => {
  try {
    validated(Parcel, value);
  } catch (error) {
    return error instanceof Problem ? error.facts.errors : error;
  }
  return [];
};

describe('a body that does not fit', () => {
  it('is told in Vietnamese as fully as in English: the values that there are, the limit', () => {
    expect(faultsOf({ way: 'postal', name: 'Một cái tên dài', pieces: 4 })).toEqual([
      {
        pointer: '/way',
        code: 'is-in',
        messages: { vi: 'Phải là một trong: direct, online, post.', en: expect.stringContaining('direct, online, post') },
      },
      { pointer: '/name', code: 'max-length', messages: { vi: 'Quá dài (giới hạn: 12).', en: expect.stringContaining('12') } },
      { pointer: '/pieces', code: 'max', messages: { vi: 'Quá lớn (giới hạn: 3).', en: expect.stringContaining('3') } },
    ]);
  });

  it('is no fault when it fits', () => {
    expect(faultsOf({ way: 'post', name: 'Gói', pieces: 3 })).toEqual([]);
  });
});
