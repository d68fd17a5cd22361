import { createHmac, type KeyObject } from 'node:crypto';
import type { Applicant } from './applicant.js';
import { foldedIdentifier, foldedPhone, foldedWords } from './folding.js';

/**
 * Search without readable data: an index holds keyed tokens (96 bits, 16 characters of base64url), and so does a query.
 * Equal words give equal tokens: who holds the index alone may count how common a word is, but not read it.
 */
export interface BlindIndex {
  /** One token for each word of the name, one for the identifier, one for the telephone; sorted, so without their order. */
  tokensOf(applicant: Applicant): readonly string[];
  /**
   * One list for each word of the query (the first 16). An applicant is found when *every* list has *some* token of theirs;
   * an empty query has no list. Numbers may be written with blanks, dots or hyphens.
   */
  tokensOfQuery(query: string): readonly (readonly string[])[];
}

type Kind = 'name' | 'identifier' | 'phone';

const TOKEN_BYTES = 12;
const MOST_WORDS = 16;
const LONGEST_QUERY = 400;
/** A number as people write it: digits with blanks, dots, hyphens or brackets between them. */
const NUMBER = /\+?\d(?:[\s.()-]*\d)*/g;

export const createBlindIndex = (key: KeyObject): BlindIndex => {
  const token = (kind: Kind, text: string): string[] =>
    text === ''
      ? []
      : [createHmac('sha256', key).update(`${kind}/${text}`).digest().subarray(0, TOKEN_BYTES).toString('base64url')];
  const asNumber = (text: string): string[] => [
    ...token('identifier', foldedIdentifier(text)),
    ...token('phone', foldedPhone(text)),
  ];
  return {
    tokensOf: ({ name, identifier, phone }) =>
      unique([
        ...foldedWords(name).flatMap((word) => token('name', word)),
        ...token('identifier', foldedIdentifier(identifier ?? '')),
        ...token('phone', foldedPhone(phone ?? '')),
      ]).sort(),
    tokensOfQuery: (query) =>
      wordsInContext(query.slice(0, LONGEST_QUERY)).map(({ word, within }) =>
        unique([...token('name', word), ...within.flatMap(asNumber)]),
      ),
  };
};

/** Each word with all that it may be a piece of: itself, the number around it, the whole query (an identifier with blanks). */
const wordsInContext = (query: string): readonly { readonly word: string; readonly within: readonly string[] }[] => {
  const numbers = query.match(NUMBER) ?? [];
  return foldedWords(query)
    .slice(0, MOST_WORDS)
    .map((word) => ({ word, within: [word, query, ...numbers.filter((number) => foldedWords(number).includes(word))] }));
};

const unique = (tokens: readonly string[]): string[] => [...new Set(tokens)];
