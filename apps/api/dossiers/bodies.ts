import type {
  Applicant,
  Channel,
  Component,
  CreateDossier,
  DossierCommand,
  Envelope,
  Evidence,
  FactValue,
} from '@lien-thong/domain';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsEmail,
  IsIn,
  IsInt,
  IsNotEmpty,
  IsObject,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { IsDay, IsFacts, IsInstant, IsTextRecord } from '../bodies/constraints.js';

/** The bodies of the contract, one class per command; each implements its command's data, so that drift does not compile. */

type Data<T extends DossierCommand['type']> = Omit<Extract<DossierCommand, { type: T }>, keyof Envelope | 'type'>;

const CHANNELS: readonly Channel[] = ['direct', 'online', 'post'];
const KINDS: readonly Evidence['kind'][] = ['document', 'postal-scan', 'signature', 'statement'];

export class EvidenceBody implements Evidence {
  @IsIn(KINDS) kind!: Evidence['kind'];
  @IsString() @IsNotEmpty() @MaxLength(2000) reference!: string;
}

export class ApplicantBody implements Applicant {
  @IsIn(['person', 'organisation']) kind!: Applicant['kind'];
  @IsString() @IsNotEmpty() @MaxLength(300) name!: string;
  @IsOptional() @IsString() @MaxLength(60) identifier?: string;
  @IsOptional() @IsString() @MaxLength(40) phone?: string;
  @IsOptional() @IsEmail() @MaxLength(200) email?: string;
  @IsOptional() @IsString() @MaxLength(500) address?: string;
}

export class ComponentBody implements Component {
  @IsString() @IsNotEmpty() @MaxLength(100) code!: string;
  @IsOptional() @IsInt() @Min(0) @Max(10_000) originals = 0;
  @IsOptional() @IsInt() @Min(0) @Max(10_000) copies = 0;
  @IsOptional() @IsBoolean() digitised = false;
}

export class CreateDossierBody
  implements Pick<CreateDossier['dossier'], 'procedure' | 'receivingAgency' | 'channel' | 'returnChannel' | 'applicant'>
{
  @IsString() @IsNotEmpty() @MaxLength(100) procedure!: string;
  @Matches(/^[A-Z0-9]{1,3}(\.[A-Z0-9]{1,5}){0,4}$/) receivingAgency!: string;
  @IsIn(CHANNELS) channel!: Channel;
  @IsOptional() @IsIn(CHANNELS) returnChannel: Channel = 'direct';
  @ValidateNested() @Type(() => ApplicantBody) @IsObject() applicant!: ApplicantBody;
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(200)
  @ValidateNested({ each: true })
  @Type(() => ComponentBody)
  components: ComponentBody[] = [];
  @IsOptional() @IsTextRecord() parties: Record<string, string> = {};
  @IsOptional() @IsFacts() facts: Record<string, FactValue | null> = {};
  @IsOptional() @Matches(/^[A-Za-z0-9.]{2,40}-\d{6}-\d{4,20}$/) code?: string;
  @IsOptional() @IsInstant() occurredAt?: string;
  @IsOptional() @ValidateNested() @Type(() => EvidenceBody) @IsObject() evidence?: EvidenceBody;
}

/** `{ type, data, occurredAt?, evidence? }`: what every command of a dossier and of an apology task comes in. */
export class CommandBody {
  @IsString() @IsNotEmpty() @MaxLength(60) type!: string;
  @IsOptional() @IsObject() data: Record<string, unknown> = {};
  @IsOptional() @IsInstant() occurredAt?: string;
  @IsOptional() @ValidateNested() @Type(() => EvidenceBody) @IsObject() evidence?: EvidenceBody;
}

class NoData {}

class Reasoned {
  @IsString() @IsNotEmpty() @MaxLength(4000) reason!: string;
  @IsOptional() @IsString() @MaxLength(500) legalBasis?: string;
}

class TakeActionData implements Data<'take-action'> {
  @IsString() @IsNotEmpty() @MaxLength(100) action!: string;
  @IsOptional() @IsString() @MaxLength(300) step?: string;
  @IsOptional() @IsFacts() facts?: Record<string, FactValue | null>;
  @IsOptional() @IsString() @MaxLength(4000) note?: string;
}

class StepData implements Data<'acknowledge-handover'> {
  @IsOptional() @IsString() @MaxLength(300) step?: string;
}
class RejectHandoverData extends StepData implements Data<'reject-handover'> {
  @IsString() @IsNotEmpty() @MaxLength(4000) reason!: string;
}
class HandOverAgainData extends StepData implements Data<'hand-over-again'> {
  @IsOptional() @IsString() @MaxLength(60) agency?: string;
}

class SupplementItem {
  @IsString() @IsNotEmpty() @MaxLength(100) component!: string;
  @IsOptional() @IsString() @MaxLength(2000) content = '';
}
class RequestSupplementData extends StepData implements Data<'request-supplement'> {
  @IsArray() @ArrayMaxSize(100) @ValidateNested({ each: true }) @Type(() => SupplementItem) items!: SupplementItem[];
  @IsString() @IsNotEmpty() @MaxLength(4000) reason!: string;
  @IsOptional() @IsString() @MaxLength(500) legalBasis?: string;
  @IsOptional() @IsDay() respondBy?: string;
}
class ReceiveSupplementData implements Data<'receive-supplement'> {
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(200)
  @ValidateNested({ each: true })
  @Type(() => ComponentBody)
  components: ComponentBody[] = [];
}
class ConfirmWithdrawalData implements Data<'confirm-withdrawal'> {
  @IsOptional() @IsString() @MaxLength(4000) reason?: string;
  @IsOptional() @IsString() @MaxLength(500) legalBasis?: string;
}
class IssueResultData extends StepData implements Data<'issue-result'> {
  @IsString() @IsNotEmpty() @MaxLength(100) result!: string;
  @IsOptional() @IsString() @MaxLength(500) reference?: string;
}
class ReturnResultData extends StepData implements Data<'return-result'> {
  @IsIn(CHANNELS) channel!: Channel;
  @IsOptional() @IsString() @MaxLength(2000) proof?: string;
}
class CauseData implements Data<'propose-cause'> {
  @IsIn(['subjective', 'objective']) cause!: 'subjective' | 'objective';
  @IsString() @IsNotEmpty() @MaxLength(60) agency!: string;
  @IsString() @IsNotEmpty() @MaxLength(4000) ground!: string;
}
/** The contract calls the claimed time `occurredAt`. */
export class RequestCorrectionData {
  @IsString() @IsNotEmpty() @MaxLength(100) eventId!: string;
  @IsInstant() occurredAt!: string;
}
class CorrectionData implements Data<'approve-correction'> {
  @IsString() @IsNotEmpty() @MaxLength(100) correction!: string;
}
class RejectCorrectionData extends CorrectionData implements Data<'reject-correction'> {
  @IsString() @IsNotEmpty() @MaxLength(4000) reason!: string;
}
class MigrateData implements Data<'migrate'> {
  @IsInt() @Min(1) @Max(1_000_000) version!: number;
  @IsString() @IsNotEmpty() @MaxLength(500) legalBasis!: string;
}
class AnnotateData implements Data<'annotate'> {
  @IsString() @IsNotEmpty() @MaxLength(10_000) text!: string;
}

/** The closed list of commands, with the body class of each. */
export const COMMAND_DATA = {
  receive: NoData,
  refuse: Reasoned,
  'take-action': TakeActionData,
  'acknowledge-handover': StepData,
  'reject-handover': RejectHandoverData,
  'hand-over-again': HandOverAgainData,
  'request-supplement': RequestSupplementData,
  'receive-supplement': ReceiveSupplementData,
  'request-withdrawal': Reasoned,
  'confirm-withdrawal': ConfirmWithdrawalData,
  'decline-withdrawal': Reasoned,
  stop: Reasoned,
  'issue-result': IssueResultData,
  'return-result': ReturnResultData,
  'propose-cause': CauseData,
  'contest-cause': CauseData,
  'decide-cause': CauseData,
  'request-correction': RequestCorrectionData,
  'approve-correction': CorrectionData,
  'reject-correction': RejectCorrectionData,
  migrate: MigrateData,
  annotate: AnnotateData,
} as const satisfies Record<string, new () => object>;

class DraftData implements Omit<Data<'draft'>, 'task'> {
  @IsIn(['subjective', 'objective']) reasonClass!: 'subjective' | 'objective';
  @IsString() @IsNotEmpty() @MaxLength(4000) reason!: string;
  @IsOptional() @IsDay() newAppointment?: string;
}
class IssueData implements Omit<Data<'issue'>, 'task'> {
  @IsString() @IsNotEmpty() @MaxLength(100) number!: string;
}
class DeliveryData implements Omit<Data<'record-delivery'>, 'task'> {
  @IsString() @IsNotEmpty() @MaxLength(60) channel!: string;
  @IsOptional() @IsString() @MaxLength(2000) proof?: string;
}
class WaiveData implements Omit<Data<'waive'>, 'task'> {
  @IsString() @IsNotEmpty() @MaxLength(500) legalBasis!: string;
  @IsString() @IsNotEmpty() @MaxLength(4000) reason!: string;
}
export const TASK_DATA = {
  draft: DraftData,
  sign: NoData,
  issue: IssueData,
  'record-delivery': DeliveryData,
  waive: WaiveData,
} as const;
