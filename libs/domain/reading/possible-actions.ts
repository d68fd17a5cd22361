import type { Instant } from '@lien-thong/calendar';
import type { Actor } from '../decider.js';
import type { DossierCommand, Envelope } from '../dossier/commands.js';
import { dossierDecider } from '../dossier/dossier.js';
import type { Dossier } from '../dossier/state.js';
import type { Text } from '../procedure/definition.js';
import { Refusal } from '../refusal.js';
import type { Rules } from '../rules.js';
import { type Candidate, candidatesOf } from './candidates.js';

export interface Reason {
  readonly code: string;
  readonly facts?: Readonly<Record<string, unknown>>;
}

/** Something the caller could ask for, and whether it would be done now. */
export interface PossibleAction {
  readonly type: string;
  readonly action?: string;
  readonly step?: string;
  readonly correction?: string;
  readonly task?: string;
  readonly name: Text;
  readonly allowed: boolean;
  readonly reasons: readonly Reason[];
  /** Facts that must come with it. */
  readonly requires?: readonly string[];
  /** The results from which one must be chosen. */
  readonly results?: readonly string[];
}

/** Whether the caller's role lets it ask for a command (`task` where it is about an apology). */
export type MayCommand = (type: string, task?: string) => boolean;

/**
 * Everything the caller could do now, and why not for the rest. Each is really tried, with the least data that is lawful;
 * a refusal that only asks for more data forbids nothing.
 */
export const possibleActions = (
  dossier: Dossier,
  by: Actor,
  rules: Rules,
  recordedAt: Instant,
  mayCommand: MayCommand,
): PossibleAction[] =>
  candidatesOf(dossier, by, rules, recordedAt).flatMap(({ body, ...named }) => {
    const task = 'task' in named ? named.task : undefined;
    if (!mayCommand(named.type, task)) return [{ ...named, allowed: false, reasons: [{ code: 'forbidden-role' }] }];
    const answer = tried({ ...body, by, commandId: 'possible' } as DossierCommand & Envelope, dossier, rules, recordedAt);
    return answer instanceof Refusal ? refusedOf(named, answer) : [{ ...named, allowed: true, reasons: [] }];
  });

const tried = (command: DossierCommand, dossier: Dossier, rules: Rules, recordedAt: Instant): Refusal | null => {
  try {
    dossierDecider(rules).decide(command, dossier, recordedAt);
    return null;
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
};

const refusedOf = (named: Omit<Candidate, 'body'>, refusal: Refusal): PossibleAction[] => {
  if (named.type === 'hand-over-again' && refusal.code === 'action-not-allowed') return [];
  const wanted = asksFor(refusal);
  return wanted === null
    ? [{ ...named, allowed: false, reasons: [{ code: refusal.code, ...present(refusal.facts) }] }]
    : [{ ...named, allowed: true, reasons: [], ...wanted }];
};

/** What a refusal still wants to be given; null where data would not help. */
const asksFor = ({ code, facts }: Refusal): Pick<PossibleAction, 'requires' | 'results'> | null => {
  const list = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);
  switch (code) {
    case 'fact-required':
      return { requires: list(facts.missing) };
    case 'guard-not-satisfied':
      return list(facts.missing).length > 0 ? { requires: list(facts.missing) } : null;
    case 'result-not-declared':
      return { results: list(facts.allowed) };
    case 'evidence-required':
      return {};
    default:
      return null;
  }
};

const present = (facts: Refusal['facts']): { facts?: Refusal['facts'] } => (Object.keys(facts).length > 0 ? { facts } : {});
