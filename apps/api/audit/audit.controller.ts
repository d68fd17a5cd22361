import { Engine } from '@lien-thong/engine';
import type { Principal } from '@lien-thong/security';
import { Controller, Get, Query } from '@nestjs/common';
import { Caller, demand } from '../access/principal.js';
import { DossierReader } from '../dossiers/dossier-reader.js';
import { ListParameters, type RawQuery } from '../lists/query.js';
import { Problem } from '../problems/problem.js';

const USUAL = 50;

/** What an auditor asks beside the dossiers themselves. */
@Controller('audit')
export class AuditController {
  constructor(
    private readonly engine: Engine,
    private readonly reader: DossierReader,
  ) {}

  /** Who read the personal data of a dossier unmasked, and for what purpose; newest first. */
  @Get('accesses')
  async accesses(@Caller() caller: Principal, @Query() raw: RawQuery) {
    demand(caller, 'read-accesses');
    const parameters = new ListParameters(raw);
    const dossier = parameters.text('dossier');
    const limit = parameters.limit() ?? USUAL;
    parameters.end();
    if (dossier === undefined) throw new Problem('parameter-invalid', { pointer: '/dossier' });
    const { id } = await this.reader.allowed(caller, dossier, 'read-dossier');
    return { data: await this.engine.accesses.ofDossier(id, limit) };
  }
}
