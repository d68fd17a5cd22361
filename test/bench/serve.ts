import { readConfig } from '@lien-thong/config';
import { civilStatusCopies } from '@lien-thong/procedures';
import { LocalTokens, TokenVerifier } from '@lien-thong/security';
import { Body, Controller, HttpCode, Module, Post, type Provider, Req, Res } from '@nestjs/common';
import { APP_FILTER, APP_GUARD } from '@nestjs/core';
import { Command, CommandBus, CommandHandler, CqrsModule, type ICommandHandler } from '@nestjs/cqrs';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { BearerGuard } from '../../apps/api/access/bearer.guard.js';
import { idempotencyKey } from '../../apps/api/access/idempotency.js';
import { dossierCommand } from '../../apps/api/dossiers/command-of.js';
import { httpApp } from '../../apps/api/http-app.js';
import { ProblemFilter } from '../../apps/api/problems/problems.js';
import { standalone } from '../../apps/standalone/standalone.js';
import { inDirectory } from '../../libs/engine/testing/directory.js';

/** Nothing is decided and nothing is stored; all else is as in the real thing: guard, hygiene, body classes, command bus. */
class Nothing extends Command<{ readonly done: true }> {
  constructor(readonly asked: unknown) {
    super();
  }
}
@CommandHandler(Nothing)
class NothingHandler implements ICommandHandler<Nothing> {
  async execute(): Promise<{ readonly done: true }> {
    return { done: true };
  }
}
@Controller('dossiers')
class NothingController {
  constructor(private readonly bus: CommandBus) {}

  @Post(':id/commands')
  @HttpCode(201)
  async command(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply, @Body() raw: unknown) {
    const asked = dossierCommand(raw);
    reply.header('ETag', '"1"');
    return { commandId: idempotencyKey(request), type: asked.type, ...(await this.bus.execute(new Nothing(asked))) };
  }
}

const noop = async (dataDir: string): Promise<string> => {
  const providers: Provider[] = [
    NothingHandler,
    { provide: TokenVerifier, useValue: await LocalTokens.open(dataDir) },
    { provide: APP_GUARD, useClass: BearerGuard },
    { provide: APP_FILTER, useClass: ProblemFilter },
  ];
  class NoopModule {}
  Module({ imports: [CqrsModule.forRoot()], controllers: [NothingController], providers })(NoopModule);
  const app = await httpApp(NoopModule);
  await app.listen(0, '127.0.0.1');
  return app.getUrl();
};

const real = async (dataDir: string): Promise<string> => {
  const env = { PORT: '0', LIEN_THONG_DATA_DIR: dataDir, LIEN_THONG_SEED: 'none', LIEN_THONG_OWN_REDIS: 'false' };
  const { url, engine } = await standalone(readConfig(env));
  await engine.catalogues.registerBuiltIn(civilStatusCopies);
  await inDirectory(engine.catalogues, { 'H99.01': {}, 'H99.02': { 'civil-registry': ['*'] } });
  return url;
};

/** A server in a process of its own: says where it is, and ends with its parent's pipe. */
export const serve = async (which: string, dataDir: string): Promise<void> => {
  console.log(`URL ${await (which === 'noop' ? noop : real)(dataDir)}`);
  process.stdin.resume().once('end', () => process.exit(0));
};
const [, , which, dataDir] = process.argv;
if (process.argv[1]?.endsWith('/serve.js') && which !== undefined && dataDir !== undefined) await serve(which, dataDir);
