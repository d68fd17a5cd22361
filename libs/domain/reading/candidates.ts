import { type Instant, toMs, toText } from '@lien-thong/calendar';
import { isOpenTask } from '../apology/duty.js';
import type { Actor } from '../decider.js';
import type { DossierCommand, Envelope } from '../dossier/commands.js';
import { type Act, type Dossier, isOpen, openSteps, type Step } from '../dossier/state.js';
import type { ProcedureDefinition, SimpleState, Text } from '../procedure/definition.js';
import { alternatives, isSimple, stateAt } from '../procedure/statechart.js';
import type { Rules } from '../rules.js';
import { commandName } from './command-names.js';

type Body<C> = C extends DossierCommand ? Omit<C, 'by' | 'commandId'> : never;
export type CommandBody = Body<DossierCommand>;

/** A command that might be lawful now, with the least data that it needs. */
export interface Candidate {
  readonly type: DossierCommand['type'];
  readonly action?: string;
  readonly step?: string;
  readonly correction?: string;
  readonly task?: string;
  readonly name: Text;
  readonly body: CommandBody;
}

/** Everything that anyone could ask of the dossier as it stands; `migrate` and the engine's own commands left out. */
export const candidatesOf = (dossier: Dossier, by: Actor, rules: Rules, now: Instant): Candidate[] => [
  ...intake(dossier),
  ...openSteps(dossier).flatMap((step) => stepActions(dossier, rules, step)),
  ...handovers(dossier),
  ...supplements(dossier, rules, now),
  ...endings(),
  ...corrections(dossier, by),
  ...causes(dossier),
  ...letters(dossier),
  candidate({ type: 'annotate', text: '–' }),
];

const REASON = { reason: '–' };

const candidate = (body: CommandBody, about: Partial<Candidate> = {}): Candidate => ({
  type: body.type,
  ...about,
  name: about.name ?? commandName(body.type),
  body,
});

const intake = (dossier: Dossier): Candidate[] =>
  dossier.submittedBy === null ? [] : [candidate({ type: 'receive' }), candidate({ type: 'refuse', ...REASON })];

/** Every action of the step's state. Results are asked for without naming one: the refusal says which there are. */
const stepActions = (dossier: Dossier, rules: Rules, { id: step, state: path }: Step): Candidate[] => {
  const state = stateOf(definitionOf(dossier, rules), path);
  if (state === undefined) return [];
  return Object.keys(state.on).map((action) => {
    const name = alternatives(state, action).find((option) => option.name)?.name;
    if (action === 'issue-result') return candidate({ type: 'issue-result', step, result: '' }, { action, step, name });
    if (action === 'return-result')
      return candidate({ type: 'return-result', step, channel: dossier.returnChannel }, { action, step, name });
    return candidate({ type: 'take-action', action, step }, { action, step, name: name ?? { vi: action, en: action } });
  });
};

const handovers = (dossier: Dossier): Candidate[] =>
  dossier.steps
    .filter((s) => s.handover === 'pending' || s.handover === 'rejected')
    .flatMap((s) => {
      const step = s.id;
      const answers = [
        candidate({ type: 'acknowledge-handover', step }, { step }),
        candidate({ type: 'reject-handover', step, ...REASON }, { step }),
      ];
      return [...(isOpen(s) && s.handover === 'pending' ? answers : []), candidate({ type: 'hand-over-again', step }, { step })];
    });

const supplements = (dossier: Dossier, rules: Rules, now: Instant): Candidate[] => {
  const component = componentOf(dossier, rules, now);
  const items = component === undefined ? [] : [{ component, content: '–' }];
  const asked = (step?: string): Candidate =>
    candidate(
      { type: 'request-supplement', ...(step === undefined ? {} : { step }), items, ...REASON },
      step === undefined ? {} : { step },
    );
  const held = openSteps(dossier).filter((s) => s.agency !== null && s.handover !== 'pending' && s.handover !== 'rejected');
  return [
    ...(held.length > 0 ? held.map((s) => asked(s.id)) : [asked()]),
    candidate({ type: 'receive-supplement', components: [] }),
  ];
};

const endings = (): Candidate[] => [
  candidate({ type: 'request-withdrawal', ...REASON }),
  candidate({ type: 'confirm-withdrawal' }),
  candidate({ type: 'decline-withdrawal', ...REASON }),
  candidate({ type: 'stop', ...REASON }),
];

/** A correction may be asked for any act of one's own agency: tried on its last one for which none is pending. */
const corrections = (dossier: Dossier, by: Actor): Candidate[] => {
  const acts = Object.values(dossier.acts);
  const isFree = (act: Act): boolean => !dossier.corrections.some((c) => c.act === act.id && c.status === 'pending');
  const own = acts.filter((act) => act.agency === by.agency);
  const act = own.findLast(isFree) ?? own[own.length - 1] ?? acts[0];
  const evidence: Envelope['evidence'] = { kind: 'statement', reference: '–' };
  return [
    ...(act
      ? [candidate({ type: 'request-correction', eventId: act.events[0] ?? '', claimedAt: toText(act.at), evidence })]
      : []),
    ...dossier.corrections
      .filter((c) => c.status === 'pending')
      .flatMap(({ id: correction }) => [
        candidate({ type: 'approve-correction', correction }, { correction }),
        candidate({ type: 'reject-correction', correction, ...REASON }, { correction }),
      ]),
  ];
};

const causes = (dossier: Dossier): Candidate[] => {
  const data = { cause: 'objective', agency: dossier.cause?.agency ?? dossier.receivingAgency, ground: '–' } as const;
  return [
    candidate({ type: 'propose-cause', ...data }),
    candidate({ type: 'contest-cause', ...data }),
    candidate({ type: 'decide-cause', ...data }),
  ];
};

const letters = (dossier: Dossier): Candidate[] =>
  dossier.tasks
    .filter(isOpenTask)
    .flatMap(({ id: task }) => [
      candidate({ type: 'draft', task, reasonClass: 'objective', ...REASON }, { task }),
      candidate({ type: 'sign', task }, { task }),
      candidate({ type: 'issue', task, number: '–' }, { task }),
      candidate({ type: 'record-delivery', task, channel: 'direct' }, { task }),
      candidate({ type: 'waive', task, legalBasis: '–', ...REASON }, { task }),
    ]);

const definitionOf = (dossier: Dossier, rules: Rules): ProcedureDefinition | undefined =>
  dossier.receipt ? rules.procedure(dossier.procedure, dossier.receipt.version).definition : undefined;

const stateOf = (definition: ProcedureDefinition | undefined, path: string): SimpleState | undefined => {
  const state = definition && stateAt(definition, path);
  return state && isSimple(state) ? state : undefined;
};

const componentOf = (dossier: Dossier, rules: Rules, now: Instant): string | undefined =>
  (definitionOf(dossier, rules) ?? rules.procedureInForce(dossier.procedure, toText(toMs(now)).slice(0, 10))?.definition)
    ?.components[0]?.code;
