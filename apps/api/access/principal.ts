import type { Actor } from '@lien-thong/domain';
import { type Act, type DossierScope, may, type Principal } from '@lien-thong/security';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Problem } from '../problems/problem.js';

export type AuthenticatedRequest = FastifyRequest & { principal?: Principal };

/** Who asks, as the guard has found out. */
export const Caller = createParamDecorator((_: unknown, context: ExecutionContext): Principal => {
  const { principal } = context.switchToHttp().getRequest<AuthenticatedRequest>();
  if (!principal) throw new Problem('token-missing');
  return principal;
});

export const actorOf = ({ subject, name, agency, roles }: Principal): Actor => ({
  subject,
  ...(name === undefined ? {} : { name }),
  agency,
  roles,
});

/** The one policy, asked on every route: 403 for a role, and for what is out of sight the 404 of what is not there. */
export const demand = (caller: Principal, act: Act, scope: DossierScope | null = null): void => {
  const verdict = may(caller, act, scope);
  if (verdict.allowed) return;
  throw new Problem(verdict.reason === 'forbidden-role' ? 'role-not-allowed' : 'dossier-not-found');
};
