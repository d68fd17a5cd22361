import { Deliveries, type Endpoint } from '@lien-thong/deliveries';
import { Engine } from '@lien-thong/engine';
import type { Principal } from '@lien-thong/security';
import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { demand } from '../access/principal.js';
import { POSITION_HEADER, reached } from '../http/position.js';
import type { ListParameters } from '../lists/query.js';
import { Problem } from '../problems/problem.js';

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
    const endpoint = /^[0-9a-f-]{36}$/.test(id) ? await this.deliveries.endpoints.load(id) : null;
    if (endpoint === null || endpoint.agency !== caller.agency || endpoint.state === 'removed')
      throw new Problem('webhook-unknown');
    return endpoint;
  }

  /** What every list takes; waits for `atLeast`, and for what the caller wrote itself. */
  async listing(request: FastifyRequest, parameters: ListParameters) {
    const asked = { limit: parameters.limit(), cursor: parameters.text('cursor') };
    const atLeast = parameters.text('atLeast');
    parameters.end();
    const written = request.headers[POSITION_HEADER.toLowerCase()];
    if (typeof written === 'string') await reached(this.deliveries, written, POSITION_HEADER);
    if (atLeast !== undefined) await reached(this.deliveries, atLeast, 'atLeast');
    return asked;
  }
}
