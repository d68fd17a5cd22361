import { TokenVerifier } from '@lien-thong/security';
import { type CanActivate, type ExecutionContext, Injectable, SetMetadata } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { Problem } from '../problems/problem.js';
import type { AuthenticatedRequest } from './principal.js';

const PUBLIC = 'lien-thong:public';
/** A route that needs no token. */
export const Public = () => SetMetadata(PUBLIC, true);
export const isPublic = (reflector: Reflector, context: ExecutionContext): boolean =>
  reflector.getAllAndOverride<boolean>(PUBLIC, [context.getHandler(), context.getClass()]) === true;

/** Every route wants a bearer token, but those marked public. */
@Injectable()
export class BearerGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly tokens: TokenVerifier,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (isPublic(this.reflector, context)) return true;
    const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
    const token = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
    if (token === undefined) throw new Problem('token-missing', {}, { 'WWW-Authenticate': 'Bearer' });
    request.principal = await this.tokens.verify(token);
    return true;
  }
}
