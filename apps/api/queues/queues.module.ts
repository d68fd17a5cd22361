import { Engine } from '@lien-thong/engine';
import { BadToken, may, type Principal, TokenVerifier } from '@lien-thong/security';
import { Module, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from '../problems/problem.js';
import { sendProblem } from '../problems/problems.js';
import { AdminSessions } from './admin-session.js';
import { LOGIN_POLICY, type LoginRemark, loginPage } from './login-page.js';
import { BOARD_POLICY, QueueBoard } from './queue-board.js';
import { QueuePlace } from './queue-place.js';

const PATH = '/admin/queues';
const LOGIN = `${PATH}/login`;
const MOST_TOKEN_BYTES = 16 * 1024;

/** The queues, for administrators to look at, where there are any. */
@Module({})
export class QueuesModule implements OnModuleInit, OnModuleDestroy {
  readonly #sessions: AdminSessions;
  #board: QueueBoard | null = null;

  constructor(
    private readonly engine: Engine,
    private readonly place: QueuePlace,
    private readonly host: HttpAdapterHost,
    tokens: TokenVerifier,
  ) {
    this.#sessions = new AdminSessions(engine, tokens, PATH);
  }

  onModuleInit(): void {
    if (this.place.redisUrl === undefined) return;
    const board = new QueueBoard(this.engine, this.place.redisUrl, PATH);
    this.#board = board;
    void this.host.httpAdapter.getInstance<FastifyInstance>().register(
      async (scope) => {
        this.#guard(scope);
        this.#login(scope);
        board.serve(scope);
      },
      { prefix: PATH },
    );
  }

  async onModuleDestroy(): Promise<void> {
    await this.#board?.close();
  }

  /** Nothing of the board, not even its scripts, without an administrator; and nothing at all but reading. */
  #guard(scope: FastifyInstance): void {
    scope.addHook('onRequest', async (request, reply) => {
      reply.header('Content-Security-Policy', BOARD_POLICY);
      if (request.url.split('?')[0] === LOGIN) return;
      try {
        if (request.method !== 'GET' && request.method !== 'HEAD') throw new Problem('role-not-allowed');
        this.#demand(await this.#sessions.principalOf(request));
      } catch (error) {
        this.#turnDown(error, request, reply);
        return reply;
      }
    });
  }

  #demand(principal: Principal | null): void {
    if (principal === null) throw new Problem('token-missing', {}, { 'WWW-Authenticate': 'Bearer' });
    if (!may(principal, 'read-queues', null).allowed) throw new Problem('role-not-allowed');
  }

  /** A person is shown where to enter, a program its problem; both with the same status. */
  #turnDown(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const isPerson = request.method === 'GET' && /\btext\/html\b/.test(request.headers.accept ?? '');
    const [status, remark] = remarkOf(error);
    if (isPerson) this.#show(reply.status(status), remark);
    else sendProblem(error, request, reply);
  }

  #show(reply: FastifyReply, remark: LoginRemark): void {
    void reply.header('Content-Security-Policy', LOGIN_POLICY).type('text/html; charset=utf-8').send(loginPage(LOGIN, remark));
  }

  #login(scope: FastifyInstance): void {
    scope.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string', bodyLimit: MOST_TOKEN_BYTES },
      (_request, body, done) => done(null, { token: new URLSearchParams(String(body)).get('token') ?? '' }),
    );
    scope.get('/login', async (_request, reply) => {
      this.#show(reply, 'none');
      return reply;
    });
    scope.post('/login', async (request, reply) => {
      try {
        if (!isOwnForm(request)) throw new Problem('role-not-allowed');
        const { token = '' } = request.body as { token?: string };
        const { principal, cookie } = await this.#sessions.begin(token.trim());
        this.#demand(principal);
        return await reply.header('Set-Cookie', cookie).redirect(PATH, 303);
      } catch (error) {
        const [status, remark] = remarkOf(error);
        this.#show(reply.status(status), remark);
        return reply;
      }
    });
  }
}

/** A form of another site could only enter a token of its own, but even that it is not to do. */
const isOwnForm = ({ headers }: FastifyRequest): boolean => {
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false;
  const { origin, host } = headers;
  return origin === undefined || (URL.canParse(origin) && new URL(origin).host === host);
};

const remarkOf = (error: unknown): [status: number, remark: LoginRemark] => {
  if (error instanceof BadToken) return [401, 'token-invalid'];
  if (error instanceof Problem && error.code === 'token-missing') return [401, 'none'];
  return error instanceof Problem ? [403, 'role-not-allowed'] : [503, 'none'];
};
