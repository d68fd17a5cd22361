import { dayOf } from '@lien-thong/calendar';
import { type Dossier, type DossierEvent, dossierPage } from '@lien-thong/domain';
import { dossierStream, Engine } from '@lien-thong/engine';
import type { Outcome } from '@lien-thong/event-store';
import type { Principal } from '@lien-thong/security';
import { Body, Controller, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type CommandIdentity, commandIdentity, idempotencyKey, ifMatch } from '../access/idempotency.js';
import { actorOf, Caller, demand } from '../access/principal.js';
import { validated } from '../bodies/validated.js';
import { WithoutViews } from '../http/abreast.interceptor.js';
import { commandAnswer, driven } from './answering.js';
import { CreateDossierBody } from './bodies.js';
import { dossierCommand } from './command-of.js';
import { DossierReader } from './dossier-reader.js';
import { DriveDossier } from './drive-dossier.js';
import { answeredAt, type DossierView, receiptView } from './presenter.js';

@Controller('dossiers')
@WithoutViews()
export class DossiersController {
  constructor(
    private readonly engine: Engine,
    private readonly bus: CommandBus,
    private readonly reader: DossierReader,
  ) {}

  /** Receives a dossier at the desk, or takes an online submission in. */
  @Post()
  @HttpCode(201)
  async create(
    @Caller() caller: Principal,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Body() raw: unknown,
  ): Promise<DossierView> {
    const body = validated(CreateDossierBody, raw);
    demand(caller, 'create-dossier', { receivingAgency: body.receivingAgency, lead: null, entered: [], holders: [] });
    const identity = commandIdentity(this.engine, request, caller, '/dossiers');
    const id = identity.dryRun
      ? identity.commandId
      : this.engine.secrets.idFor('dossier', caller.agency, idempotencyKey(request));
    const outcome = await driven(this.engine, reply, identity, this.#created(id, body, caller, identity));
    const { state } = outcome;
    const now = answeredAt(outcome.events, this.engine.clock.now());
    if (identity.dryRun) return dossierPreview(this.engine, state, now);
    reply.header('Location', `/api/v1/dossiers/${state.id}`);
    return receiptView(this.engine, state, now);
  }

  async #created(
    id: string,
    body: CreateDossierBody,
    caller: Principal,
    identity: CommandIdentity,
  ): Promise<Outcome<Dossier, DossierEvent>> {
    const by = actorOf(caller);
    const { occurredAt, evidence, code: brought, ...wanted } = body;
    const drive = (code: string, dryRun: boolean): Promise<Outcome<Dossier, DossierEvent>> => {
      const dossier = {
        ...wanted,
        applicant: { ...wanted.applicant },
        components: wanted.components.map((c) => ({ ...c })),
        id,
        code,
      };
      const envelope = {
        commandId: identity.commandId,
        by,
        ...(occurredAt ? { occurredAt } : {}),
        ...(evidence ? { evidence: { ...evidence } } : {}),
      };
      return this.bus.execute(new DriveDossier(id, { type: 'create', dossier, ...envelope }, { ...identity, actor: by, dryRun }));
    };
    const known = (await this.engine.dossiers.load(dossierStream(id))).state;
    if (known.id !== '') return drive(known.code, false);
    // Whatever would be refused is refused before a code is taken.
    const foreseen = await drive(brought ?? '', true);
    if (identity.dryRun) return foreseen;
    const day = dayOf(foreseen.state.acts[identity.commandId]?.at ?? this.engine.clock.now());
    const code =
      brought === undefined
        ? await this.engine.codes.next(body.receivingAgency, day, id, by)
        : await this.#taken(brought, id, by);
    return drive(code, false);
  }

  /** A brought code that a half-done attempt of this very request has taken is still its own. */
  async #taken(code: string, id: string, by: ReturnType<typeof actorOf>): Promise<string> {
    return (await this.engine.codes.dossierOf(code)) === id ? code : this.engine.codes.take(code, id, by);
  }

  @Post(':id/commands')
  @HttpCode(201)
  async command(
    @Caller() caller: Principal,
    @Param('id') idOrCode: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Body() raw: unknown,
  ) {
    const asked = dossierCommand(raw);
    const { id } = await this.reader.allowed(caller, idOrCode, { command: asked.type });
    const identity = commandIdentity(this.engine, request, caller, `/dossiers/${id}/commands`);
    const by = actorOf(caller);
    const envelope = { ...identity, actor: by, ifRevision: ifMatch(request) };
    const running = this.bus.execute(new DriveDossier(id, asked.command(identity.commandId, by), envelope));
    return commandAnswer(this.engine, identity, await driven(this.engine, reply, identity, running));
  }
}

/** What would be received: nothing is sealed or stored, so there is no applicant to show. */
const dossierPreview = (engine: Engine, state: Dossier, now: number): DossierView & { position: null } => ({
  position: null,
  ...dossierPage(state, engine.rules, now),
  applicant: { name: '***', masked: true },
});
