import { Engine } from '@lien-thong/engine';
import type { Principal } from '@lien-thong/security';
import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Caller, demand } from '../access/principal.js';
import { validForMs } from '../access/token-validity.js';
import { TakesLong } from '../http/patience.interceptor.js';
import { ListParameters, type RawQuery } from '../lists/query.js';
import { EventFeed } from './event-feed.js';
import { EventStream } from './event-stream.js';
import { OpenStreams } from './open-streams.js';

const USUAL_LIMIT = 100;

/** What happened, for other systems: page by page, or as it happens. At-least-once, in the order of the log. */
@Controller('events')
export class EventsController {
  constructor(
    private readonly engine: Engine,
    private readonly feed: EventFeed,
    private readonly streams: OpenStreams,
  ) {}

  @Get()
  async list(@Caller() caller: Principal, @Query() raw: RawQuery) {
    demand(caller, 'read-events-feed');
    const parameters = new ListParameters(raw);
    const query = { ...wanted(parameters), limit: parameters.limit() ?? USUAL_LIMIT };
    parameters.end();
    const { data, next, position } = await this.feed.page(caller, query);
    return { data, page: { next }, at: { position } };
  }

  /** Server-sent events from a position on: `Last-Event-ID` when the client comes back, else `after`, else the beginning. */
  @Get('stream')
  @TakesLong()
  async stream(
    @Caller() caller: Principal,
    @Query() raw: RawQuery,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    demand(caller, 'read-events-feed');
    const parameters = new ListParameters(raw);
    const { after: from, types } = wanted(parameters);
    parameters.end();
    const after = lastEventId(request) ?? from;
    const filter = this.feed.filterOf(types);
    // A position of another log is refused while there is still a status to say so with.
    await this.engine.store.readAll({ after, limit: 1, filter });
    if (request.method === 'HEAD') return void reply.type('text/event-stream; charset=utf-8').send();
    this.streams.refuseWhenFull();
    reply.hijack();
    const closesAfterMs = validForMs(request.headers.authorization ?? '');
    const options = { store: this.engine.store, after, filter, headers: reply.getHeaders(), closesAfterMs };
    this.streams.add(() => new EventStream(reply.raw, { ...options, shown: () => this.feed.shownTo(caller) }));
  }
}

const wanted = (parameters: ListParameters) => ({
  after: parameters.text('after') ?? null,
  types: parameters.text('types')?.split(','),
});

const lastEventId = (request: FastifyRequest): string | null => {
  const id = request.headers['last-event-id'];
  return typeof id === 'string' && id !== '' ? id : null;
};
