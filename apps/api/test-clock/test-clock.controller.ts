import { dueOf, type Limit, type Ms, toMs, toText } from '@lien-thong/calendar';
import { Engine, NATION, TestClock } from '@lien-thong/engine';
import { Alarms } from '@lien-thong/health';
import { Body, Controller, Get, HttpCode, Post, Res } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsIn, IsNumber, IsObject, IsOptional, IsString, Max, Min, ValidateNested } from 'class-validator';
import type { FastifyReply } from 'fastify';
import { isInstantText } from '../bodies/constraints.js';
import { validated } from '../bodies/validated.js';
import { TakesLong } from '../http/patience.interceptor.js';
import { writtenAt } from '../http/position.js';
import { Problem } from '../problems/problem.js';

class ByBody implements Limit {
  @IsNumber() @Min(0) @Max(10_000) value!: number;
  @IsIn(['workingDay', 'workingHour', 'calendarDay', 'month']) unit!: Limit['unit'];
}
class AdvanceBody {
  @IsOptional() @IsString() to?: string;
  @IsOptional() @IsObject() @ValidateNested() @Type(() => ByBody) by?: ByBody;
}

/** The sandbox clock. It visits every alarm at its own instant, in order, and answers when all of them were handled. */
@Controller('test-clock')
export class TestClockController {
  constructor(
    private readonly engine: Engine,
    private readonly alarms: Alarms,
  ) {}

  @Get()
  now() {
    this.#clock();
    return { now: toText(this.engine.clock.now()) };
  }

  @Post('advances')
  @TakesLong()
  @HttpCode(200)
  async advance(@Res({ passthrough: true }) reply: FastifyReply, @Body() raw: unknown) {
    this.#clock();
    const target = await this.#target(validated(AdvanceBody, raw));
    if (target < this.engine.clock.now()) throw new Problem('clock-backwards', { now: toText(this.engine.clock.now()) });
    await this.alarms.advanceTo(target);
    writtenAt(reply, await this.engine.store.head());
    return { now: toText(this.engine.clock.now()) };
  }

  async #target({ to, by }: AdvanceBody): Promise<Ms> {
    if ((to === undefined) === (by === undefined)) throw new Problem('body-invalid', { pointer: '/to' });
    if (by !== undefined) return this.#after(by);
    if (to === 'nextDeadline') {
      const next = await this.alarms.nextAlarmAt();
      if (next === null) throw new Problem('no-deadline');
      return Math.max(next, this.engine.clock.now());
    }
    if (!isInstantText(to)) throw new Problem('body-invalid', { pointer: '/to' });
    return toMs(to as string);
  }

  /** Working time is that of the nation's calendar, counted by the hour. */
  #after(by: Limit): Ms {
    const calendar = this.engine.catalogue.calendars.current(NATION);
    const start = this.engine.clock.now();
    if (by.value === 0) return start;
    const due = dueOf(calendar, { start, limit: by, policy: 'HOUR_EXACT' }).dueAt;
    if (due === null) throw new Problem('body-invalid', { pointer: '/by' });
    return due;
  }

  /** Without the sandbox there is no such route. */
  #clock(): void {
    if (!(this.engine.clock instanceof TestClock)) throw new Problem('route-unknown');
  }
}
