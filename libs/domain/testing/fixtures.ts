import { type CalendarDefinition, compose, toMs, toText, vnCivilService, type WorkingCalendar } from '@lien-thong/calendar';
import type { Actor, Recorded } from '../decider.js';
import type { DossierCommand, Envelope, NewDossier } from '../dossier/commands.js';
import { dossierDecider } from '../dossier/dossier.js';
import type { DossierEvent } from '../dossier/events.js';
import { evolve } from '../dossier/evolve.js';
import { alarmsOf } from '../dossier/ring.js';
import { type Dossier, noDossier } from '../dossier/state.js';
import type { ProcedureDefinition } from '../procedure/definition.js';
import { type DossierPage, dossierPage } from '../reading/page.js';
import { Refusal } from '../refusal.js';
import { ruleSet, ruleSetInForce } from '../rule-sets/rule-sets.js';
import type { Agency, Rules } from '../rules.js';

/** Named facts and a small world for specs: one province, a few procedures, and a dossier driven by commands. */

export const lan: Actor = { subject: 'lan', agency: 'H99.01', roles: ['reception'] };
export const deskHead: Actor = { subject: 'dung', agency: 'H99.01', roles: ['head'] };
export const registrar: Actor = { subject: 'minh', agency: 'H99.10', roles: ['officer'] };
export const registryHead: Actor = { subject: 'hoa', agency: 'H99.10', roles: ['head'] };
export const taxOfficer: Actor = { subject: 'thu', agency: 'H99.T1', roles: ['officer'] };
export const taxHead: Actor = { subject: 'binh', agency: 'H99.T1', roles: ['head'] };
export const policeOfficer: Actor = { subject: 'phuc', agency: 'H99.20', roles: ['officer'] };
export const environmentOfficer: Actor = { subject: 'giang', agency: 'H99.30', roles: ['officer'] };
export const planner: Actor = { subject: 'khanh', agency: 'H99.40', roles: ['officer'] };
export const policeHead: Actor = { subject: 'son', agency: 'H99.20', roles: ['head'] };
export const engine: Actor = { subject: 'system', agency: '', roles: [] };

const agency = (code: string, party: string, calendar: string | null = null): Agency => ({
  code,
  name: { vi: code, en: code },
  kind: 'competent',
  superior: 'H99',
  calendar,
  serves: { [party]: ['*'] },
  validFrom: '2018-01-01',
  validTo: null,
  successor: null,
});

export const AGENCIES = [
  agency('H99.10', 'land-registry'),
  agency('H99.T1', 'tax'),
  agency('H99.20', 'police', 'police-calendar'),
  agency('H99.30', 'environment'),
  agency('H99.40', 'planning'),
];

export interface World {
  readonly rules: Rules;
  /** Adds a revision of every calendar: day decisions on top of what each says of itself. */
  decideDays(revision: string, days: CalendarDefinition['days']): void;
  /** What a calendar is made of at a revision, for oracles. */
  layersOf(id: string, revision: string): readonly CalendarDefinition[];
}

/** The police of this province have a holiday of their own; everybody else works by the nation's calendar. */
const NATION = vnCivilService;
const POLICE: CalendarDefinition = {
  id: 'police-calendar',
  name: { vi: 'công an', en: 'police' },
  parent: 'vn-civil-service',
  days: [{ date: '2026-03-09', kind: 'off', reason: 'ngày truyền thống', source: 'CV 2', confirmed: true }],
};
const LAYERS: Readonly<Record<string, readonly CalendarDefinition[]>> = {
  'vn-civil-service': [NATION],
  'police-calendar': [NATION, POLICE],
};

export const world = (...definitions: ProcedureDefinition[]): World => {
  const composed = new Map<string, WorkingCalendar>();
  const decided = new Map<string, CalendarDefinition['days']>([['1', []]]);
  let newest = '1';
  const layersOf = (id: string, revision: string): readonly CalendarDefinition[] => [
    ...(LAYERS[id] ?? []),
    { id, name: { vi: 'bão', en: 'storm' }, parent: null, days: decided.get(revision) ?? [] } as CalendarDefinition,
  ];
  const find = (code: string, version: number) => definitions.find((d) => d.code === code && d.version === version);
  const rules: Rules = {
    procedureInForce: (code, day) => {
      const found = definitions.filter(
        (d) => d.code === code && d.effectiveFrom <= day && (d.effectiveTo == null || day <= d.effectiveTo),
      );
      const definition = found.sort((a, b) => b.version - a.version)[0];
      return definition && { definition, hash: 'hash' };
    },
    procedure: (code, version) => {
      const definition = find(code, version);
      if (!definition) throw new Error(`no ${code} v${version}`);
      return { definition, hash: 'hash' };
    },
    ruleSetInForce,
    ruleSet,
    agency: (code) => AGENCIES.find((a) => a.code === code),
    agenciesServing: (party) => AGENCIES.filter((a) => party in a.serves),
    calendarOf: (code) => ({ id: AGENCIES.find((a) => a.code === code)?.calendar ?? 'vn-civil-service', revision: newest }),
    calendar: (id, revision) => {
      const known = composed.get(`${id}@${revision}`) ?? compose(layersOf(id, revision), revision);
      composed.set(`${id}@${revision}`, known);
      return known;
    },
  };
  return {
    rules,
    decideDays: (revision, days) => {
      decided.set(revision, days);
      newest = revision;
    },
    layersOf,
  };
};

type Body<C> = C extends DossierCommand ? Omit<C, keyof Envelope> & Partial<Pick<Envelope, 'occurredAt' | 'evidence'>> : never;
export type CommandBody = Body<DossierCommand>;

/** A dossier on its way: commands at instants, alarms rung in their order, events kept as the log would. */
export class Journey {
  state: Dossier = noDossier;
  readonly log: Recorded<DossierEvent>[] = [];
  now = toMs('2026-03-02T08:00:00+07:00');
  private commands = 0;

  constructor(
    readonly world: World,
    readonly decider = dossierDecider(world.rules),
  ) {}

  /** The same dossier at the same instant, to try something on. */
  fork(): Journey {
    const fork = new Journey(this.world, this.decider);
    return Object.assign(fork, { state: this.state, now: this.now, log: [...this.log], commands: this.commands });
  }

  at(text: string): this {
    const to = toMs(text);
    for (let next = this.nextAlarm(to); next; next = this.nextAlarm(to)) {
      this.now = Math.max(this.now, next.at);
      this.ring(next.deadline, next.version, next.rung);
    }
    this.now = Math.max(this.now, to);
    return this;
  }

  /** Moves the clock and rings nothing: the alarms are late. */
  silentlyAt(text: string): this {
    this.now = toMs(text);
    return this;
  }

  private nextAlarm(to: number) {
    return alarmsOf(this.state)
      .filter((a) => a.at <= to)
      .sort((a, b) => a.at - b.at)[0];
  }

  ring(deadline: string, version: number, rung: string): Recorded<DossierEvent>[] {
    return this.record({
      type: 'ring',
      deadline,
      version,
      rung,
      by: engine,
      commandId: `ring-${deadline}-${version}-${rung}-${this.commands++}`,
    });
  }

  do(by: Actor, body: CommandBody): this {
    this.record({ ...body, by, commandId: `c${++this.commands}` } as DossierCommand);
    return this;
  }

  refused(by: Actor, body: CommandBody): string {
    try {
      this.decider.decide({ ...body, by, commandId: 'never' } as DossierCommand, this.state, toText(this.now));
    } catch (error) {
      if (error instanceof Refusal) return error.code;
      throw error;
    }
    return 'accepted';
  }

  record(command: DossierCommand): Recorded<DossierEvent>[] {
    const decision = this.decider.decide(command, this.state, toText(this.now));
    const recorded = decision.events.map((event, i) => ({
      ...event,
      id: `${command.commandId}.${i}`,
      revision: this.state.revision + 1 + i,
      commandId: command.commandId,
      actor: command.by,
      occurredAt: decision.occurredAt,
      recordedAt: toText(this.now),
    })) as Recorded<DossierEvent>[];
    for (const event of recorded) this.state = evolve(this.state, event);
    this.log.push(...recorded);
    return recorded;
  }

  page(): DossierPage {
    return dossierPage(this.state, this.world.rules, this.now);
  }
  types(): string[] {
    return this.log.map((e) => (e.type === 'ActionTaken' || e.type === 'LegsJoined' ? e.data.name : e.type));
  }
  count(type: string): number {
    return this.types().filter((t) => t === type).length;
  }
}

/** An instant of March 2026, when most stories happen: `march('02 08:00')`; seconds may follow. */
export const march = (text: string): string => `2026-03-${text.replace(' ', 'T')}${text.length === 8 ? ':00' : ''}+07:00`;

export const DOCUMENT = { kind: 'document', reference: 'CV 12' } as const;

export const newDossier = (change: Partial<NewDossier> = {}): CommandBody => ({
  type: 'create',
  dossier: {
    id: '0190f0a0-0000-7000-8000-000000000001',
    code: 'H99.01-260302-0001',
    procedure: '9.900001',
    receivingAgency: 'H99.01',
    channel: 'direct',
    returnChannel: 'direct',
    applicant: { kind: 'person', name: 'Nguyễn Văn An' },
    components: [{ code: 'application-form', originals: 1, copies: 0, digitised: true }],
    parties: {},
    facts: {},
    ...change,
  },
});
