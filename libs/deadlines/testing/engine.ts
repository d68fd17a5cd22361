import { toMs } from '@lien-thong/calendar';
import {
  type Actor,
  type Dossier,
  type DossierCommand,
  type DossierEvent,
  decode,
  dossierDecider,
  encode,
} from '@lien-thong/domain';
import { type Codec, type EventStore, type Executor, executor, MemoryEventStore } from '@lien-thong/event-store';
import { ReadModel } from '@lien-thong/read-model';
import { type CommandBody, newDossier, world } from '../../domain/testing/fixtures.js';
import { land } from '../../domain/testing/procedures.js';
import { type AlarmClock, createEnforcer, type DossierAlarm, type Enforcer, type EnforcerOptions } from '../index.js';

const ENGINE: Actor = { subject: 'system', agency: '', roles: [] };
const CODEC: Codec<DossierEvent> = { encode: encode as Codec<DossierEvent>['encode'], decode };

/** The whole engine below HTTP on one sandbox clock: log, decider, views, alarm clock, enforcer. */
export class Engine {
  now = toMs('2026-03-02T08:00:00+07:00');
  readonly store: EventStore = new MemoryEventStore();
  readonly views = new ReadModel({ file: ':memory:', store: this.store, searchTokensOf: async () => null });
  readonly rung: DossierAlarm[] = [];
  readonly enforcer: Enforcer;
  readonly #dossiers: Executor<DossierCommand, Dossier, DossierEvent>;
  #commands = 0;

  constructor(clock: AlarmClock, options: Partial<EnforcerOptions> = {}) {
    const decider = dossierDecider(world(land).rules);
    const sealer = { seal: async () => 'sealed' };
    this.#dossiers = executor({
      store: this.store,
      decider,
      codec: CODEC,
      sealer,
      now: () => this.now,
      cache: { streams: 20_000 },
    });
    const settled = () => this.views.settled();
    const ring = (alarm: DossierAlarm) => this.ring(alarm);
    this.enforcer = createEnforcer({ views: this.views, clock, ring, now: () => this.now, settled, look: null, ...options });
  }

  async start(): Promise<this> {
    this.views.start();
    await this.enforcer.start();
    return this;
  }

  async stop(): Promise<void> {
    await this.enforcer.stop();
    await this.views.stop();
    await this.store.close();
  }

  async ring({ dossier, deadline, version, rung, at }: DossierAlarm): Promise<void> {
    this.rung.push({ dossier, deadline, version, rung, at });
    await this.send(dossier, ENGINE, { type: 'ring', deadline, version, rung } as CommandBody);
  }

  async send(dossier: string, by: Actor, body: CommandBody): Promise<void> {
    this.#commands += 1;
    const commandId = `00000000-0000-4000-8000-${String(this.#commands).padStart(12, '0')}`;
    await this.#dossiers.execute(`dossier-${dossier}`, { ...body, by, commandId } as DossierCommand, { commandId, actor: by });
  }

  /** So many land dossiers, received in one instant; their ids. */
  async receive(count: number, by: Actor): Promise<string[]> {
    const ids = Array.from({ length: count }, (_, i) => `0190f0a0-0000-7000-8000-${String(i).padStart(12, '0')}`);
    const send = (id: string, i: number) =>
      this.send(id, by, newDossier({ id, code: `H99.01-260302-${String(i).padStart(4, '0')}` }));
    await Promise.all(ids.map(send));
    await this.views.settled();
    return ids;
  }

  async advance(to: string): Promise<readonly DossierAlarm[]> {
    const { failed } = await this.enforcer.advanceTo(toMs(to), async (at) => {
      this.now = at;
    });
    return failed;
  }

  async count(type: string): Promise<number> {
    let count = 0;
    for (let after: string | null = null; ; ) {
      const page = await this.store.readAll({ after, limit: 5_000, filter: { types: [type] } });
      count += page.events.length;
      if (page.events.length === 0) return count;
      after = page.next;
    }
  }
}
