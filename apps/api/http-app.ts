import type { Config } from '@lien-thong/config';
import type { DynamicModule, LogLevel, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { hygienic } from './bodies/text-hygiene.js';
import { ProblemAdapter } from './http/problem-adapter.js';

/** At the root stand what machines ask for; all else is the versioned API. */
const AT_ROOT = [
  'health/live',
  'health/ready',
  'metrics',
  'api/openapi.json',
  'api/docs',
  'api/docs/problems',
  'api/docs/style.css',
];

const TOLD: LogLevel[] = ['error', 'warn'];

/** The HTTP application over a module: prefix, body limits, text hygiene, and every fault as a problem. */
export const httpApp = async (module: Type | DynamicModule): Promise<NestFastifyApplication> => {
  const adapter = new ProblemAdapter();
  // Without Nest's body parsers, of which one takes forms: Fastify's own reads JSON, and nothing else.
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    logger: TOLD,
    abortOnError: false,
    bodyParser: false,
  });
  app.setGlobalPrefix('api/v1', { exclude: AT_ROOT });
  adapter.getInstance().addHook('preValidation', async (request) => {
    if (request.body !== undefined) request.body = hygienic(request.body);
  });
  return app;
};

/** Answers from then on; its address. A port that is taken is thrown and told by whoever starts the process, not by Nest as well. */
export const listening = async (app: NestFastifyApplication, { port, host }: Pick<Config, 'port' | 'host'>): Promise<string> => {
  await app.init();
  app.useLogger([]);
  try {
    await app.listen(port, host);
  } finally {
    app.useLogger(TOLD);
  }
  return app.getUrl();
};
