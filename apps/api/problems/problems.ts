import { randomUUID } from 'node:crypto';
import { Refusal } from '@lien-thong/domain';
import {
  AppendTooLarge,
  CommandReused,
  InvalidPosition,
  LostRaces,
  RevisionMismatch,
  StoreUnavailable,
} from '@lien-thong/event-store';
import { InvalidCursor, ViewNotReady } from '@lien-thong/read-model';
import { BadToken, IdentityProviderUnavailable, KeyStoreUnavailable, PersonErased } from '@lien-thong/security';
import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Logger } from '@nestjs/common';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import type { ProblemCode } from './catalogue.js';
import { languageOf, Problem, problemDocument, problemOfRefusal } from './problem.js';

const log = new Logger('problems');

/** Whatever was thrown, as a problem. What we did not foresee is ours, and says nothing but an instance to look for. */
export const problemOf = (error: unknown): Problem => {
  if (error instanceof Problem) return error;
  if (error instanceof Refusal) return problemOfRefusal(error.code, error.facts);
  if (error instanceof CommandReused) return new Problem('idempotency-key-reused');
  if (error instanceof RevisionMismatch) return new Problem('revision-mismatch', { currentRevision: error.currentRevision });
  if (error instanceof AppendTooLarge) return new Problem('body-too-large');
  if (error instanceof LostRaces) return new Problem('too-many-races', {}, { 'Retry-After': '1' });
  if (error instanceof StoreUnavailable || error instanceof KeyStoreUnavailable)
    return new Problem('store-unavailable', {}, { 'Retry-After': '2' });
  if (error instanceof BadToken)
    return new Problem('token-invalid', { reason: error.reason }, { 'WWW-Authenticate': 'Bearer error="invalid_token"' });
  if (error instanceof IdentityProviderUnavailable)
    return new Problem('identity-provider-unavailable', {}, { 'Retry-After': '5' });
  if (error instanceof InvalidCursor) return new Problem('cursor-invalid', { pointer: '/cursor' });
  if (error instanceof ViewNotReady) return new Problem('view-behind', { view: error.view }, { 'Retry-After': '2' });
  if (error instanceof PersonErased) return new Problem('erased');
  if (error instanceof InvalidPosition) return new Problem('cursor-invalid');
  return ofHttp(error) ?? unforeseen(error);
};

const ofHttp = (error: unknown): Problem | null => {
  const status = error instanceof HttpException ? error.getStatus() : (error as Partial<FastifyError>).statusCode;
  switch (status) {
    case 404:
      return new Problem('route-unknown');
    case 413:
      return new Problem('body-too-large');
    case 415:
      return new Problem('media-type-unsupported');
    case 400:
      return new Problem(isJsonFault(error) ? 'body-malformed' : 'request-invalid');
    default:
      return status !== undefined && status < 500 ? new Problem('request-invalid') : null;
  }
};

const isJsonFault = (error: unknown): boolean =>
  error instanceof SyntaxError || /JSON|BODY/i.test(String((error as Partial<FastifyError>).code ?? (error as Error).message));

const unforeseen = (error: unknown): Problem => {
  const instance = randomUUID();
  log.error(`${instance} ${error instanceof Error ? (error.stack ?? error.message) : 'unknown'}`);
  return new Problem('internal-error', { instance });
};

const answered = new WeakMap<object, ProblemCode>();
/** The code of the problem that a request was answered with, if it was: what the metrics count. */
export const problemAnswered = (request: FastifyRequest): ProblemCode | undefined => answered.get(request);

export const sendProblem = (error: unknown, request: FastifyRequest, reply: FastifyReply): void => {
  const problem = problemOf(error);
  answered.set(request, problem.code);
  void reply
    .status(problem.status)
    .headers(problem.headers)
    .type('application/problem+json; charset=utf-8')
    .send(JSON.stringify(problemDocument(problem, languageOf(request.headers['accept-language']))));
};

@Catch()
export class ProblemFilter implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    sendProblem(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }
}
