import type { Act } from './acts.js';
import { COMMANDS, GENERAL, READING, type Relation, type Rule, TASK_COMMANDS } from './policy-table.js';
import type { Principal } from './tokens/principal.js';

/** The agencies of one dossier. For a dossier that is about to be created: its receiving agency, and nobody else. */
export interface DossierScope {
  readonly receivingAgency: string;
  /** The agency answerable to the applicant; `null` before the receipt. */
  readonly lead: string | null;
  /** Bound agencies that have had a step, up to now. */
  readonly entered: readonly string[];
  /** Agencies that have a step now. */
  readonly holders: readonly string[];
  /** The lead's superior: its head decides the cause when the lead is blamed. */
  readonly leadSuperior?: string | null;
  /** The agency that owes the apology, where the act is about an apology task. */
  readonly owing?: string | null;
}

/** `forbidden-role` is 403, `out-of-scope` the 404 of a dossier that does not exist. */
export type Verdict =
  | { readonly allowed: true }
  | { readonly allowed: false; readonly reason: 'forbidden-role' | 'out-of-scope' };

const ALLOWED: Verdict = { allowed: true };
const FORBIDDEN: Verdict = { allowed: false, reason: 'forbidden-role' };
const OUT_OF_SCOPE: Verdict = { allowed: false, reason: 'out-of-scope' };

/**
 * Who may do what, denied by default. `scope` is `null` where there is no dossier: because the act is about none, or
 * because none was found. So a dossier out of sight and a missing one always give the same verdict.
 * What depends on the state (whose step it is, who drafted, who is blamed) is the domain's to refuse.
 */
export const may = (principal: Principal, act: Act, scope: DossierScope | null): Verdict => {
  const rules = rulesFor(principal, act);
  if (rules.length === 0) return FORBIDDEN;
  if (permitted(principal, rules, scope)) return ALLOWED;
  const inSight = act === 'create-dossier' || (scope !== null && canSee(principal, scope));
  return inSight ? FORBIDDEN : OUT_OF_SCOPE;
};

/** The one predicate of every page, list, search, count, feed and export. */
export const canSee = (principal: Principal, scope: DossierScope): boolean =>
  permitted(principal, rulesFor(principal, 'read-dossier'), scope);

const permitted = ({ agency }: Principal, rules: readonly Rule[], scope: DossierScope | null): boolean =>
  rules.some(({ at }) => at.some((relation) => stands(agency, relation, scope)));

const rulesFor = (principal: Principal, act: Act): readonly Rule[] =>
  rulesOf(act).filter(({ roles }) => roles.some((role) => principal.roles.includes(role)));

const PLAIN = { ...GENERAL, ...READING };

/** An act that the tables do not know, from wherever it came, has no rule. */
const rulesOf = (act: Act): readonly Rule[] => {
  if (typeof act !== 'string') return 'command' in act ? ruled(COMMANDS, act.command) : ruled(TASK_COMMANDS, act.taskCommand);
  return ruled(PLAIN, act);
};

const ruled = <K extends string>(table: Readonly<Record<K, readonly Rule[]>>, act: K): readonly Rule[] =>
  Object.hasOwn(table, act) ? table[act] : [];

const stands = (agency: string, relation: Relation, scope: DossierScope | null): boolean =>
  relation === 'anyone' || (scope !== null && agenciesAt(relation, scope).includes(agency));

const agenciesAt = (relation: Exclude<Relation, 'anyone'>, scope: DossierScope): readonly (string | null | undefined)[] => {
  switch (relation) {
    case 'participant':
      return [scope.receivingAgency, scope.lead, ...scope.entered, ...scope.holders];
    case 'receiving':
      return [scope.receivingAgency];
    case 'lead':
      return [scope.lead];
    case 'lead-superior':
      return [scope.leadSuperior];
    case 'holder':
      return scope.holders;
    case 'owing':
      return [scope.owing];
  }
};
