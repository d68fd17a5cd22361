import { Body, Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { dayOf } from '@lien-thong/calendar';
import { type Dossier, type DossierEvent, dossierPage } from '@lien-thong/domain';
import { dossierStream, Engine } from '@lien-thong/engine';
import { type Outcome, RevisionMismatch } from '@lien-thong/event-store';
import type { Principal } from '@lien-thong/security';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type CommandIdentity, commandIdentity, idempotencyKey, ifMatch } from '../access/idempotency.js';
import { actorOf, Caller, demand } from '../access/principal.js';
import { validated } from '../bodies/validated.js';
import { Problem } from '../problems/problem.js';
import { CreateDossierBody } from './bodies.js';
import { dossierCommand } from './command-of.js';
import { DossierReader } from './dossier-reader.js';
import { DriveDossier } from './drive-dossier.js';
import { answeredAt, type DossierView, dossierView, eventViews, receiptView } from './presenter.js';

@Controller('dossiers')
export class DossiersController {
  constructor(
    private readonly engine: Engine,
    private readonly bus: CommandBus,
    private readonly reader: DossierReader,
  ) {}

  /** Receives a dossier at the desk, or takes an online submission in. */
  @Post()
  @HttpCode(201)
  async create(@Caller() caller: Principal, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply, @Body() raw: unknown): Promise<DossierView> {
    const body = validated(CreateDossierBody, raw);
    demand(caller, 'create-dossier', { receivingAgency: body.receivingAgency, lead: null, entered: [], holders: [] });
    const identity = commandIdentity(this.engine, request, caller, '/dossiers');
    const id = identity.dryRun ? identity.commandId : this.engine.secrets.idFor('dossier', caller.agency, idempotencyKey(request));
    const outcome = await this.#created(id, body, caller, identity);
    const { state } = outcome;
    const now = answeredAt(outcome.events, this.engine.clock.now());
    if (identity.dryRun) {
      reply.status(200);
      return dossierPreview(this.engine, state, now);
    }
    this.#answered(reply, outcome);
    reply.header('Location', `/api/v1/dossiers/${state.id}`);
    return receiptView(this.engine, state, now);
  }

  async #created(id: string, body: CreateDossierBody, caller: Principal, identity: CommandIdentity): Promise<Outcome<Dossier, DossierEvent>> {
    const by = actorOf(caller);
    const { occurredAt, evidence, code: brought, ...wanted } = body;
    const drive = (code: string, dryRun: boolean): Promise<Outcome<Dossier, DossierEvent>> => {
      const dossier = { ...wanted, applicant: { ...wanted.applicant }, components: wanted.components.map((c) => ({ ...c })), id, code };
      const envelope = { commandId: identity.commandId, by, ...(occurredAt ? { occurredAt } : {}), ...(evidence ? { evidence: { ...evidence } } : {}) };
      return this.bus.execute(new DriveDossier(id, { type: 'create', dossier, ...envelope }, { ...identity, actor: by, dryRun }));
    };
    const known = (await this.engine.dossiers.load(dossierStream(id))).state;
    if (known.id !== '') return drive(known.code, false);
    // Whatever would be refused is refused before a code is taken.
    const foreseen = await drive(brought ?? '', true);
    if (identity.dryRun) return foreseen;
    const day = dayOf(foreseen.state.acts[identity.commandId]?.at ?? this.engine.clock.now());
    const code = brought === undefined ? await this.engine.codes.next(body.receivingAgency, day, id, by) : await this.#taken(brought, id, by);
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
    const outcome = await withMissedEvents(this.engine, this.bus.execute(new DriveDossier(id, asked.command(identity.commandId, by), envelope)));
    if (identity.dryRun) reply.status(200);
    else this.#answered(reply, outcome);
    return this.#answer(identity, outcome);
  }

  async #answer(identity: CommandIdentity, outcome: Outcome<Dossier, DossierEvent>) {
    const { state, revision, position, events } = outcome;
    return {
      commandId: identity.commandId,
      revision,
      position,
      events: identity.dryRun ? events.map(({ personal: _personal, ...shown }) => shown) : await this.#stored(state.id, events),
      dossier: await dossierView(this.engine, state, answeredAt(events, this.engine.clock.now())),
    };
  }

  async #stored(id: string, events: readonly { readonly revision: number }[]) {
    const from = events[0]?.revision;
    return from === undefined ? [] : eventViews(this.engine, await this.engine.store.readStream(dossierStream(id), { from, limit: events.length }));
  }

  #answered(reply: FastifyReply, { state, repeated }: Outcome<Dossier, DossierEvent>): void {
    reply.header('ETag', `"${state.revision}"`);
    if (repeated) reply.header('Idempotency-Replayed', 'true');
  }

  @Get(':id')
  async read(@Caller() caller: Principal, @Param('id') idOrCode: string, @Query('purpose') purpose: unknown, @Res({ passthrough: true }) reply: FastifyReply) {
    if (purpose !== undefined && (typeof purpose !== 'string' || purpose.trim() === '')) throw new Problem('parameter-invalid', { pointer: '/purpose' });
    const dossier = await this.reader.allowed(caller, idOrCode, purpose === undefined ? 'read-dossier' : 'read-personal');
    reply.header('ETag', `"${dossier.revision}"`);
    return dossierView(this.engine, dossier, this.engine.clock.now(), purpose !== undefined);
  }

  @Get(':id/events')
  async events(@Caller() caller: Principal, @Param('id') idOrCode: string) {
    const { id, revision } = await this.reader.allowed(caller, idOrCode, 'read-dossier');
    const events = await this.engine.store.readStream(dossierStream(id), { limit: revision + 1 });
    return { data: await eventViews(this.engine, events) };
  }
}

/** 412 says what the caller missed, as the events route would have. */
const withMissedEvents = async <T>(engine: Engine, running: Promise<T>): Promise<T> => {
  try {
    return await running;
  } catch (error) {
    if (!(error instanceof RevisionMismatch)) throw error;
    const from = error.missedEvents[0]?.revision;
    const stored = from === undefined ? [] : await engine.store.readStream(error.stream, { from, limit: error.missedEvents.length });
    throw new Problem('revision-mismatch', { currentRevision: error.currentRevision, missedEvents: await eventViews(engine, stored) });
  }
};

/** What would be received: nothing is sealed or stored, so there is no applicant to show. */
const dossierPreview = (engine: Engine, state: Dossier, now: number): DossierView => ({
  ...dossierPage(state, engine.rules, now),
  applicant: { name: '***', masked: true },
});
