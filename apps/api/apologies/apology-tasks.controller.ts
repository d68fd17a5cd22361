import { type ApologyTask, type Dossier, taskPage } from '@lien-thong/domain';
import { dossierStream, Engine } from '@lien-thong/engine';
import { ReadModel } from '@lien-thong/read-model';
import { type Act, may, type Principal } from '@lien-thong/security';
import { Body, Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { commandIdentity } from '../access/idempotency.js';
import { actorOf, Caller, demand } from '../access/principal.js';
import { commandAnswer, driven } from '../dossiers/answering.js';
import { taskCommand } from '../dossiers/command-of.js';
import { DossierReader } from '../dossiers/dossier-reader.js';
import { DriveDossier } from '../dossiers/drive-dossier.js';
import { answeredAt, scopeOf } from '../dossiers/presenter.js';
import { ListParameters, listAnswer, listing, type RawQuery } from '../lists/query.js';
import { taskAnswer } from '../lists/rows.js';
import { Problem } from '../problems/problem.js';

const STATUSES = ['owed', 'drafted', 'signed', 'issued', 'delivered', 'waived', 'withdrawn'] as const;

/** The duty to apologise: which letters are owed, and their way from draft to delivery. */
@Controller('apology-tasks')
export class ApologyTasksController {
  constructor(
    private readonly engine: Engine,
    private readonly views: ReadModel,
    private readonly bus: CommandBus,
    private readonly reader: DossierReader,
  ) {}

  @Get()
  async list(@Caller() caller: Principal, @Query() raw: RawQuery) {
    demand(caller, 'list-dossiers');
    const parameters = new ListParameters(raw);
    const filters = {
      now: this.engine.clock.now(),
      status: parameters.someOf('status', STATUSES),
      agency: parameters.text('agency'),
      overdue: parameters.flag('overdue'),
    };
    const page = this.views.listTasks({ ...filters, ...(await listing(this.views, caller, parameters)) });
    return listAnswer(page, page.data.map(taskAnswer));
  }

  @Get(':task')
  async one(@Caller() caller: Principal, @Param('task') id: string) {
    const { dossier, task } = await this.#found(caller, id, 'read-dossier');
    return taskPage(dossier, task, this.engine.clock.now());
  }

  @Post(':task/commands')
  @HttpCode(201)
  async command(
    @Caller() caller: Principal,
    @Param('task') id: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Body() raw: unknown,
  ) {
    const asked = taskCommand(id, raw);
    const { dossier } = await this.#found(caller, id, { taskCommand: asked.type });
    const identity = commandIdentity(this.engine, request, caller, `/apology-tasks/${id}/commands`);
    const by = actorOf(caller);
    const drive = new DriveDossier(dossier.id, asked.command(identity.commandId, by), { ...identity, actor: by });
    const outcome = await driven(this.engine, reply, identity, this.bus.execute(drive));
    const written = outcome.state.tasks.find((t) => t.id === id) as ApologyTask;
    const now = answeredAt(outcome.events, this.engine.clock.now());
    return { ...(await commandAnswer(this.engine, identity, outcome)), task: taskPage(outcome.state, written, now) };
  }

  /** A task lies in the stream of its dossier, whose id is the first part of its own. Out of sight is not there. */
  async #found(caller: Principal, id: string, act: Act): Promise<{ dossier: Dossier; task: ApologyTask }> {
    const dossierId = await this.reader.idOf(id.slice(0, Math.max(0, id.lastIndexOf('.'))));
    const dossier = dossierId === null ? null : (await this.engine.dossiers.load(dossierStream(dossierId))).state;
    const task = dossier?.tasks.find((t) => t.id === id);
    const scope = dossier && task ? { ...scopeOf(dossier, this.engine), owing: task.agency } : null;
    const verdict = may(caller, act, scope);
    if (!verdict.allowed) throw new Problem(verdict.reason === 'forbidden-role' ? 'role-not-allowed' : 'task-unknown');
    if (!dossier || !task) throw new Problem('task-unknown');
    return { dossier, task };
  }
}
