import { mkdirSync } from 'node:fs';
import { type Day, toText } from '@lien-thong/calendar';
import type { Config } from '@lien-thong/config';
import {
  type Dossier,
  type DossierCommand,
  type DossierEvent,
  decode,
  dossierDecider,
  encode,
  type Recorded,
  type Rules,
} from '@lien-thong/domain';
import { type EventStore, type Executor, executor, type StoredEvent } from '@lien-thong/event-store';
import {
  type BlindIndex,
  createBlindIndex,
  createSealer,
  type InstallationSecrets,
  type KeyStore,
  openInstallationSecrets,
  type Sealer,
} from '@lien-thong/security';
import { Accesses } from './accesses.js';
import { Catalogue } from './catalogue/catalogue.js';
import { Catalogues } from './catalogue/catalogues.js';
import { NotYetKnown } from './catalogue/not-yet-known.js';
import type { Clock } from './clock.js';
import { DossierCodes } from './codes.js';
import { carryOutErasures, Erasures } from './erasures.js';
import { openClock, openKeys, openLogReader, openStore, refuseLostKeys } from './opening.js';

/** So many dossiers are kept folded, about 10 KB each: a day on which ten thousand fall due reads none of them twice. */
export const KEPT_DOSSIERS = 10_000;

export const dossierStream = (id: string): string => `dossier-${id}`;
export const dossierOfStream = (stream: string): string => stream.slice('dossier-'.length);

export type DossierExecutor = Executor<DossierCommand, Dossier, DossierEvent>;

/** Everything below the entry points, opened once per process: log, keys, catalogues, and the dossiers over them. */
export class Engine {
  readonly sealer: Sealer;
  readonly blindIndex: BlindIndex;
  readonly rules: Rules;
  readonly dossiers: DossierExecutor;
  readonly codes: DossierCodes;
  readonly accesses: Accesses;
  readonly erasures: Erasures;
  readonly catalogues: Catalogues;

  private constructor(
    readonly config: Config,
    readonly clock: Clock,
    readonly store: EventStore,
    readonly keys: KeyStore,
    readonly secrets: InstallationSecrets,
    readonly catalogue: Catalogue,
  ) {
    this.sealer = createSealer(keys);
    this.blindIndex = createBlindIndex(secrets.blindIndexKey);
    this.rules = catalogue.rules();
    const now = (): number => clock.now();
    this.dossiers = abreast(this.dossiersAt(now), catalogue);
    this.codes = new DossierCodes(store, now);
    this.accesses = new Accesses(store, this.sealer, now);
    this.erasures = new Erasures(store, keys, now);
    this.catalogues = new Catalogues(store, catalogue, now);
  }

  /**
   * Opens or makes the data directory, reads the catalogues and publishes what is built in and missing. Nobody who was erased
   * comes back with an older copy of the keys.
   * @throws KeysLost
   */
  static async open(config: Config): Promise<Engine> {
    mkdirSync(config.dataDir, { recursive: true, mode: 0o700 });
    const engine = await Engine.#opened(config, 'to-write', () => openStore(config));
    await carryOutErasures(engine.store, engine.keys);
    await engine.catalogues.registerNation();
    return engine;
  }

  /**
   * Opens what is there for reading, beside running processes or without any: nothing is made, locked or written.
   * @throws StoreUnavailable when there is no log yet, or its keys are not there.
   */
  static openReader(config: Config): Promise<Engine> {
    return Engine.#opened(config, 'to-read', () => openLogReader(config));
  }

  /** What was opened before something could not be is let go of again. */
  static async #opened(config: Config, use: 'to-read' | 'to-write', open: () => Promise<EventStore>): Promise<Engine> {
    const opened: { close(): Promise<void> }[] = [];
    const kept = <T extends { close(): Promise<void> }>(part: T): T => {
      opened.unshift(part);
      return part;
    };
    try {
      const store = kept(await open());
      const secrets = openInstallationSecrets({ dataDir: config.dataDir, key: config.key });
      const keys = kept(await openKeys(config, secrets, use));
      if (use === 'to-write') await refuseLostKeys(store, keys);
      const catalogue = kept(new Catalogue());
      await catalogue.open(store);
      return new Engine(config, await openClock(config, store, keys), store, keys, secrets, catalogue);
    } catch (error) {
      for (const part of opened) await part.close();
      throw error;
    }
  }

  /** The dossiers under another clock: the demo tells a course that lies in the past. `now` is in milliseconds. */
  dossiersAt(now: () => number): DossierExecutor {
    const decider = dossierDecider(this.rules);
    const cache = { streams: KEPT_DOSSIERS };
    return executor({ store: this.store, decider, codec: { encode, decode } as never, sealer: this.sealer, now, cache });
  }

  async close(): Promise<void> {
    await this.catalogue.close();
    await this.clock.close();
    await this.store.close();
    await this.keys.close();
  }

  /** The personal part of a stored event; null when there is none, or when the person was erased. */
  async personalOf(event: Pick<StoredEvent, 'stream' | 'id' | 'data'>): Promise<Readonly<Record<string, unknown>> | null> {
    const sealed = (event.data as { sealed?: string }).sealed;
    return sealed === undefined ? null : this.sealer.open(event.stream, event.id, sealed);
  }

  today(): Day {
    return toText(this.clock.now()).slice(0, 10);
  }
}

/** What another process has published a moment ago is read, and the command decided again. */
const abreast = (dossiers: DossierExecutor, catalogue: Catalogue): DossierExecutor => ({
  ...dossiers,
  execute: async (stream, command, envelope) => {
    try {
      return await dossiers.execute(stream, command, envelope);
    } catch (error) {
      if (!(error instanceof NotYetKnown)) throw error;
      await catalogue.catchUp();
      return dossiers.execute(stream, command, envelope);
    }
  },
});

export type DossierRecorded = Recorded<DossierEvent>;
