import { type Ms, toMs, toText } from '@lien-thong/calendar';
import type { Decider, Event } from '@lien-thong/domain';
import { type Executor, executor } from '@lien-thong/event-store';
import { SYSTEM } from '../catalogue/catalogues.js';
import type { Engine } from '../engine.js';

export interface Seeded {
  readonly agencies: number;
  readonly dossiers: number;
}

type DemoEvent = Event<'DemoStarted', { readonly today: string }> | Event<'DemoSeeded', Seeded>;
type DemoCommand = { readonly type: 'start'; readonly today: string } | { readonly type: 'finish'; readonly seeded: Seeded };
interface Progress {
  readonly today: string | null;
  readonly seeded: Seeded | null;
}

const decider: Decider<DemoCommand, Progress, DemoEvent> = {
  initial: { today: null, seeded: null },
  decide: (command, progress, recordedAt) => ({ occurredAt: recordedAt, events: decide(command, progress) }),
  evolve: (progress, event) => {
    switch (event.type) {
      case 'DemoStarted':
        return { ...progress, today: event.data.today };
      case 'DemoSeeded':
        return { ...progress, seeded: event.data };
    }
  },
};

const decide = (command: DemoCommand, progress: Progress): DemoEvent[] => {
  switch (command.type) {
    case 'start':
      return progress.today === null ? [{ type: 'DemoStarted', data: { today: command.today } }] : [];
    case 'finish':
      return progress.seeded === null ? [{ type: 'DemoSeeded', data: command.seeded }] : [];
  }
};

const STREAM = 'demo-H99';

/** How far the demo has come, in a stream of its own: a second run keeps the first one's today, or has nothing to do. */
export class DemoProgress {
  readonly #progress: Executor<DemoCommand, Progress, DemoEvent>;

  constructor(private readonly engine: Engine) {
    const codec = {
      encode: ({ type, data }: DemoEvent) => ({ type, data: data as never }),
      decode: (stored: { type: string; data: unknown }) => stored as DemoEvent,
    };
    this.#progress = executor({ store: engine.store, decider, codec, now: () => engine.clock.now() });
  }

  async seeded(): Promise<Seeded | null> {
    return (await this.#progress.load(STREAM)).state.seeded;
  }

  /** The instant that is "now" for every story, in milliseconds: that of the first run. */
  async start(): Promise<Ms> {
    const { state } = await this.#execute('start', { type: 'start', today: toText(this.engine.clock.now()) });
    return toMs(state.today as string);
  }

  async finish(seeded: Seeded): Promise<void> {
    await this.#execute('finish', { type: 'finish', seeded });
  }

  #execute(name: string, command: DemoCommand) {
    return this.#progress.execute(STREAM, command, { commandId: this.engine.secrets.idFor('demo', name), actor: SYSTEM });
  }
}
