import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { masked } from './masking.js';

describe('a masked applicant', () => {
  it('shows initials and the last three digits, and nothing of address and e-mail', () =>
    expect(
      masked({
        kind: 'person',
        name: 'Nguyễn Thị Đào',
        identifier: '001203004567',
        phone: '0912 345 678',
        email: 'dao@example.vn',
        address: '1 Hàng Bài',
      }),
    ).toEqual({ kind: 'person', name: 'N*** T*** Đ***', identifier: '***567', phone: '***678', masked: true }));

  it('leaves out what is not there', () =>
    expect(masked({ name: 'An', identifier: null })).toEqual({ name: 'A***', masked: true }));

  it('shows nothing of short numbers, nor letters of an identifier', () =>
    expect(masked({ name: 'An', identifier: '12345678', phone: '113' })).toEqual({
      name: 'A***',
      identifier: '***',
      phone: '***',
      masked: true,
    }));

  it('shows nothing of a name made of digits or signs', () => {
    expect(masked({ name: '36' }).name).toBe('***');
    expect(masked({ name: '…' }).name).toBe('***');
  });

  it('tells decomposed accents no other than composed ones', () =>
    expect(masked({ name: 'Ổn Ấn'.normalize('NFD') })).toEqual(masked({ name: 'Ổn Ấn' })));

  it('never shows two letters of a word, or four digits in a row', () =>
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.string({ unit: fc.constantFrom(...'0123456789 -A'.split('')) }),
        (name, number) => {
          const shown = masked({ name, identifier: number, phone: number });
          expect(shown.name).not.toMatch(/[\p{L}\p{N}]\p{M}*[\p{L}\p{N}]/u);
          expect(`${shown.identifier} ${shown.phone}`).not.toMatch(/\d{4}/);
        },
      ),
    ));
});
