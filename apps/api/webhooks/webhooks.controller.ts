import { toText } from '@lien-thong/calendar';
import { type EndpointCommand, type EndpointOutcome, newSecret, type ReplayRange } from '@lien-thong/deliveries';
import type { Principal } from '@lien-thong/security';
import { Body, Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type CommandIdentity, commandIdentity } from '../access/idempotency.js';
import { actorOf, Caller, demand } from '../access/principal.js';
import { validated } from '../bodies/validated.js';
import { writtenAt } from '../http/position.js';
import { ListParameters, type RawQuery } from '../lists/query.js';
import { Problem } from '../problems/problem.js';
import { WebhookAccess } from './webhook-access.js';
import {
  type ChangeWebhookData,
  RegisterWebhookBody,
  ReplayBody,
  type RotateSecretData,
  WEBHOOK_COMMANDS,
  WebhookCommandBody,
} from './webhook-bodies.js';
import { acceptedUrl } from './webhook-url.js';
import { endpointView } from './webhook-views.js';

/** More are no integration, but a way to have us send a lot. */
const MOST_OF_AN_AGENCY = 20;

/** Where an agency's own systems take events: registered, changed, tested, replayed to, by that agency alone. */
@Controller('webhook-endpoints')
export class WebhooksController {
  constructor(private readonly access: WebhookAccess) {}

  @Get()
  async list(@Caller() caller: Principal, @Query() raw: RawQuery, @Req() request: FastifyRequest) {
    demand(caller, 'manage-webhooks');
    const asked = await this.access.listing(request, new ListParameters(raw));
    const { data, next, position } = this.access.deliveries.endpointsOf(caller.agency, asked);
    return { data: data.map(endpointView), page: { next }, at: { position } };
  }

  @Get(':endpoint')
  async one(@Caller() caller: Principal, @Param('endpoint') id: string) {
    return endpointView(await this.access.own(caller, id));
  }

  @Post()
  @HttpCode(201)
  async register(
    @Caller() caller: Principal,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Body() raw: unknown,
  ) {
    demand(caller, 'manage-webhooks');
    const { url, types = null, description = null } = validated(RegisterWebhookBody, raw);
    const { engine } = this.access;
    const identity = commandIdentity(engine, request, caller, '/webhook-endpoints');
    const id = engine.secrets.idFor('webhook', identity.commandId);
    const { agency } = caller;
    const known = await this.access.hasTaken(id, identity);
    if (!known) this.#refuseTooMany(agency);
    const settings = { url: known ? url : await acceptedUrl(url, engine.config.webhooks), types, description };
    const command = { type: 'register', id, agency, secret: newSecret(), ...settings } as const;
    const outcome = await this.#drive(caller, reply, identity, id, command);
    if (!identity.dryRun) reply.header('Location', `/api/v1/webhook-endpoints/${id}`);
    return { ...endpointView(outcome.state), position: outcome.position, ...(await this.#secret(outcome)) };
  }

  @Post(':endpoint/commands')
  @HttpCode(201)
  async command(
    @Caller() caller: Principal,
    @Param('endpoint') id: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Body() raw: unknown,
  ) {
    demand(caller, 'manage-webhooks');
    const identity = commandIdentity(this.access.engine, request, caller, `/webhook-endpoints/${id}/commands`);
    const repeated = await this.access.hasTaken(id, identity);
    // A removed endpoint is not there, but the first answer to its removal is.
    if (!repeated) await this.access.own(caller, id);
    return this.#answer(identity, await this.#drive(caller, reply, identity, id, await this.#asked(raw, repeated)));
  }

  /** A test event, to be delivered like any other. */
  @Post(':endpoint/pings')
  @HttpCode(201)
  async ping(
    @Caller() caller: Principal,
    @Param('endpoint') id: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    await this.access.own(caller, id);
    const identity = commandIdentity(this.access.engine, request, caller, `/webhook-endpoints/${id}/pings`);
    const outcome = await this.#drive(caller, reply, identity, id, { type: 'ping' });
    const [event] = outcome.events;
    const delivery = event === undefined ? null : this.access.deliveries.endpoints.deliveryId(id, event.id);
    return { ...(await this.#answer(identity, outcome)), delivery };
  }

  /** Everything in a range once more: what was delivered, what was given up, and what was recorded while it was disabled. */
  @Post(':endpoint/replays')
  @HttpCode(201)
  async replay(
    @Caller() caller: Principal,
    @Param('endpoint') id: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Body() raw: unknown,
  ) {
    await this.access.own(caller, id);
    const range = await this.#rangeOf(validated(ReplayBody, raw));
    const identity = commandIdentity(this.access.engine, request, caller, `/webhook-endpoints/${id}/replays`);
    return this.#answer(identity, await this.#drive(caller, reply, identity, id, { type: 'replay', ...range }));
  }

  async #rangeOf({ from, after, to }: ReplayBody): Promise<ReplayRange> {
    const { clock, store } = this.access.engine;
    if ((from === undefined) === (after === undefined)) throw new Problem('replay-range-invalid', { pointer: '/from' });
    // A position of another log is refused here, not met by whoever replays.
    if (after !== undefined) await store.readAll({ after, limit: 1 });
    return { from: from ?? null, after: after ?? null, to: to ?? toText(clock.now()) };
  }

  async #asked(raw: unknown, repeated: boolean): Promise<EndpointCommand> {
    const body = validated(WebhookCommandBody, raw);
    if (!Object.hasOwn(WEBHOOK_COMMANDS, body.type))
      throw new Problem('command-unknown', { pointer: '/type', allowed: Object.keys(WEBHOOK_COMMANDS) });
    const type = body.type as keyof typeof WEBHOOK_COMMANDS;
    const data = validated<object>(WEBHOOK_COMMANDS[type], body.data, '/data');
    switch (type) {
      case 'change': {
        const { url, types, description } = data as ChangeWebhookData;
        const checked = url === undefined || repeated ? url : await acceptedUrl(url, this.access.engine.config.webhooks);
        return { type, url: checked, types, description };
      }
      case 'rotate-secret':
        return { type, secret: newSecret(), overlapHours: (data as RotateSecretData).overlapHours };
      case 'disable':
        return { type, reason: 'by-hand' };
      case 'enable':
      case 'remove':
        return { type };
    }
  }

  async #drive(
    caller: Principal,
    reply: FastifyReply,
    identity: CommandIdentity,
    id: string,
    command: EndpointCommand,
  ): Promise<EndpointOutcome> {
    const outcome = await this.access.deliveries.endpoints.execute(id, command, { ...identity, actor: actorOf(caller) });
    if (identity.dryRun) reply.status(200);
    else writtenAt(reply, outcome.position);
    if (outcome.repeated) reply.header('Idempotency-Replayed', 'true');
    return outcome;
  }

  async #answer({ commandId }: CommandIdentity, outcome: EndpointOutcome) {
    const { revision, position, state } = outcome;
    return { commandId, revision, position, endpoint: endpointView(state), ...(await this.#secret(outcome)) };
  }

  async #secret(outcome: EndpointOutcome): Promise<{ secret?: string }> {
    const secret = await this.access.deliveries.endpoints.secretOf(outcome);
    return secret === null ? {} : { secret };
  }

  #refuseTooMany(agency: string): void {
    const { data } = this.access.deliveries.endpointsOf(agency, { limit: MOST_OF_AN_AGENCY });
    if (data.length >= MOST_OF_AN_AGENCY) throw new Problem('webhook-limit-reached', { most: MOST_OF_AN_AGENCY });
  }
}
