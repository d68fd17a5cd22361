import { type CountingPolicy, type Gap, type Limit, toMs, type Unit } from '@lien-thong/calendar';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsIn,
  IsNumber,
  IsObject,
  IsOptional,
  IsString,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import { IsInstant, IsTimeOfDay } from '../bodies/constraints.js';
import { Problem } from '../problems/problem.js';

const UNITS: readonly Unit[] = ['workingDay', 'workingHour', 'calendarDay', 'month'];
const POLICIES: readonly CountingPolicy[] = ['CIVIL_DATE', 'HOUR_EXACT'];

class LimitBody implements Limit {
  @IsNumber() value!: number;
  @IsIn(UNITS) unit!: Unit;
}

class PauseBody {
  @IsInstant() from!: string;
  @IsInstant() to!: string;
}

export class CalculationBody {
  @IsInstant() start!: string;
  @ValidateNested() @Type(() => LimitBody) @IsObject() limit!: LimitBody;
  @IsIn(POLICIES) policy!: CountingPolicy;
  @IsOptional() @IsTimeOfDay() cutoff?: string | null;
  @IsOptional() @IsString() @MaxLength(60) agency?: string;
  @IsOptional() @IsArray() @ArrayMaxSize(100) @ValidateNested({ each: true }) @Type(() => PauseBody) pauses?: PauseBody[];
}

export const gapsOf = ({ pauses }: CalculationBody): Gap[] =>
  (pauses ?? []).map(({ from, to }, index) => {
    const gap = { from: toMs(from), to: toMs(to) };
    if (gap.to < gap.from) throw new Problem('pause-invalid', { pointer: `/pauses/${index}/to` });
    return gap;
  });
