import { isUtf8 } from 'node:buffer';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from '../problems/problem.js';
import { sendProblem } from '../problems/problems.js';
import { answerBrokenRequest } from './broken-request.js';
import { SECURITY_HEADERS } from './security-headers.js';

export interface Route {
  readonly method: string;
  /** The template, as `/api/v1/dossiers/:id`. */
  readonly path: string;
}

const BODY_LIMIT = 1024 * 1024;
const LONGEST_PARAMETER = 300;

/** Fastify under Nest, and every fault a problem: of the socket, the router, the parsers, the handlers. It knows its routes. */
export class ProblemAdapter extends FastifyAdapter {
  readonly #routes = new Map<string, Route>();

  constructor() {
    super({
      bodyLimit: BODY_LIMIT,
      // Requests under way are answered before the process ends.
      forceCloseConnections: 'idle',
      routerOptions: { maxParamLength: LONGEST_PARAMETER },
      clientErrorHandler: answerBrokenRequest,
      // The router turns down a malformed URL before any hook runs.
      frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) =>
        sendProblem(error, request, reply.headers(SECURITY_HEADERS)),
    });
    const fastify = this.getInstance();
    fastify.removeContentTypeParser(['text/plain', 'application/json']);
    const parse = fastify.getDefaultJsonParser('error', 'error');
    fastify.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body: Buffer, done) => {
      // Read leniently, a name in an older Vietnamese encoding would be kept for ever with its letters lost.
      if (isUtf8(body)) parse(request, body.toString('utf8'), done);
      else done(new Problem('body-malformed'));
    });
    fastify.addHook('onRequest', async (_request, reply) => void reply.headers(SECURITY_HEADERS));
    fastify.addHook('onRoute', ({ method, url }) => {
      // Pages for people that others made are no part of the contract.
      if (url.startsWith('/admin/')) return;
      for (const name of [method].flat()) if (name !== 'HEAD') this.#routes.set(`${name} ${url}`, { method: name, path: url });
    });
  }

  /** Every route that answers, HEAD left out: it goes where GET goes. */
  get routes(): readonly Route[] {
    return [...this.#routes.values()];
  }

  /** One handler instead of Nest's, not one over it: two in a scope are what Fastify warns of (FSTWRN004). */
  override setErrorHandler(): ReturnType<FastifyAdapter['setErrorHandler']> {
    return super.setErrorHandler(sendProblem);
  }
}
