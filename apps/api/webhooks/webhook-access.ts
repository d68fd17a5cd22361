import { Deliveries, type Endpoint } from '@lien-thong/deliveries';
import { Engine } from '@lien-thong/engine';
import type { Principal } from '@lien-thong/security';
import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { CommandIdentity } from '../access/idempotency.js';
import { demand } from '../access/principal.js';
import { positionOf, reached } from '../http/position.js';
import type { ListParameters } from '../lists/query.js';
import { Problem } from '../problems/problem.js';

/** What `register` gives. Anything else is no endpoint, and may be no name of a stream. */
const ENDPOINT_ID = /^[0-9a-f-]{36}$/;

/** Whose endpoint it is: another agency's is not there. */
@Injectable()
export class WebhookAccess {
  constructor(
    readonly engine: Engine,
    readonly deliveries: Deliveries,
  ) {}

  /** As the log has it. */
  async own(caller: Principal, id: string): Promise<Endpoint> {
    demand(caller, 'manage-webhooks');
    const endpoint = ENDPOINT_ID.test(id) ? await this.deliveries.endpoints.load(id) : null;
    if (endpoint === null || endpoint.agency !== caller.agency || endpoint.state === 'removed')
      throw new Problem('webhook-unknown');
    return endpoint;
  }

  /** Is this a repeat of what the endpoint was told before, whatever has become of it since? */
  async hasTaken(id: string, { commandId }: CommandIdentity): Promise<boolean> {
    return ENDPOINT_ID.test(id) && this.deliveries.endpoints.hasTaken(id, commandId);
  }

  /** Until the ledger, too, has what the caller wrote itself. */
  async abreast(request: FastifyRequest): Promise<void> {
    const written = positionOf(request);
    if (written !== null) await reached(this.deliveries, written);
  }

  /** What every list takes; waits for `atLeast`, and for what the caller wrote itself. */
  async listing(request: FastifyRequest, parameters: ListParameters) {
    const asked = { limit: parameters.limit(), cursor: parameters.text('cursor') };
    const atLeast = parameters.position('atLeast');
    parameters.end();
    await this.abreast(request);
    if (atLeast !== undefined) await reached(this.deliveries, atLeast);
    return asked;
  }
}
