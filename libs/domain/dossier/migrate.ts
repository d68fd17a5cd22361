import { isSimple, stateAt } from '../procedure/statechart.js';
import { Refusal } from '../refusal.js';
import type { Rules } from '../rules.js';
import { isHeadOf, refuseUnless, refuseUnlessUnderWay } from './acting.js';
import type { AdoptCalendar, Migrate } from './commands.js';
import type { KnowledgeEvent } from './events.js';
import { type Dossier, isUnderWay, openSteps } from './state.js';

/** Moves an open dossier to another version of its procedure. The printed appointment stays as it is. */
export const migrate = (command: Migrate, dossier: Dossier, rules: Rules): KnowledgeEvent[] => {
  refuseUnlessUnderWay(dossier);
  const receipt = dossier.receipt;
  refuseUnless(isHeadOf(command.by, receipt?.lead), 'agency-not-responsible', { responsible: [receipt?.lead] });
  if (receipt === null || command.version === receipt.version) return [];
  const target = versionOf(rules, dossier.procedure, command.version);
  const states = openSteps(dossier).map((s) => [s.state, stateAt(target.definition, s.state)] as const);
  const lost = states.filter(([, state]) => state === undefined || !isSimple(state)).map(([path]) => path);
  refuseUnless(lost.length === 0, 'state-not-in-version', { states: lost });
  const unbound = Object.keys(target.definition.parties).filter(
    (p) => target.definition.parties[p]?.kind !== 'applicant' && !receipt.parties[p],
  );
  refuseUnless(unbound.length === 0, 'party-unresolved', { parties: unbound.map((party) => ({ party, candidates: [] })) });
  const { timeLimit, committedLimit, counting } = target.definition;
  const limit = committedLimit ?? timeLimit;
  return [
    {
      type: 'DossierMigrated',
      data: {
        version: command.version,
        hash: target.hash,
        fromVersion: receipt.version,
        legalBasis: command.legalBasis,
        limit: { value: limit.value, unit: limit.unit },
        statutoryLimit: { value: timeLimit.value, unit: timeLimit.unit },
        policy: counting.policy,
        stepLimits: Object.fromEntries(
          states.map(([path, state]) => [
            path,
            state && isSimple(state) && state.limit ? { value: state.limit.value, unit: state.limit.unit } : null,
          ]),
        ),
      },
    },
  ];
};

const versionOf = (rules: Rules, code: string, version: number) => {
  try {
    return rules.procedure(code, version);
  } catch {
    throw new Refusal('procedure-unknown', { pointer: '/data/version', procedure: code, version });
  }
};

/** Takes over the calendars' new decisions: every clock is recounted, so that a past storm day can take a breach back. */
export const adoptCalendar = (command: AdoptCalendar, dossier: Dossier): KnowledgeEvent[] => {
  if (!isUnderWay(dossier)) return [];
  const changed = Object.entries(command.calendars).filter(
    ([id, revision]) => id in dossier.calendars && dossier.calendars[id] !== revision,
  );
  return changed.length === 0 ? [] : [{ type: 'CalendarAdopted', data: { calendars: Object.fromEntries(changed) } }];
};
