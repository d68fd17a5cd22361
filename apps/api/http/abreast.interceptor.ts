import { Engine, NotYetKnown, SharedTestClock } from '@lien-thong/engine';
import { ReadModel } from '@lien-thong/read-model';
import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor, SetMetadata } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { catchError, from, type Observable, switchMap } from 'rxjs';
import { isPublic } from '../access/bearer.guard.js';
import { positionOf, reached } from './position.js';

const WITHOUT_VIEWS = 'lien-thong:without-views';
/** Routes that decide and answer by the log itself: there nobody waits until the views have read it, too. */
export const WithoutViews = () => SetMetadata(WITHOUT_VIEWS, true);

/**
 * Keeps a request abreast of what other processes wrote: the caller's own acts, the sandbox clock, the catalogues. Not that of a
 * stranger: whoever shows no token can make nobody wait, and whether this process lives does not hang on the log.
 */
@Injectable()
export class AbreastInterceptor implements NestInterceptor {
  constructor(
    private readonly engine: Engine,
    private readonly views: ReadModel,
    private readonly reflector: Reflector,
  ) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    if (isPublic(this.reflector, context)) return next.handle();
    const position = positionOf(context.switchToHttp().getRequest());
    if (position !== null) await this.#reach(position, context);
    const { clock } = this.engine;
    if (clock instanceof SharedTestClock) await clock.refresh();
    return next.handle().pipe(catchError((error) => from(this.#read(error)).pipe(switchMap(() => next.handle()))));
  }

  /** A position that the log itself does not show yet is waited for everywhere. */
  async #reach(position: string, context: ExecutionContext): Promise<void> {
    const { catalogue } = this.engine;
    const withoutViews = this.reflector.getAllAndOverride<boolean>(WITHOUT_VIEWS, [context.getHandler(), context.getClass()]);
    if (withoutViews && !catalogue.hasReached(position)) await catalogue.catchUp(position);
    if (!withoutViews || !catalogue.hasReached(position)) await reached(this.views, position);
    if (!catalogue.hasReached(position)) await catalogue.catchUp(position);
  }

  /** What is not known yet is read, and the request handled again: nothing was recorded by it. */
  async #read(error: unknown): Promise<void> {
    if (!(error instanceof NotYetKnown)) throw error;
    await this.engine.catalogue.catchUp();
  }
}
