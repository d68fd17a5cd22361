import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Act } from './acts.js';
import { canSee, type DossierScope, may } from './policy.js';
import { COMMANDS, GENERAL, READING, TASK_COMMANDS } from './policy-table.js';
import { type Principal, ROLES, type Role } from './tokens/principal.js';

/** The agencies of the oracle, by one letter each. */
const AGENCIES = {
  R: 'H99.01', // receiving
  L: 'H99.02', // lead, has not had a step yet
  H: 'H99.03', // holds a step now
  P: 'H99.04', // had a step, and owes the apology
  F: 'H99.05', // bound, but the dossier has not reached it
  S: 'H99', // the lead's superior
} as const;
type Letter = keyof typeof AGENCIES;
const LETTERS = Object.keys(AGENCIES) as Letter[];

const dossier: DossierScope = {
  receivingAgency: AGENCIES.R,
  lead: AGENCIES.L,
  entered: [AGENCIES.R, AGENCIES.H, AGENCIES.P],
  holders: [AGENCIES.H],
  leadSuperior: AGENCIES.S,
  owing: AGENCIES.P,
};

/**
 * The oracle, written from the contract and the rulings, not from the table: for each act who may (role@agencies), the
 * rest may not. `*` = every agency; `seen` = RLHP.
 */
const ORACLE: Readonly<Record<string, string>> = {
  'create-dossier': 'reception@R integration@R',
  'read-dossier': 'reception@seen officer@seen head@seen auditor@seen integration@seen',
  'read-personal': 'reception@RH officer@RH',
  'list-dossiers': 'reception@* officer@* head@* auditor@* integration@*',
  'read-events-feed': 'officer@* head@* auditor@* integration@*',
  'read-catalogue': 'reception@* officer@* head@* auditor@* integration@* administrator@*',
  'calculate-deadline': 'reception@* officer@* head@* auditor@* integration@* administrator@*',
  'move-test-clock': 'reception@* officer@* head@* auditor@* integration@* administrator@*',
  'publish-procedure': 'administrator@*',
  'validate-procedure': 'administrator@*',
  'manage-agency': 'administrator@*',
  'manage-calendar': 'administrator@*',
  'preview-calendar': 'administrator@*',
  'read-accesses': 'auditor@*',
  'verify-audit': 'auditor@*',
  'manage-webhooks': 'head@* integration@*',
  'read-queues': 'administrator@*',
  'command receive': 'reception@R',
  'command refuse': 'reception@R',
  'command request-withdrawal': 'reception@R',
  'command confirm-withdrawal': 'reception@R',
  'command decline-withdrawal': 'reception@R',
  'command take-action': 'reception@R officer@seen integration@seen',
  'command acknowledge-handover': 'reception@R officer@seen integration@seen',
  'command reject-handover': 'reception@R officer@seen integration@seen',
  'command hand-over-again': 'reception@R officer@seen integration@seen',
  'command request-supplement': 'reception@R officer@seen integration@seen',
  'command receive-supplement': 'reception@R officer@RH integration@RH',
  'command issue-result': 'reception@R officer@seen integration@seen',
  'command return-result': 'reception@R officer@seen integration@seen',
  'command stop': 'head@RL',
  'command migrate': 'head@L',
  'command propose-cause': 'officer@RL head@RL',
  'command contest-cause': 'officer@seen head@seen',
  'command decide-cause': 'head@LS',
  'command request-correction': 'reception@seen officer@seen head@seen integration@seen',
  'command approve-correction': 'head@seen',
  'command reject-correction': 'head@seen',
  'command annotate': 'reception@seen officer@seen head@seen integration@seen',
  'task draft': 'officer@P',
  'task sign': 'head@P',
  'task issue': 'officer@P',
  'task record-delivery': 'officer@P reception@R',
  'task waive': 'head@P',
};
const WITHOUT_DOSSIER =
  /^(create|list|publish|validate|manage|preview|calculate|move|verify|read-(events|catalogue|accesses|queues))/;

const actOf = (name: string): Act => {
  const [kind, type] = name.split(' ');
  if (type === undefined) return name as Act;
  return (kind === 'command' ? { command: type } : { taskCommand: type }) as Act;
};
const expected = (name: string, role: Role, letter: Letter): string => {
  const cell = ORACLE[name]?.split(' ').find((entry) => entry.startsWith(`${role}@`));
  if (cell === undefined) return 'forbidden-role';
  const letters = cell
    .slice(role.length + 1)
    .replace('*', 'RLHPFS')
    .replace('seen', 'RLHP');
  if (letters.includes(letter)) return 'allowed';
  return WITHOUT_DOSSIER.test(name) || 'RLHP'.includes(letter) ? 'forbidden-role' : 'out-of-scope';
};
const said = (principal: Principal, act: Act, scope: DossierScope | null): string => {
  const verdict = may(principal, act, scope);
  return verdict.allowed ? 'allowed' : verdict.reason;
};
const caller = (agency: string, ...roles: Role[]): Principal => ({ subject: 'lan', agency, roles });

const anyRoles = fc.uniqueArray(fc.constantFrom(...ROLES), { minLength: 1 });
const anyAgency = fc.constantFrom(...Object.values(AGENCIES));
const anyAct = fc.constantFrom(...Object.keys(ORACLE).map(actOf));
const anyDossier: fc.Arbitrary<DossierScope> = fc
  .record({
    receivingAgency: anyAgency,
    lead: fc.option(anyAgency),
    entered: fc.uniqueArray(anyAgency),
    leadSuperior: fc.option(anyAgency),
    owing: fc.option(anyAgency),
  })
  .chain((scope) => fc.subarray(scope.entered).map((holders) => ({ ...scope, holders })));

describe('who may do what', () => {
  it.each(Object.keys(ORACLE))('%s: as the oracle says, for every role of every agency', (name) => {
    const rows = ROLES.flatMap((role) => LETTERS.map((letter) => [role, letter] as const));
    const verdicts = rows.map(
      ([role, letter]) => `${role}@${letter} ${said(caller(AGENCIES[letter], role), actOf(name), dossier)}`,
    );
    expect(verdicts).toEqual(rows.map(([role, letter]) => `${role}@${letter} ${expected(name, role, letter)}`));
  });

  it('has an answer of the oracle for every act', () => {
    const known = [GENERAL, READING].flatMap((table) => Object.keys(table));
    const commands = Object.keys(COMMANDS).map((type) => `command ${type}`);
    const taskCommands = Object.keys(TASK_COMMANDS).map((type) => `task ${type}`);
    expect(Object.keys(ORACLE).sort()).toEqual([...known, ...commands, ...taskCommands].sort());
  });

  it('gives several roles what one of them may, and no more', () =>
    fc.assert(
      fc.property(anyRoles, anyAgency, anyAct, anyDossier, (roles, agency, act, scope) => {
        const alone = roles.some((role) => may(caller(agency, role), act, scope).allowed);
        expect(may(caller(agency, ...roles), act, scope).allowed).toBe(alone);
      }),
    ));

  it('never tells a dossier out of sight from one that does not exist', () =>
    fc.assert(
      fc.property(anyRoles, anyAgency, anyAct, anyDossier, (roles, agency, act, scope) => {
        const principal = caller(agency, ...roles);
        const mayFromAfar = agency === scope.leadSuperior || agency === scope.owing;
        fc.pre(act !== 'create-dossier' && !canSee(principal, scope) && !mayFromAfar);
        expect(said(principal, act, scope)).toBe(said(principal, act, null));
      }),
    ));

  it('lets nobody change or read a dossier that was not found', () =>
    fc.assert(
      fc.property(anyRoles, anyAgency, anyAct, (roles, agency, act) => {
        fc.pre(typeof act !== 'string' || act === 'read-dossier' || act === 'read-personal' || act === 'create-dossier');
        expect(may(caller(agency, ...roles), act, null).allowed).toBe(false);
      }),
    ));

  it('lets auditors and administrators command nothing, whoever their agency is', () =>
    fc.assert(
      fc.property(anyAgency, anyAct, anyDossier, (agency, act, scope) => {
        fc.pre(typeof act !== 'string');
        expect(said(caller(agency, 'auditor', 'administrator'), act, scope)).toBe('forbidden-role');
      }),
    ));

  it.each<unknown>([
    'rule-the-world',
    'constructor',
    '__proto__',
    { command: 'toString' },
    { command: 'sign' },
    { taskCommand: 'stop' },
    { command: undefined },
    {},
  ])('denies an act that it does not know: %p', (act) =>
    expect(said(caller(AGENCIES.R, ...ROLES), act as Act, dossier)).toBe('forbidden-role'),
  );
});

describe('who sees a dossier', () => {
  const seers = (scope: DossierScope, role: Role): string =>
    LETTERS.filter((letter) => canSee(caller(AGENCIES[letter], role), scope)).join('');

  it('is the receiving agency, the lead, and whom it has reached; a superior and a bound agency before its turn are not', () => {
    for (const role of ROLES) expect(seers(dossier, role)).toBe(role === 'administrator' ? '' : 'RLHP');
  });

  it('is the receiving agency alone before the receipt', () =>
    expect(seers({ receivingAgency: AGENCIES.R, lead: null, entered: [], holders: [] }, 'officer')).toBe('R'));

  it('is nobody who is only an administrator', () =>
    fc.assert(fc.property(anyAgency, anyDossier, (agency, scope) => !canSee(caller(agency, 'administrator'), scope))));
});
