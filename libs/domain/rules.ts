import type { Day, Limit, WorkingCalendar } from '@lien-thong/calendar';
import type { EscalatedTo } from './dossier/events.js';
import type { ProcedureDefinition, Text } from './procedure/definition.js';

/** A parameter of a regulation: its value, where it stands, and whether anyone has read it there. */
export interface Parameter<T> {
  readonly value: T;
  readonly source: string;
  readonly verified: boolean;
}

/** The parameters of one regulation, as versioned data. A dossier keeps the one in force on the day of its receipt. */
export interface RuleSet {
  readonly id: string;
  readonly name: Text;
  readonly validFrom: Day;
  readonly validTo: Day | null;
  readonly basis: readonly string[];
  readonly parameters: {
    readonly lateEntryTolerance: Parameter<Limit>;
    readonly warningPercent: Parameter<number>;
    readonly escalations: Parameter<readonly { readonly rung: number; readonly to: EscalatedTo; readonly after: Limit }[]>;
    readonly intakeReview: Parameter<Limit>;
    readonly maxIntakeSupplements: Parameter<number>;
    readonly maxSupplements: Parameter<number | null>;
    readonly supplementPauses: Parameter<boolean>;
    readonly supplementRespondWithin: Parameter<Limit | null>;
    readonly apologyOnBreaches: Parameter<readonly ('step' | 'dossier')[]>;
    readonly apologyLead: Parameter<number>;
    readonly apologyAtOnce: Parameter<Limit>;
    readonly maxReappointments: Parameter<number>;
    readonly apologyForm: Parameter<string>;
  };
}

export interface Agency {
  readonly code: string;
  readonly name: Text;
  readonly kind: 'one-stop' | 'competent' | 'consulted' | 'other';
  readonly superior: string | null;
  readonly calendar: string | null;
  readonly serves: Readonly<Record<string, readonly string[]>>;
  readonly validFrom: Day;
  readonly validTo: Day | null;
  readonly successor: string | null;
  /** An institution's address for notices, not a person's. */
  readonly mailbox?: string;
}

export interface PublishedProcedure {
  readonly definition: ProcedureDefinition;
  readonly hash: string;
}

/** What a decision may look up. What it looked up and later matters, it writes into the event. */
export interface Rules {
  procedureInForce(code: string, day: Day): PublishedProcedure | undefined;
  procedure(code: string, version: number): PublishedProcedure;
  ruleSetInForce(day: Day): RuleSet;
  ruleSet(id: string): RuleSet;
  agency(code: string): Agency | undefined;
  /** Every agency that serves the party for the procedure on that day. */
  agenciesServing(party: string, procedure: string, day: Day): readonly Agency[];
  /** The calendar by which an agency works now; the nation's where the directory names none. */
  calendarOf(agency: string | null): { readonly id: string; readonly revision: string };
  calendar(id: string, revision: string): WorkingCalendar;
}
