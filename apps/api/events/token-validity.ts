import type { FastifyRequest } from 'fastify';

/** How long the token of a request, which the guard has verified, is still good, by the wall clock: a stream ends with it. */
export const validForMs = (request: FastifyRequest): number => {
  const claims = request.headers.authorization?.split('.')[1] ?? '';
  const { exp } = JSON.parse(Buffer.from(claims, 'base64url').toString('utf8')) as { exp: number };
  return Math.max(0, exp * 1000 - Date.now());
};
