import { randomUUID } from 'node:crypto';
import type { Agency } from '@lien-thong/domain';
import { Engine } from '@lien-thong/engine';
import { isAgencyCode, type Principal } from '@lien-thong/security';
import { Body, Controller, Get, Param, Put, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { actorOf, Caller, demand } from '../access/principal.js';
import { validated } from '../bodies/validated.js';
import { writtenAt } from '../http/position.js';
import { Problem } from '../problems/problem.js';
import { AgencyBody, agencyOf } from './agency-body.js';

@Controller('agencies')
export class AgenciesController {
  constructor(private readonly engine: Engine) {}

  @Get()
  list(@Caller() caller: Principal) {
    demand(caller, 'read-catalogue');
    return { data: this.engine.catalogue.agencies.all(), page: { next: null } };
  }

  @Get(':code')
  read(@Caller() caller: Principal, @Param('code') code: string): Agency {
    demand(caller, 'read-catalogue');
    const agency = this.engine.catalogue.agencies.get(code);
    if (agency === undefined) throw new Problem('not-found', { agency: code });
    return agency;
  }

  @Put(':code')
  async register(
    @Caller() caller: Principal,
    @Param('code') code: string,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Body() raw: unknown,
  ): Promise<Agency> {
    demand(caller, 'manage-agency');
    if (!isAgencyCode(code)) throw new Problem('agency-code-invalid', { agency: code });
    const agency = agencyOf(code, validated(AgencyBody, raw));
    if (agency.calendar !== null && !this.engine.catalogue.calendars.has(agency.calendar))
      throw new Problem('calendar-unknown', { pointer: '/calendar', calendar: agency.calendar });
    const by = { commandId: randomUUID(), actor: actorOf(caller) };
    writtenAt(reply, (await this.engine.catalogues.registerAgency(agency, by)).position);
    return agency;
  }
}
