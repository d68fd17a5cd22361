import { toText } from '@lien-thong/calendar';
import { Deliveries, type ListedRow, NOTICES, noticeById } from '@lien-thong/deliveries';
import { dossierStream } from '@lien-thong/engine';
import type { Principal } from '@lien-thong/security';
import { Controller, Get, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Caller, demand } from '../access/principal.js';
import { DossierReader } from '../dossiers/dossier-reader.js';
import { ListParameters, type RawQuery } from '../lists/query.js';
import { Problem } from '../problems/problem.js';
import { WebhookAccess } from './webhook-access.js';

/** Who is told what, and what came of it. Addresses are shown to nobody: they are unsealed for the sending alone. */
@Controller()
export class NotificationsController {
  constructor(
    private readonly access: WebhookAccess,
    private readonly deliveries: Deliveries,
    private readonly reader: DossierReader,
  ) {}

  /** Which event owes a notice to whom, as data, each with its source and whether anybody has read it there. */
  @Get('notices')
  notices(@Caller() caller: Principal) {
    demand(caller, 'read-catalogue');
    return { data: NOTICES, page: { next: null } };
  }

  /** The notices about one dossier, newest first. */
  @Get('notifications')
  async about(@Caller() caller: Principal, @Query() raw: RawQuery, @Req() request: FastifyRequest) {
    demand(caller, 'list-dossiers');
    const parameters = new ListParameters(raw);
    const dossier = parameters.text('dossier');
    const asked = await this.access.listing(request, parameters);
    if (dossier === undefined) throw new Problem('parameter-invalid', { pointer: '/dossier' });
    const { id, code } = await this.reader.allowed(caller, dossier, 'read-dossier');
    const { data, next, position } = this.deliveries.noticesAbout({ stream: dossierStream(id), ...asked });
    return { data: data.map((row) => notificationView(row, { id, code })), page: { next }, at: { position } };
  }
}

const notificationView = (row: ListedRow, dossier: { readonly id: string; readonly code: string }) => ({
  id: row.id,
  notice: row.about,
  to: noticeById(row.about ?? '')?.to ?? null,
  dossier,
  event: { id: row.event, type: row.type, revision: row.revision },
  state: row.state,
  channel: row.channel,
  owedSince: toText(row.owedSince),
  settledAt: row.settledAt === null ? null : toText(row.settledAt),
  attempts: row.attempts,
  reason: row.reason,
});
