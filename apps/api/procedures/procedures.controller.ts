import type { ProcedureDefinition } from '@lien-thong/domain';
import { Engine } from '@lien-thong/engine';
import { type Analysis, analyse, graphOf, hashOf, mermaidOf, svgOf } from '@lien-thong/procedures';
import type { Principal } from '@lien-thong/security';
import { Body, Controller, Get, Header, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { commandIdentity } from '../access/idempotency.js';
import { actorOf, Caller, demand } from '../access/principal.js';
import { writtenAt } from '../http/position.js';
import { Problem } from '../problems/problem.js';
import { type PublishedVersion, procedureSummary, publishedVersion, versionAt } from './procedure-views.js';

@Controller('procedures')
export class ProceduresController {
  constructor(private readonly engine: Engine) {}

  @Get()
  list(@Caller() caller: Principal) {
    demand(caller, 'read-catalogue');
    const { catalogue } = this.engine;
    const today = this.engine.today();
    return {
      data: catalogue.procedures.codes().flatMap((code) => procedureSummary({ catalogue, today }, code)),
      page: { next: null },
    };
  }

  /** The definition as it was sent, for ever, with its hash and the findings that were no errors. */
  @Get(':code/versions/:version')
  read(@Caller() caller: Principal, @Param('code') code: string, @Param('version') version: string): PublishedVersion {
    demand(caller, 'read-catalogue');
    return publishedVersion(versionAt(this.engine, code, version));
  }

  @Post()
  @HttpCode(201)
  async publish(
    @Caller() caller: Principal,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Body() raw: unknown,
  ) {
    demand(caller, 'publish-procedure');
    const definition = this.#faultless(raw);
    const identity = commandIdentity(this.engine, request, caller, '/procedures');
    const { state, repeated, position } = await this.engine.catalogues.publishProcedure(definition, {
      ...identity,
      actor: actorOf(caller),
    });
    const entry = state.find((published) => published.definition.version === definition.version);
    if (entry === undefined) throw new Error(`${definition.code} v${definition.version} was published and is not there`);
    if (identity.dryRun) reply.status(200);
    else reply.header('Location', `/api/v1/procedures/${definition.code}/versions/${definition.version}`);
    writtenAt(reply, position);
    if (repeated) reply.header('Idempotency-Replayed', 'true');
    return publishedVersion(entry);
  }

  @Post('validations')
  @HttpCode(200)
  validate(@Caller() caller: Principal, @Body() raw: unknown) {
    demand(caller, 'validate-procedure');
    const definition = objectOf(raw);
    const { valid, findings } = this.#analysed(definition);
    return { valid, findings, hash: hashOrNull(definition) };
  }

  /** Before it has a stream to be published in. Whether its number is taken is the stream's to say: a replay finds it so. */
  #faultless(raw: unknown): ProcedureDefinition {
    const definition = objectOf(raw);
    const { findings } = this.#analysed(definition);
    const isFaulty = findings.some(({ severity, code }) => severity === 'error' && code !== 'version-exists');
    if (isFaulty) throw new Problem('procedure-faulty', { findings });
    return definition as unknown as ProcedureDefinition;
  }

  #analysed(definition: Readonly<Record<string, unknown>>): Analysis {
    const code = typeof definition.code === 'string' ? definition.code : '';
    const existingVersions = this.engine.catalogue.procedures.versions(code).map((entry) => entry.definition.version);
    return analyse(definition, { existingVersions });
  }

  @Get(':code/versions/:version/diagram.svg')
  @Header('Content-Type', 'image/svg+xml; charset=utf-8')
  @Header('Content-Security-Policy', "default-src 'none'; style-src 'unsafe-inline'")
  svg(@Caller() caller: Principal, @Param('code') code: string, @Param('version') version: string): string {
    demand(caller, 'read-catalogue');
    return svgOf(versionAt(this.engine, code, version).definition);
  }

  @Get(':code/versions/:version/diagram.mmd')
  @Header('Content-Type', 'text/vnd.mermaid; charset=utf-8')
  mermaid(@Caller() caller: Principal, @Param('code') code: string, @Param('version') version: string): string {
    demand(caller, 'read-catalogue');
    return mermaidOf(versionAt(this.engine, code, version).definition);
  }

  @Get(':code/versions/:version/diagram.json')
  graph(@Caller() caller: Principal, @Param('code') code: string, @Param('version') version: string) {
    demand(caller, 'read-catalogue');
    return graphOf(versionAt(this.engine, code, version).definition);
  }
}

const objectOf = (raw: unknown): Readonly<Record<string, unknown>> => {
  if (raw !== null && typeof raw === 'object' && !Array.isArray(raw)) return raw as Readonly<Record<string, unknown>>;
  throw new Problem('body-invalid', { pointer: '' });
};

/** A number such as 1e999 has no canonical form. */
const hashOrNull = (definition: unknown): string | null => {
  try {
    return hashOf(definition);
  } catch {
    return null;
  }
};
