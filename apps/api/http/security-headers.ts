/**
 * On every answer. Answers hold what an agency knows: no cache keeps them, no page frames them, no browser guesses their
 * type or runs anything in them. The pages of the documentation bring a policy of their own.
 */
export const SECURITY_HEADERS = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
} as const;
