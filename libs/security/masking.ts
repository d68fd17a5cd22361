import type { Applicant } from './applicant.js';

export interface MaskedApplicant {
  readonly kind?: string;
  readonly name: string;
  readonly identifier?: string;
  readonly phone?: string;
  readonly masked: true;
}

/**
 * Enough for a clerk to recognise who is in front of them, too little to find out who it is: initials, and the last
 * three digits of long numbers. Stars say nothing about lengths; address and e-mail are left out.
 */
export const masked = ({ kind, name, identifier, phone }: Applicant): MaskedApplicant => ({
  ...(kind === undefined ? {} : { kind }),
  name: maskedName(name),
  ...(identifier ? { identifier: maskedNumber(identifier) } : {}),
  ...(phone ? { phone: maskedNumber(phone) } : {}),
  masked: true,
});

const STARS = '***';
const MOST_WORDS = 8;
/** Of a shorter number, three digits would be too much of it. */
const SHORTEST_SHOWN = 9;

const maskedName = (name: string): string =>
  (name.normalize('NFC').match(/[\p{L}\p{N}]\p{M}*[\p{L}\p{M}\p{N}]*/gu) ?? [])
    .slice(0, MOST_WORDS)
    .map((word) => `${/^\p{L}\p{M}*/u.exec(word)?.[0] ?? ''}${STARS}`)
    .join(' ') || STARS;

const maskedNumber = (number: string): string => {
  const letters = number.normalize('NFKC').replace(/[^\p{L}\p{N}]/gu, '');
  const end = letters.slice(-3);
  return letters.length >= SHORTEST_SHOWN && /^\d{3}$/.test(end) ? `${STARS}${end}` : STARS;
};
