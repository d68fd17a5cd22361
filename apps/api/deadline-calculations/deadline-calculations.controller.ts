import {
  type ClockInput,
  type Explanation,
  explain,
  isCountable,
  toMs,
  toText,
  type WorkingCalendar,
} from '@lien-thong/calendar';
import { Engine } from '@lien-thong/engine';
import type { Principal } from '@lien-thong/security';
import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { Caller, demand } from '../access/principal.js';
import { validated } from '../bodies/validated.js';
import { Problem } from '../problems/problem.js';
import { CalculationBody, gapsOf } from './calculation-body.js';

/** When a limit runs out, and why: the count that deadlines are made by, for anyone to try. */
@Controller('deadline-calculations')
export class DeadlineCalculationsController {
  constructor(private readonly engine: Engine) {}

  @Post()
  @HttpCode(200)
  calculate(@Caller() caller: Principal, @Body() raw: unknown) {
    demand(caller, 'calculate-deadline');
    const body = validated(CalculationBody, raw);
    const { limit, policy, cutoff } = body;
    if (!isCountable(limit, policy)) throw new Problem('limit-not-countable', { pointer: '/limit/value', policy });
    const input = {
      start: toMs(body.start),
      limit: { value: limit.value, unit: limit.unit },
      policy,
      cutoff,
      gaps: gapsOf(body),
    };
    const explanation = explained(this.#calendarOf(body.agency), input);
    return { dueAt: explanation.dueAt, provisional: explanation.provisional, explanation };
  }

  #calendarOf(agency: string | undefined): WorkingCalendar {
    if (agency !== undefined && this.engine.catalogue.agencies.get(agency) === undefined)
      throw new Problem('agency-unknown', { pointer: '/agency', agency });
    const { id, revision } = this.engine.rules.calendarOf(agency ?? null);
    return this.engine.rules.calendar(id, revision);
  }
}

/** The explanation with its instants as text. */
const explained = (calendar: WorkingCalendar, input: ClockInput) => {
  const found = counted(calendar, input);
  return {
    ...found,
    start: toText(found.start),
    takenAt: toText(found.takenAt),
    countedFrom: toText(found.countedFrom),
    pauses: found.pauses.map((pause) => ({
      ...pause,
      from: toText(pause.from),
      to: pause.to === null ? null : toText(pause.to),
    })),
    dueAt: found.dueAt === null ? null : toText(found.dueAt),
  };
};

const counted = (calendar: WorkingCalendar, input: ClockInput): Explanation => {
  try {
    return explain(calendar, input);
  } catch (error) {
    if (error instanceof RangeError) throw new Problem('limit-out-of-range', { reason: error.message });
    throw error;
  }
};
