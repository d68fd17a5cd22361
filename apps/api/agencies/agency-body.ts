import type { Agency } from '@lien-thong/domain';
import { isAgencyCode } from '@lien-thong/security';
import { Type } from 'class-transformer';
import { IsEmail, IsIn, IsObject, IsOptional, IsString, MaxLength, ValidateNested } from 'class-validator';
import { IsDay, IsServes } from '../bodies/constraints.js';
import { TextBody } from '../bodies/text-body.js';
import { Problem } from '../problems/problem.js';

const KINDS: readonly Agency['kind'][] = ['one-stop', 'competent', 'consulted', 'other'];
/** An agency for which nobody says otherwise has always been there: the calendars begin here. */
const ALWAYS = '2000-01-01';

export class AgencyBody implements Partial<Omit<Agency, 'code'>> {
  @ValidateNested() @Type(() => TextBody) @IsObject() name!: TextBody;
  @IsOptional() @IsIn(KINDS) kind?: Agency['kind'];
  @IsOptional() @IsString() superior?: string | null;
  @IsOptional() @IsString() @MaxLength(60) calendar?: string | null;
  @IsOptional() @IsServes() serves?: Record<string, string[]>;
  @IsOptional() @IsDay() validFrom?: string;
  @IsOptional() @IsDay() validTo?: string | null;
  @IsOptional() @IsString() successor?: string | null;
  @IsOptional() @IsEmail() @MaxLength(200) mailbox?: string;
}

/** The whole entry of the directory: what the body leaves out has its default, not what stood there before. */
export const agencyOf = (code: string, body: AgencyBody): Agency => ({
  code,
  name: { vi: body.name.vi, en: body.name.en },
  kind: body.kind ?? 'other',
  superior: related(code, body, 'superior'),
  calendar: body.calendar ?? null,
  serves: Object.fromEntries(Object.entries(body.serves ?? {})),
  validFrom: body.validFrom ?? ALWAYS,
  validTo: body.validTo ?? null,
  successor: related(code, body, 'successor'),
  ...(body.mailbox ? { mailbox: body.mailbox } : {}),
});

/** Agencies may be entered in any order, so a related one need not be there yet; but none is above itself, or follows itself. */
const related = (code: string, body: AgencyBody, as: 'superior' | 'successor'): string | null => {
  const other = body[as] ?? null;
  if (other !== null && (!isAgencyCode(other) || other === code))
    throw new Problem('agency-code-invalid', { pointer: `/${as}`, agency: other.slice(0, 60) });
  return other;
};
