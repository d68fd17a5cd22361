import { Engine } from '@lien-thong/engine';
import { ReadModel } from '@lien-thong/read-model';
import type { Principal } from '@lien-thong/security';
import { Controller, Get, Query } from '@nestjs/common';
import { Caller, demand } from '../access/principal.js';
import { ListParameters, listAnswer, listing, type RawQuery } from './query.js';
import { deadlineAnswer } from './rows.js';

const STATES = ['armed', 'due-soon', 'overdue', 'missed', 'met', 'paused', 'superseded'] as const;
const KINDS = ['step', 'dossier', 'applicant', 'intake-review', 'apology'] as const;

@Controller('deadlines')
export class DeadlinesController {
  constructor(
    private readonly engine: Engine,
    private readonly views: ReadModel,
  ) {}

  @Get()
  async list(@Caller() caller: Principal, @Query() raw: RawQuery) {
    demand(caller, 'list-dossiers');
    const parameters = new ListParameters(raw);
    const filters = {
      now: this.engine.clock.now(),
      state: parameters.oneOf('state', STATES),
      agency: parameters.text('agency'),
      kind: parameters.oneOf('kind', KINDS),
      procedure: parameters.text('procedure'),
      dueFrom: parameters.instant('dueFrom'),
      dueTo: parameters.instant('dueTo', true),
    };
    const page = this.views.listDeadlines({ ...filters, ...(await listing(this.views, caller, parameters)) });
    return listAnswer(page, page.data.map(deadlineAnswer));
  }

  /** Counts by agency, procedure or state. A superior sees those of the agencies below it, as aggregates. */
  @Get('summary')
  async summary(@Caller() caller: Principal, @Query() raw: RawQuery) {
    demand(caller, 'list-dossiers');
    const parameters = new ListParameters(raw);
    const groupBy = parameters.oneOf('groupBy', ['agency', 'procedure', 'state']) ?? 'agency';
    const { scope } = await listing(this.views, caller, parameters);
    const below = this.#below(caller.agency);
    const aggregate = below.length > 0 ? { scope: 'all' as const, agencies: [caller.agency, ...below] } : { scope };
    const { data, position } = this.views.deadlineSummary({ groupBy, now: this.engine.clock.now(), ...aggregate });
    return { data, at: { position } };
  }

  #below(agency: string): string[] {
    const own = this.engine.catalogue.agencies.all().filter((a) => a.superior === agency && a.code !== agency);
    return own.map((a) => a.code);
  }
}
