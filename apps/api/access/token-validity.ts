/** How long a token that was verified is still good, by the wall clock: what was opened with it ends with it. Milliseconds. */
export const validForMs = (token: string): number => {
  const claims = token.split('.')[1] ?? '';
  const { exp } = JSON.parse(Buffer.from(claims, 'base64url').toString('utf8')) as { exp: number };
  return Math.max(0, exp * 1000 - Date.now());
};
