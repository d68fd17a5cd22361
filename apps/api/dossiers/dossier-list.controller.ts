import { dossierStream, Engine } from '@lien-thong/engine';
import { type DossierItem, type DossierQuery, ReadModel } from '@lien-thong/read-model';
import type { Principal } from '@lien-thong/security';
import { Controller, Get, Query } from '@nestjs/common';
import { Caller, demand } from '../access/principal.js';
import { ListParameters, listAnswer, listing, type RawQuery } from '../lists/query.js';
import { inboxAnswer } from '../lists/rows.js';
import { dossierView } from './presenter.js';

const STATUSES = [
  'submitted',
  'refused',
  'in-progress',
  'awaiting-applicant',
  'result-issued',
  'returned',
  'withdrawn',
  'stopped',
] as const;
const NEARNESS = ['on-track', 'due-soon', 'overdue', 'paused', 'met', 'missed', 'none'] as const;
const SORTS = ['receivedAt', '-receivedAt', 'dueAt', '-dueAt'] as const;

@Controller()
export class DossierListController {
  constructor(
    private readonly engine: Engine,
    private readonly views: ReadModel,
  ) {}

  /** The dossiers the caller's agency takes part in. The view finds them; each is shown from its fold at that revision. */
  @Get('dossiers')
  async list(@Caller() caller: Principal, @Query() raw: RawQuery) {
    demand(caller, 'list-dossiers');
    const parameters = new ListParameters(raw);
    const filters = this.#filters(parameters);
    const page = this.views.listDossiers({ ...filters, ...(await listing(this.views, caller, parameters)) });
    return listAnswer(page, await Promise.all(page.data.map((item) => this.#shown(item))));
  }

  /** The open steps of the caller's agency, most urgent first. */
  @Get('inbox')
  async inbox(@Caller() caller: Principal, @Query() raw: RawQuery) {
    demand(caller, 'list-dossiers');
    const parameters = new ListParameters(raw);
    const filters = {
      now: this.engine.clock.now(),
      agency: caller.agency,
      state: parameters.text('state'),
      procedure: parameters.text('procedure'),
      handover: parameters.oneOf('handover', ['none', 'pending', 'acknowledged', 'rejected']),
    };
    const page = this.views.inbox({ ...filters, ...(await listing(this.views, caller, parameters)) });
    return listAnswer(page, page.data.map(inboxAnswer));
  }

  #filters(parameters: ListParameters): Omit<DossierQuery, 'scope'> {
    const q = parameters.text('q')?.trim();
    return {
      now: this.engine.clock.now(),
      status: parameters.someOf('status', STATUSES),
      deadlineState: parameters.someOf('deadlineState', NEARNESS),
      agency: parameters.text('agency'),
      receivingAgency: parameters.text('receivingAgency'),
      participant: parameters.text('participant'),
      procedure: parameters.text('procedure'),
      receivedFrom: parameters.instant('receivedFrom'),
      receivedTo: parameters.instant('receivedTo', true),
      dueFrom: parameters.instant('dueFrom'),
      dueTo: parameters.instant('dueTo', true),
      search: q ? { code: q, tokens: this.engine.blindIndex.tokensOfQuery(q) } : undefined,
      sort: parameters.oneOf('sort', SORTS),
    };
  }

  async #shown({ dossier, revision }: DossierItem) {
    const current = (await this.engine.dossiers.load(dossierStream(dossier))).state;
    const state =
      current.revision === revision ? current : (await this.engine.dossiers.read(dossierStream(dossier), revision)).state;
    const { steps: _steps, ...page } = await dossierView(this.engine, state, this.engine.clock.now());
    return page;
  }
}
