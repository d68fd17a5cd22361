import type { Metrics } from '@lien-thong/health';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { COMMAND_DATA, TASK_DATA } from '../dossiers/bodies.js';
import { problemAnswered } from '../problems/problems.js';

const UNMATCHED = 'unmatched';
const COMMANDED = /\/(dossiers|apology-tasks)\/:\w+\/commands$/;

/** Counts every answer, and every command with what came of it. */
export const countRequests = (fastify: FastifyInstance, metrics: Metrics): void => {
  fastify.addHook('onResponse', async (request: FastifyRequest, reply: FastifyReply) => {
    const route = request.is404 ? UNMATCHED : (request.routeOptions.url ?? UNMATCHED);
    // A stream lasts for as long as its client likes: no duration of an answer.
    if (!route.endsWith('/stream'))
      metrics.requests.observe({ route, method: request.method, status: reply.statusCode }, reply.elapsedTime / 1000);
    const type = commandOf(route, request);
    if (type !== null) metrics.commands.inc({ type, outcome: outcomeOf(request, reply) });
  });
};

const commandOf = (route: string, { method, body }: FastifyRequest): string | null => {
  if (method !== 'POST') return null;
  if (route === '/api/v1/dossiers') return 'create';
  if (!COMMANDED.test(route)) return null;
  const type = (body as { type?: unknown } | null | undefined)?.type;
  return typeof type === 'string' && (Object.hasOwn(COMMAND_DATA, type) || Object.hasOwn(TASK_DATA, type)) ? type : 'unknown';
};

const outcomeOf = (request: FastifyRequest, reply: FastifyReply): string => {
  const code = problemAnswered(request);
  if (code !== undefined) return code;
  if (reply.statusCode === 200) return 'dry-run';
  return reply.getHeader('Idempotency-Replayed') === undefined ? 'recorded' : 'replayed';
};
