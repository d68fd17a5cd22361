import { type EndpointCommand, LONGEST_URL } from '@lien-thong/deliveries';
import {
  ArrayMaxSize,
  ArrayUnique,
  IsArray,
  IsInt,
  IsNotEmpty,
  IsObject,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
} from 'class-validator';
import { IsInstant } from '../bodies/constraints.js';
import { POSITION } from '../http/position.js';

type Data<T extends EndpointCommand['type']> = Omit<Extract<EndpointCommand, { type: T }>, 'type'>;

const EVENT_TYPE = /^[A-Z][A-Za-z0-9]{0,99}$/;
const USUAL_OVERLAP_HOURS = 24;
const LONGEST_OVERLAP_HOURS = 168;

/** `types`: null or absent is all of them; those that nobody knows match nothing. */
export class RegisterWebhookBody implements Pick<Data<'register'>, 'url'> {
  @IsString() @IsNotEmpty() @MaxLength(LONGEST_URL) url!: string;
  @IsOptional() @IsArray() @ArrayMaxSize(100) @ArrayUnique() @Matches(EVENT_TYPE, { each: true }) types?: string[] | null;
  @IsOptional() @IsString() @MaxLength(300) description?: string | null;
}

export class ChangeWebhookData implements Data<'change'> {
  @IsOptional() @IsString() @IsNotEmpty() @MaxLength(LONGEST_URL) url?: string;
  @IsOptional() @IsArray() @ArrayMaxSize(100) @ArrayUnique() @Matches(EVENT_TYPE, { each: true }) types?: string[] | null;
  @IsOptional() @IsString() @MaxLength(300) description?: string | null;
}

class NoData {}

/** For so long both secrets sign. */
export class RotateSecretData implements Omit<Data<'rotate-secret'>, 'secret'> {
  @IsOptional() @IsInt() @Min(0) @Max(LONGEST_OVERLAP_HOURS) overlapHours: number = USUAL_OVERLAP_HOURS;
}

export class WebhookCommandBody {
  @IsString() @IsNotEmpty() @MaxLength(60) type!: string;
  @IsOptional() @IsObject() data: Record<string, unknown> = {};
}

/** From an instant (inclusive) or after a position (of the feed), up to an instant: now, if not said. */
export class ReplayBody {
  @IsOptional() @IsInstant() from?: string;
  @IsOptional() @Matches(POSITION) after?: string;
  @IsOptional() @IsInstant() to?: string;
}

export const WEBHOOK_COMMANDS = {
  change: ChangeWebhookData,
  disable: NoData,
  enable: NoData,
  'rotate-secret': RotateSecretData,
  remove: NoData,
} as const;
