import type { DynamicModule, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { hygienic } from './bodies/text-hygiene.js';
import { sendProblem } from './problems/problems.js';

const BODY_LIMIT = 1024 * 1024;
/** At the root stand what machines ask for; all else is the versioned API. */
const AT_ROOT = ['health/live', 'health/ready', 'metrics', 'api/openapi.json', 'api/docs', 'api/docs/problems'];

/** The HTTP application over a module: prefix, body limits, text hygiene, and every fault as a problem. */
export const httpApp = async (module: Type | DynamicModule): Promise<NestFastifyApplication> => {
  const adapter = new FastifyAdapter({ bodyLimit: BODY_LIMIT, forceCloseConnections: true, routerOptions: { maxParamLength: 300 } });
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, { logger: ['error', 'warn'], abortOnError: false });
  app.setGlobalPrefix('api/v1', { exclude: AT_ROOT });
  const fastify = adapter.getInstance();
  fastify.setErrorHandler((error: FastifyError, request: FastifyRequest, reply: FastifyReply) => sendProblem(error, request, reply));
  fastify.addHook('preValidation', async (request: FastifyRequest) => {
    if (request.body !== undefined) request.body = hygienic(request.body);
  });
  return app;
};
