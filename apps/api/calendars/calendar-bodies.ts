import type { CalendarDefinition, Day, DayDecision, SessionText, Weekday, WorkingWeek } from '@lien-thong/calendar';
import { NATION } from '@lien-thong/engine';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsIn,
  IsNotEmpty,
  IsObject,
  IsOptional,
  IsString,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import { IsDay, IsSessions } from '../bodies/constraints.js';
import { TextBody } from '../bodies/text-body.js';

const WEEKDAYS: readonly Weekday[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

class WeekBody implements WorkingWeek {
  @IsArray() @ArrayUnique() @IsIn(WEEKDAYS, { each: true }) @ArrayMaxSize(7) workingDays!: Weekday[];
  @IsSessions() sessions!: [string, string][];
}

export class CalendarBody {
  @ValidateNested() @Type(() => TextBody) @IsObject() name!: TextBody;
  @IsOptional() @IsString() @MaxLength(60) parent?: string | null;
  @IsOptional() @ValidateNested() @Type(() => WeekBody) @IsObject() week?: WeekBody | null;
  @IsOptional() @IsDay() coveredUntil?: Day | null;
}

/** The layer as it is to be: absent members stay as they are, null takes them out; a new layer rests on the nation's. */
export const layerOf = (id: string, body: CalendarBody, known: CalendarDefinition | undefined): CalendarDefinition => {
  const { week, coveredUntil, parent, ...kept }: Partial<CalendarDefinition> = known ?? { parent: NATION };
  const below = body.parent ?? parent;
  const covered = body.coveredUntil === undefined ? coveredUntil : body.coveredUntil;
  const working =
    body.week === undefined ? week : body.week && { workingDays: [...body.week.workingDays], sessions: body.week.sessions };
  return {
    ...kept,
    days: known?.days ?? [],
    id,
    name: { vi: body.name.vi, en: body.name.en },
    ...(below === undefined ? {} : { parent: below }),
    ...(working ? { week: working } : {}),
    ...(covered ? { coveredUntil: covered } : {}),
  };
};

class SourceBody {
  @IsString() @IsNotEmpty() @MaxLength(500) document!: string;
  @IsOptional() @IsDay() date?: Day | null;
}

/** What somebody competent decided about a day, with the document. */
export class DayDecisionBody implements Omit<DayDecision, 'date'> {
  @IsIn(['off', 'work', 'half']) kind!: DayDecision['kind'];
  @IsString() @IsNotEmpty() @MaxLength(500) reason!: string;
  @ValidateNested() @Type(() => SourceBody) @IsObject() source!: SourceBody;
  @IsBoolean() confirmed!: boolean;
  @IsOptional() @IsSessions() sessions?: [string, string][];
}

export class ImpactPreviewBody extends DayDecisionBody implements DayDecision {
  @IsDay() date!: Day;
}

export const decisionOf = (date: Day, { kind, reason, source, confirmed, sessions }: DayDecisionBody): DayDecision => ({
  date,
  kind,
  ...(sessions ? { sessions: sessions.map(([open, close]): SessionText => [open, close]) } : {}),
  reason,
  source: { document: source.document, date: source.date ?? null },
  confirmed,
});
