import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Day, toMs, toText } from '@lien-thong/calendar';
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
import {
  type EventStore,
  type Executor,
  executor,
  SqliteLogReader,
  type StoredEvent,
  StoreUnavailable,
} from '@lien-thong/event-store';
import {
  type BlindIndex,
  createBlindIndex,
  createSealer,
  INSTALLATION_KEY_FILE,
  type InstallationSecrets,
  type KeyStore,
  openInstallationSecrets,
  type Sealer,
  SqliteKeyStore,
} from '@lien-thong/security';
import { Accesses } from './accesses.js';
import { Catalogue } from './catalogue/catalogue.js';
import { Catalogues } from './catalogue/catalogues.js';
import { NotYetKnown } from './catalogue/not-yet-known.js';
import { type Clock, SharedTestClock, SystemClock, TestClock } from './clock.js';
import { DossierCodes } from './codes.js';
import { openKeys, openStore } from './opening.js';

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
    this.catalogues = new Catalogues(store, catalogue, now);
  }

  /** Opens or makes the data directory, reads the catalogues and publishes what is built in and missing. */
  static async open(config: Config): Promise<Engine> {
    mkdirSync(config.dataDir, { recursive: true, mode: 0o700 });
    const secrets = openInstallationSecrets({ dataDir: config.dataDir, key: config.key });
    const store = await openStore(config);
    const keys = await openKeys(config, secrets);
    const catalogue = new Catalogue();
    await catalogue.open(store);
    const engine = new Engine(config, await clockOf(config, store), store, keys, secrets, catalogue);
    await engine.catalogues.registerNation();
    return engine;
  }

  /**
   * Opens what is there for reading, beside a running server or without one: nothing is made, locked or written.
   * @throws StoreUnavailable when there is no log yet, or its key is not there.
   */
  static async openReader(config: Config): Promise<Engine> {
    const keyFile = join(config.dataDir, INSTALLATION_KEY_FILE);
    if (config.key === undefined && !existsSync(keyFile)) throw new StoreUnavailable(`there is no key at ${keyFile}`);
    const store = SqliteLogReader.open(join(config.dataDir, 'events.sqlite'));
    const secrets = openInstallationSecrets({ dataDir: config.dataDir, key: config.key });
    const keys = new SqliteKeyStore(join(config.dataDir, 'keys.sqlite'), secrets.wrappingKey);
    const catalogue = new Catalogue();
    await catalogue.open(store);
    return new Engine(config, await clockOf(config, store), store, keys, secrets, catalogue);
  }

  /** The dossiers under another clock: the demo tells a course that lies in the past. `now` is in milliseconds. */
  dossiersAt(now: () => number): DossierExecutor {
    const decider = dossierDecider(this.rules);
    const cache = { streams: KEPT_DOSSIERS };
    return executor({ store: this.store, decider, codec: { encode, decode } as never, sealer: this.sealer, now, cache });
  }

  async close(): Promise<void> {
    await this.catalogue.close();
    if (this.clock instanceof SharedTestClock) await this.clock.close();
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

/** The sandbox clock starts at the later of its setting and the log's last entry; it never goes back. */
const clockOf = async (config: Config, store: EventStore): Promise<Clock> => {
  if (config.clock.kind === 'system') return new SystemClock();
  const starts = config.clock.startsAt === undefined ? Date.now() : toMs(config.clock.startsAt);
  if (config.eventStoreUrl !== undefined) return SharedTestClock.open(store, starts);
  return new TestClock(Math.max(starts, await lastRecordedAt(store)));
};

const lastRecordedAt = async (store: EventStore): Promise<number> => {
  let last = Number.NEGATIVE_INFINITY;
  let after: string | null = null;
  for (;;) {
    const page = await store.readAll({ after, limit: 2000 });
    for (const event of page.events) last = Math.max(last, toMs(event.metadata.recordedAt));
    if (page.next === after) return last;
    after = page.next;
  }
};

export type DossierRecorded = Recorded<DossierEvent>;
