import type { CountingPolicy, Limit } from '@lien-thong/calendar';

/** The procedure format `lien-thong-procedure/1`: one immutable version of one procedure, as data. */

export interface Text {
  readonly vi: string;
  readonly en: string;
}

export type FactValue = boolean | number | string;
export type Facts = Readonly<Record<string, FactValue>>;

export type Guard =
  | { readonly fact: string; readonly equals: FactValue }
  | { readonly fact: string; readonly in: readonly FactValue[] }
  | { readonly fact: string; readonly atLeast: FactValue }
  | { readonly fact: string; readonly atMost: FactValue }
  | { readonly fact: string; readonly moreThan: FactValue }
  | { readonly fact: string; readonly lessThan: FactValue }
  | { readonly fact: string; readonly present: boolean }
  | { readonly all: readonly Guard[] }
  | { readonly any: readonly Guard[] }
  | { readonly not: Guard };

/** One alternative of an action. `event` is absent just on the reserved actions `issue-result` and `return-result`. */
export interface Transition {
  readonly target: string;
  readonly event?: string;
  readonly name?: Text;
  readonly by?: readonly string[];
  readonly guard?: Guard;
  readonly requires?: readonly string[];
  readonly sets?: Facts;
  readonly results?: readonly string[];
}

export interface LegalBasis {
  readonly id: string;
  readonly document: string;
  readonly article?: string | null;
  readonly validFrom?: string | null;
  readonly validTo?: string | null;
  readonly unverified?: boolean;
}

export interface PauseReason {
  readonly code: string;
  readonly basis: string;
  readonly name?: Text;
}

export type ClockMode = 'running' | 'paused' | 'excluded' | 'stopped';

/** A state in which a dossier stays with one party. */
export interface SimpleState {
  readonly type?: undefined;
  readonly name?: Text;
  readonly party: string;
  readonly limit?: Limit & { readonly basis?: string };
  readonly limitOnReentry?: 'remaining' | 'fresh';
  readonly clock?: ClockMode;
  readonly pauseReason?: PauseReason;
  readonly portalStatus?: number;
  readonly handover?: 'acknowledged';
  readonly on: Readonly<Record<string, Transition | readonly Transition[]>>;
}

export type TimeoutPolicy = 'escalate' | 'proceed-with-note' | 'tacit-consent';

export interface LegDefinition {
  readonly name?: Text;
  readonly mandatory?: boolean;
  readonly initial: string;
  readonly states: Readonly<Record<string, StateDefinition>>;
  readonly onTimeout?: { readonly policy: TimeoutPolicy; readonly basis?: string };
}

export interface ParallelState {
  readonly type: 'parallel';
  readonly name?: Text;
  readonly portalStatus?: number;
  readonly legs: Readonly<Record<string, LegDefinition>>;
  readonly join: { readonly target: string; readonly event: string; readonly name?: Text };
}

/** `outcome` and `portalStatus` are absent on a leg's own final state. */
export interface FinalState {
  readonly type: 'final';
  readonly name?: Text;
  readonly outcome?: 'completed' | 'refused' | 'void';
  readonly portalStatus?: number;
}

export type StateDefinition = SimpleState | ParallelState | FinalState;

export type PartyKind = 'one-stop' | 'competent' | 'consulted' | 'applicant' | 'other';

export interface FactDefinition {
  readonly type: 'boolean' | 'integer' | 'number' | 'string' | 'date';
  readonly name: Text;
  readonly enum?: readonly FactValue[];
  readonly personal?: boolean;
}

export interface ProcedureDefinition {
  readonly format: 'lien-thong-procedure/1';
  readonly code: string;
  readonly version: number;
  readonly effectiveFrom: string;
  readonly effectiveTo?: string | null;
  readonly name: Text;
  readonly field: string;
  readonly legalBasis: readonly LegalBasis[];
  readonly counting: { readonly policy: CountingPolicy; readonly cutoff?: string | null };
  readonly timeLimit: Limit & { readonly basis?: string };
  readonly committedLimit?: (Limit & { readonly basis?: string }) | null;
  readonly lead: string;
  readonly parties: Readonly<Record<string, { readonly kind: PartyKind; readonly name: Text }>>;
  readonly components: readonly { readonly code: string; readonly name: Text; readonly required: boolean }[];
  readonly fees?: readonly { readonly code: string; readonly name: Text; readonly amount: number; readonly currency: string }[];
  readonly results: readonly { readonly code: string; readonly name: Text; readonly outcome: string }[];
  readonly facts?: Readonly<Record<string, FactDefinition>>;
  readonly supplement?: { readonly pauses: boolean; readonly basis?: string; readonly respondWithin?: Limit };
  readonly initial: string;
  readonly states: Readonly<Record<string, StateDefinition>>;
}
