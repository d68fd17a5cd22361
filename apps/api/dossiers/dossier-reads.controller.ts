import { toMs, toText } from '@lien-thong/calendar';
import {
  accountabilityOf,
  deadlinePages,
  diffOf,
  dossierPage,
  explanationOf,
  possibleActions,
  timelineOf,
} from '@lien-thong/domain';
import { dossierStream, Engine } from '@lien-thong/engine';
import { type DossierCommandType, may, type Principal, type TaskCommandType } from '@lien-thong/security';
import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { actorOf, Caller } from '../access/principal.js';
import { WithoutViews } from '../http/abreast.interceptor.js';
import { Problem } from '../problems/problem.js';
import { TASK_DATA } from './bodies.js';
import { DossierReader } from './dossier-reader.js';
import { type PastQuery, pastOf } from './past.js';
import { causeGround, dossierView, eventViews, scopeOf } from './presenter.js';

/** Everything one can read of one dossier; `asOf` and `validAt` work on all of it. */
@Controller('dossiers/:id')
@WithoutViews()
export class DossierReadsController {
  constructor(
    private readonly engine: Engine,
    private readonly reader: DossierReader,
  ) {}

  @Get()
  async page(
    @Caller() caller: Principal,
    @Param('id') id: string,
    @Query() query: PastQuery & { purpose?: unknown },
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const purpose = purposeOf(query.purpose);
    const { dossier, now } = await this.reader.read(caller, id, query, purpose === undefined ? 'read-dossier' : 'read-personal');
    if (purpose !== undefined) await this.engine.accesses.record(dossier.id, actorOf(caller), ['applicant', 'facts'], purpose);
    reply.header('ETag', `"${dossier.revision}"`);
    return dossierView(this.engine, dossier, now, purpose !== undefined);
  }

  @Get('actions')
  async actions(@Caller() caller: Principal, @Param('id') id: string, @Query() query: PastQuery) {
    const { dossier, now } = await this.reader.read(caller, id, query);
    const scope = scopeOf(dossier, this.engine);
    const mayCommand = (type: string, task?: string): boolean => {
      if (task === undefined) return may(caller, { command: type as DossierCommandType }, scope).allowed;
      const owing = dossier.tasks.find((t) => t.id === task)?.agency ?? null;
      return Object.hasOwn(TASK_DATA, type) && may(caller, { taskCommand: type as TaskCommandType }, { ...scope, owing }).allowed;
    };
    return { data: possibleActions(dossier, actorOf(caller), this.engine.rules, toText(now), mayCommand) };
  }

  @Get('events')
  async events(@Caller() caller: Principal, @Param('id') id: string, @Query() query: PastQuery) {
    const { asOf = Number.POSITIVE_INFINITY, validAt = Number.POSITIVE_INFINITY } = pastOf(query, this.engine.clock.now());
    const { dossier } = await this.reader.read(caller, id, query);
    const events = await this.engine.store.readStream(dossierStream(dossier.id), { limit: dossier.revision + 1 });
    const shown = events.filter(({ metadata }) => toMs(metadata.recordedAt) <= asOf && toMs(metadata.occurredAt) <= validAt);
    return { data: await eventViews(this.engine, shown) };
  }

  @Get('timeline')
  async timeline(@Caller() caller: Principal, @Param('id') id: string, @Query() query: PastQuery) {
    const { dossier, now } = await this.reader.read(caller, id, query);
    return { data: timelineOf(dossier, this.engine.rules, now) };
  }

  @Get('deadlines')
  async deadlines(@Caller() caller: Principal, @Param('id') id: string, @Query() query: PastQuery) {
    const { dossier, now } = await this.reader.read(caller, id, query);
    return { data: deadlinePages(dossier, this.engine.rules, now) };
  }

  @Get('deadlines/:deadline/explanation')
  async explanation(
    @Caller() caller: Principal,
    @Param('id') id: string,
    @Param('deadline') deadline: string,
    @Query() query: PastQuery,
  ) {
    const { dossier } = await this.reader.read(caller, id, query);
    const explanation = explanationOf(dossier, this.engine.rules, deadline);
    if (explanation === null) throw new Problem('deadline-unknown', { deadline });
    return explanation;
  }

  @Get('accountability')
  async accountability(@Caller() caller: Principal, @Param('id') id: string, @Query() query: PastQuery) {
    const { dossier, now } = await this.reader.read(caller, id, query);
    return accountabilityOf(dossier, this.engine.rules, now, await causeGround(this.engine, dossier));
  }

  @Get('diff')
  async diff(@Caller() caller: Principal, @Param('id') id: string, @Query() query: PastQuery & { from?: unknown; to?: unknown }) {
    const { dossier } = await this.reader.read(caller, id, query);
    const from = revisionOf('from', query.from, dossier.revision);
    const to = revisionOf('to', query.to, dossier.revision);
    const [before, after] = await Promise.all([this.#pageAt(dossier.id, from), this.#pageAt(dossier.id, to)]);
    return { from, to, data: diffOf(before, after) };
  }

  async #pageAt(id: string, revision: number) {
    const { state, events } = await this.engine.dossiers.read(dossierStream(id), revision);
    return dossierPage(state, this.engine.rules, toMs(events.at(-1)?.recordedAt ?? toText(this.engine.clock.now())));
  }
}

const revisionOf = (name: string, value: unknown, last: number): number => {
  const revision = typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : -1;
  if (revision < 0 || revision > last) throw new Problem('parameter-invalid', { pointer: `/${name}`, last });
  return revision;
};

const purposeOf = (value: unknown): string | undefined => {
  if (value === undefined) return undefined;
  if (typeof value !== 'string' || value.trim() === '' || value.length > 500)
    throw new Problem('parameter-invalid', { pointer: '/purpose' });
  return value.normalize('NFC');
};
