import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor, SetMetadata } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { type Observable, throwError, timeout } from 'rxjs';
import { Problem } from '../problems/problem.js';

const TAKES_LONG = 'lien-thong:takes-long';
/** A route whose work may honestly take minutes. */
export const TakesLong = () => SetMetadata(TAKES_LONG, true);

const PATIENCE_MS = 15_000;

/**
 * When log or keys are silent, nobody is kept waiting until every attempt has run out: the caller is told to send the same
 * request again. What was begun goes on, and the repeat finds what came of it.
 */
@Injectable()
export class PatienceInterceptor implements NestInterceptor {
  constructor(private readonly reflector: Reflector) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const takesLong = this.reflector.getAllAndOverride<boolean>(TAKES_LONG, [context.getHandler(), context.getClass()]);
    if (takesLong) return next.handle();
    const tooLong = () => throwError(() => new Problem('store-unavailable', {}, { 'Retry-After': '2' }));
    return next.handle().pipe(timeout({ first: PATIENCE_MS, with: tooLong }));
  }
}
