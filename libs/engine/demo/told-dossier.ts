import { dayOf, type Ms, toText } from '@lien-thong/calendar';
import {
  type Actor,
  type Alarm,
  alarmsOf,
  type Dossier,
  type DossierCommand,
  isOpenTask,
  type NewDossier,
  noDossier,
} from '@lien-thong/domain';
import { eventIdOf } from '@lien-thong/event-store';
import { SYSTEM } from '../catalogue/catalogues.js';
import { DossierCodes } from '../codes.js';
import { type DossierExecutor, dossierStream, type Engine } from '../engine.js';
import type { OfficeDays } from './office-days.js';
import { DESK, officer, partiesOf } from './province.js';
import type { Act, Story } from './story.js';

type Body = { readonly type: DossierCommand['type'] } & Readonly<Record<string, unknown>>;

/**
 * One story, told through the domain: its acts at their instants, and every alarm at its own between them. Ids are the
 * same each time, so that a story that was broken off goes on where it stopped.
 */
export class ToldDossier {
  readonly id: string;
  readonly #dossiers: DossierExecutor;
  readonly #codes: DossierCodes;
  readonly #rung = new Set<string>();
  #now: Ms = 0;
  #told = 0;
  #state: Dossier = noDossier;

  constructor(
    private readonly engine: Engine,
    private readonly days: OfficeDays,
    readonly story: Story,
  ) {
    this.id = engine.secrets.idFor('demo', 'dossier', story.key);
    this.#dossiers = engine.dossiersAt(() => this.#now);
    this.#codes = new DossierCodes(engine.store, () => this.#now);
  }

  beginsAt(): Ms {
    const [first] = this.story.acts;
    return first === undefined ? Number.POSITIVE_INFINITY : this.#instant(first[0]);
  }

  /** Tells on, up to and with that instant. */
  async until(to: Ms): Promise<void> {
    for (;;) {
      const act = this.story.acts[this.#told];
      const actAt = act === undefined ? Number.POSITIVE_INFINITY : this.#instant(act[0]);
      const alarm = this.#nextAlarm();
      if (alarm !== undefined && alarm.at <= Math.min(actAt, to)) await this.#ring(alarm);
      else if (act !== undefined && actAt <= to) await this.#tell(act, actAt);
      else return;
    }
  }

  #nextAlarm(): Alarm | undefined {
    return alarmsOf(this.#state)
      .filter((alarm) => !this.#rung.has(nameOf(alarm)))
      .sort((a, b) => a.at - b.at)[0];
  }

  async #ring(alarm: Alarm): Promise<void> {
    const { deadline, version, rung } = alarm;
    this.#rung.add(nameOf(alarm));
    this.#now = Math.max(this.#now, alarm.at);
    await this.#execute({ type: 'ring', deadline, version, rung }, SYSTEM, eventIdOf(`ring/${this.id}/${nameOf(alarm)}`, 0));
  }

  async #tell([, who, what, data = {}, claim]: Act, at: Ms): Promise<void> {
    const by = officer(who);
    const commandId = this.engine.secrets.idFor('demo', 'act', this.story.key, String(this.#told));
    const occurredAt = claim && toText(this.#instant(claim.occurredAt));
    this.#now = at;
    const body = await this.#body(what, this.#dated(data) as object, by, occurredAt);
    await this.#execute({ ...body, ...(claim && { occurredAt, evidence: claim.evidence }) }, by, commandId);
    this.#told += 1;
  }

  async #execute(body: Body, by: Actor, commandId: string): Promise<void> {
    const command = { ...body, by, commandId } as DossierCommand;
    try {
      this.#state = (await this.#dossiers.execute(dossierStream(this.id), command, { commandId, actor: by })).state;
    } catch (error) {
      throw new Error(`demo: ${this.story.key}, ${body.type} at ${toText(this.#now)}: ${error}`, { cause: error });
    }
  }

  /** What stands in a story, with what only the dossier itself knows. */
  async #body(what: string, data: object, by: Actor, occurredAt: string | undefined): Promise<Body> {
    const [type, action] = what.split(' ') as [DossierCommand['type'], string?];
    switch (type) {
      case 'create':
        return { type, dossier: await this.#newDossier(by, occurredAt) };
      case 'take-action':
        return { type, action, ...data };
      case 'approve-correction':
      case 'reject-correction':
        return { type, correction: this.#state.corrections.find((c) => c.status === 'pending')?.id, ...data };
      case 'draft':
      case 'sign':
      case 'issue':
      case 'record-delivery':
      case 'waive':
        return { type, task: this.#state.tasks.find(isOpenTask)?.id, ...data };
      default:
        return { type, ...data };
    }
  }

  async #newDossier(by: Actor, occurredAt: string | undefined): Promise<NewDossier> {
    const { procedure, channel = 'direct', returnChannel = 'direct', applicant, facts, components } = this.story;
    const day = occurredAt?.slice(0, 10) ?? dayOf(this.#now);
    const known = (await this.#dossiers.load(dossierStream(this.id))).state;
    const code = known.code || (await this.#codes.next(DESK, day, this.id, by));
    const papers = components.map((paper) => ({ code: paper, originals: 1, copies: 0, digitised: true }));
    const definition = this.engine.rules.procedureInForce(procedure, day)?.definition ?? { parties: {} };
    const parties = partiesOf(definition);
    return {
      id: this.id,
      code,
      procedure,
      receivingAgency: DESK,
      channel,
      returnChannel,
      applicant,
      components: papers,
      parties,
      facts,
    };
  }

  /** `@+18` is a day of the story. */
  #dated(value: unknown): unknown {
    if (typeof value === 'string')
      return value.startsWith('@') ? this.days.day(this.story.start + Number(value.slice(1))) : value;
    if (Array.isArray(value)) return value.map((item) => this.#dated(item));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.#dated(item)]));
  }

  #instant(when: string): Ms {
    return this.days.instant(this.story.start, when, this.story.shift);
  }
}

const nameOf = ({ deadline, version, rung }: Alarm): string => `${deadline}/${version}/${rung}`;
