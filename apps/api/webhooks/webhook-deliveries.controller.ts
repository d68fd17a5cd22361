import type { ListedRow } from '@lien-thong/deliveries';
import type { Principal } from '@lien-thong/security';
import { Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { commandIdentity } from '../access/idempotency.js';
import { actorOf, Caller } from '../access/principal.js';
import { writtenAt } from '../http/position.js';
import { ListParameters, type RawQuery } from '../lists/query.js';
import { Problem } from '../problems/problem.js';
import { WebhookAccess } from './webhook-access.js';
import { deliveryView } from './webhook-views.js';

const STATES = ['owed', 'delivered', 'dead'] as const;

/** What an endpoint is owed, has taken, and was given up for it. */
@Controller('webhook-endpoints/:endpoint/deliveries')
export class WebhookDeliveriesController {
  constructor(private readonly access: WebhookAccess) {}

  @Get()
  async list(@Caller() caller: Principal, @Param('endpoint') id: string, @Query() raw: RawQuery, @Req() request: FastifyRequest) {
    await this.access.own(caller, id);
    const parameters = new ListParameters(raw);
    const state = parameters.oneOf('state', STATES);
    const asked = await this.access.listing(request, parameters);
    const { data, next, position } = this.access.deliveries.deliveriesTo({ lane: id, state, ...asked });
    return { data: data.map(deliveryView), page: { next }, at: { position } };
  }

  @Get(':delivery')
  async one(
    @Caller() caller: Principal,
    @Param('endpoint') id: string,
    @Param('delivery') delivery: string,
    @Req() request: FastifyRequest,
  ) {
    return deliveryView(await this.#found(caller, request, id, delivery));
  }

  /** Once more, with the same `webhook-id`. */
  @Post(':delivery/replays')
  @HttpCode(201)
  async replay(
    @Caller() caller: Principal,
    @Param('endpoint') id: string,
    @Param('delivery') delivery: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { event } = await this.#found(caller, request, id, delivery);
    const path = `/webhook-endpoints/${id}/deliveries/${delivery}/replays`;
    const identity = commandIdentity(this.access.engine, request, caller, path);
    const envelope = { ...identity, actor: actorOf(caller) };
    const { endpoints } = this.access.deliveries;
    const outcome = await endpoints.record(delivery, { type: 'ask-again', endpoint: id, event }, envelope);
    if (identity.dryRun) reply.status(200);
    else writtenAt(reply, outcome.position);
    if (outcome.repeated) reply.header('Idempotency-Replayed', 'true');
    return { commandId: identity.commandId, position: outcome.position, delivery };
  }

  async #found(caller: Principal, request: FastifyRequest, id: string, delivery: string): Promise<ListedRow> {
    await this.access.own(caller, id);
    await this.access.abreast(request);
    const row = this.access.deliveries.delivery(delivery);
    if (row === null || row.lane !== id) throw new Problem('delivery-unknown');
    return row;
  }
}
