/**
 * How Vietnamese is compared in a search: no accents, no case, `đ` as `d` (also the eth `ð`, which looks the same). What
 * comes out has letters and digits of any script, in words.
 */
export const foldedWords = (text: string): readonly string[] => folded(text).match(/[\p{L}\p{N}]+/gu) ?? [];

/** Letters and digits alone: `001 203-004567` and `001203004567` are one identifier. */
export const foldedIdentifier = (text: string): string => foldedWords(text).join('');

/** Digits alone, in the national form: +84, 0084 and 84 before nine or ten digits are a leading 0. */
export const foldedPhone = (text: string): string => {
  const digits = text.normalize('NFKC').replace(/\D/g, '');
  const international = /\+/.test(text) || digits.startsWith('00') || /^84\d{9,10}$/.test(digits);
  return international ? digits.replace(/^(00)?840?/, '0') : digits;
};

const folded = (text: string): string =>
  text.normalize('NFKD').toLowerCase().normalize('NFKD').replace(/\p{M}/gu, '').replace(/[đð]/g, 'd');
