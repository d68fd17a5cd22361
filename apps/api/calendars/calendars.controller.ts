import { randomUUID } from 'node:crypto';
import { type CalendarDefinition, isDay } from '@lien-thong/calendar';
import { adoptCalendars, Engine, impactOf, receivedDossiers, withDay } from '@lien-thong/engine';
import type { Principal } from '@lien-thong/security';
import { Body, Controller, Get, HttpCode, Param, Post, Put, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { actorOf, Caller, demand } from '../access/principal.js';
import { validated } from '../bodies/validated.js';
import { TakesLong } from '../http/patience.interceptor.js';
import { writtenAt } from '../http/position.js';
import { Problem } from '../problems/problem.js';
import { CalendarBody, DayDecisionBody, decisionOf, ImpactPreviewBody, layerOf } from './calendar-bodies.js';
import { calendarPage, calendarSummary, yearOf } from './calendar-views.js';

/** What may stand in the revision text of a calendar, which names its layers. */
const CALENDAR_ID = /^[A-Za-z0-9](?:[A-Za-z0-9.-]{0,59})$/;
/** A preview names so many dossiers; of the others it gives the number. */
const NAMED = 200;

@Controller('calendars')
export class CalendarsController {
  constructor(private readonly engine: Engine) {}

  @Get()
  list(@Caller() caller: Principal) {
    demand(caller, 'read-catalogue');
    const { calendars } = this.engine.catalogue;
    return { data: calendars.ids().map((id) => calendarSummary(calendars, this.#layer(id))), page: { next: null } };
  }

  @Get(':id')
  read(@Caller() caller: Principal, @Param('id') id: string, @Query('year') year: unknown) {
    demand(caller, 'read-catalogue');
    return calendarPage(this.engine.catalogue.calendars, this.#layer(id), yearOf(year, this.engine.today()));
  }

  /** Makes a layer, or alters what it says of the week and of how far it reaches; its days have a route of their own. */
  @Put(':id')
  @TakesLong()
  async register(
    @Caller() caller: Principal,
    @Param('id') id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Body() raw: unknown,
  ) {
    demand(caller, 'manage-calendar');
    if (!CALENDAR_ID.test(id)) throw new Problem('calendar-id-invalid', { calendar: id });
    const { calendars } = this.engine.catalogue;
    const layer = layerOf(id, validated(CalendarBody, raw), calendars.layer(id));
    if (layer.parent != null && !calendars.has(layer.parent))
      throw new Problem('calendar-unknown', { pointer: '/parent', calendar: layer.parent });
    this.#fitting(layer);
    // Without its days: whoever decided one meanwhile is not overruled by what we have read.
    await this.engine.catalogues.registerCalendar({ ...layer, days: [] }, { commandId: randomUUID(), actor: actorOf(caller) });
    const { adopted } = await adoptCalendars(this.engine, receivedDossiers(this.engine));
    writtenAt(reply, await this.engine.store.head());
    return { ...calendarPage(calendars, this.#layer(id), yearOf(undefined, this.engine.today())), reachedDossiers: adopted };
  }

  /** Publishes a decision, and brings it to every open dossier that it touches. */
  @Put(':id/days/:date')
  @TakesLong()
  async decide(
    @Caller() caller: Principal,
    @Param('id') id: string,
    @Param('date') date: string,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Body() raw: unknown,
  ) {
    demand(caller, 'manage-calendar');
    const layer = this.#layer(id);
    if (!isDay(date)) throw new Problem('calendar-invalid', { pointer: '/date', reason: 'not a day, YYYY-MM-DD' });
    const day = decisionOf(date, validated(DayDecisionBody, raw));
    this.#fitting(withDay(layer, day));
    await this.engine.catalogues.decideDay(id, day, { commandId: randomUUID(), actor: actorOf(caller) });
    const { adopted } = await adoptCalendars(this.engine, receivedDossiers(this.engine));
    writtenAt(reply, await this.engine.store.head());
    return { calendar: id, revision: this.engine.catalogue.calendars.revisionOf(id), day, reachedDossiers: adopted };
  }

  /** Which open dossiers a decision would move, and whither. */
  @Post(':id/impact-previews')
  @TakesLong()
  @HttpCode(200)
  async preview(@Caller() caller: Principal, @Param('id') id: string, @Body() raw: unknown) {
    demand(caller, 'preview-calendar');
    const layer = this.#layer(id);
    const { date, ...body } = validated(ImpactPreviewBody, raw);
    const day = decisionOf(date, body);
    const changed = withDay(layer, day);
    this.#fitting(changed);
    const named = [];
    let affected = 0;
    for await (const impact of impactOf(this.engine, changed)) if (++affected <= NAMED) named.push(impact);
    return {
      calendar: id,
      revision: this.engine.catalogue.calendars.revisionOf(id),
      day,
      affectedDossiers: affected,
      data: named,
    };
  }

  #layer(id: string): CalendarDefinition {
    const layer = this.engine.catalogue.calendars.layer(id);
    if (layer === undefined) throw new Problem('not-found', { calendar: id });
    return layer;
  }

  /** Every calendar that rests on the layer must still fit together. */
  #fitting(layer: CalendarDefinition): void {
    const { calendars } = this.engine.catalogue;
    try {
      for (const id of calendars.has(layer.id) ? calendars.restingOn(layer.id) : [layer.id]) calendars.imagined(id, layer);
    } catch (error) {
      if (error instanceof RangeError) throw new Problem('calendar-invalid', { reason: error.message });
      throw error;
    }
  }
}
