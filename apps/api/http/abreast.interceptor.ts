import { Engine, NotYetKnown, SharedTestClock } from '@lien-thong/engine';
import { ReadModel } from '@lien-thong/read-model';
import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { catchError, from, type Observable, switchMap } from 'rxjs';
import { POSITION_HEADER, reached } from './position.js';

/** Keeps a request abreast of what other processes wrote: the caller's own acts, the sandbox clock, the catalogues. */
@Injectable()
export class AbreastInterceptor implements NestInterceptor {
  constructor(
    private readonly engine: Engine,
    private readonly views: ReadModel,
  ) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const { clock, catalogue } = this.engine;
    const position = context.switchToHttp().getRequest<FastifyRequest>().headers[POSITION_HEADER.toLowerCase()];
    if (typeof position === 'string') {
      await reached(this.views, position, POSITION_HEADER);
      if (!catalogue.hasReached(position)) await catalogue.catchUp();
    }
    if (clock instanceof SharedTestClock) await clock.refresh();
    return next.handle().pipe(catchError((error) => from(this.#read(error)).pipe(switchMap(() => next.handle()))));
  }

  /** What is not known yet is read, and the request handled again: nothing was recorded by it. */
  async #read(error: unknown): Promise<void> {
    if (!(error instanceof NotYetKnown)) throw error;
    await this.engine.catalogue.catchUp();
  }
}
