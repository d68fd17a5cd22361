import { Engine } from '@lien-thong/engine';
import { partiesOf } from '@lien-thong/procedures';
import type { Principal } from '@lien-thong/security';
import { Controller, Get } from '@nestjs/common';
import { Caller, demand } from '../access/principal.js';

/** The vocabulary in which agencies say what they serve. */
@Controller('parties')
export class PartiesController {
  constructor(private readonly engine: Engine) {}

  @Get()
  list(@Caller() caller: Principal) {
    demand(caller, 'read-catalogue');
    const { procedures } = this.engine.catalogue;
    return { data: partiesOf(procedures.codes().flatMap((code) => procedures.versions(code))), page: { next: null } };
  }
}
