import { createSecretKey } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { createBlindIndex } from './blind-index.js';
import { foldedPhone, foldedWords } from './folding.js';

const index = createBlindIndex(createSecretKey(Buffer.alloc(32, 1)));
const lan = { name: 'Nguyễn Thị Hoà Đào', identifier: '001203004567', phone: '0912 345 678' };
const company = { kind: 'organisation', name: 'Công ty TNHH 36 Phố', identifier: '0101234567-001', phone: '+84 24 3825 1234' };

const finds = (query: string, applicant: Parameters<typeof index.tokensOf>[0]): boolean => {
  const tokens = index.tokensOf(applicant);
  const lists = index.tokensOfQuery(query);
  return lists.length > 0 && lists.every((list) => list.some((token) => tokens.includes(token)));
};

describe('folding', () => {
  it.each(['Đào', 'đào', 'ĐÀO', 'Ðào', 'dao', 'Đào', 'ĐÀO'.normalize('NFD')])('takes %p for dao', (word) =>
    expect(foldedWords(word)).toEqual(['dao']),
  );
  it('makes one word of both ways to set the accent of hoà', () => expect(foldedWords('hoà hòa')).toEqual(['hoa', 'hoa']));
  it('folds the whole Vietnamese alphabet to plain letters', () =>
    expect(foldedWords('Ươỡ ẶẬ ẽệ ĩị õộợ ũự ỳỹ').join(' ')).toBe('uoo aa ee ii ooo uu yy'));
  it('parts words at anything that is no letter or digit', () =>
    expect(foldedWords(`O'Neil-Lan, (36)`)).toEqual(['o', 'neil', 'lan', '36']));
  it.each(['0912345678', '+84912345678', '84 912 345 678', '0084912345678', '+84 (0)912.345.678', '０９１２３４５６７８'])(
    'takes %p for one telephone',
    (phone) => expect(foldedPhone(phone)).toBe('0912345678'),
  );
});

describe('the blind index', () => {
  it.each([
    'hoa',
    'HÒA',
    'nguyen dao',
    'Đào Nguyễn',
    '001203004567',
    '001 203 004 567',
    '0912345678',
    '+84 912 345 678',
    'dao 0912.345.678',
    'nguyen 001203004567',
  ])('finds the applicant by %p', (query) => expect(finds(query, lan)).toBe(true));

  it.each(['0101234567-001', '0101234567001', 'cong ty 36', '02438251234', '024 3825 1234', 'tnhh pho'])(
    'finds the company by %p',
    (query) => expect(finds(query, company)).toBe(true),
  );

  it.each(['', '   ', '?!', 'ngu', 'lan', 'nguyen lan', '001203', '345678', '912345678', 'dao 0912345679', '12030045'])(
    'does not find her by %p',
    (query) => expect(finds(query, lan)).toBe(false),
  );

  it('finds an identifier with letters, however it is written', () => {
    const owner = { name: 'Lê An', identifier: 'BK 123456' };
    for (const query of ['bk123456', 'BK 123456', 'Bk-123456', 'an BK123456']) expect(finds(query, owner)).toBe(true);
  });

  it('has keyed tokens of 96 bits, without the order of the words, and tells names from numbers', () => {
    const tokens = index.tokensOf(lan);
    expect(tokens).toHaveLength(6);
    for (const token of tokens) expect(token).toMatch(/^[A-Za-z0-9_-]{16}$/);
    expect(index.tokensOf({ ...lan, name: 'Đào Hòa Thị Nguyễn' })).toEqual(tokens);
    expect(
      createBlindIndex(createSecretKey(Buffer.alloc(32, 2)))
        .tokensOf(lan)
        .some((token) => tokens.includes(token)),
    ).toBe(false);
    expect(index.tokensOf({ name: '123' })).not.toEqual(index.tokensOf({ name: '', identifier: '123' }));
  });

  it('looks at a bounded part of a hostile query', () => {
    expect(index.tokensOfQuery('a '.repeat(100_000))).toHaveLength(16);
    expect(index.tokensOfQuery('1-'.repeat(100_000)).length).toBeLessThanOrEqual(16);
  });
});
