import type { EventStore, StoredEvent, Upcast } from '@lien-thong/event-store';
import type { Parked, Projection } from '../store/views-file.js';
import type { AnyView } from '../view.js';
import { type FoldedDossier, foldOn, unfolded } from './fold-dossier.js';
import { Youngest } from './youngest.js';

/** Keyed tokens for an application's personal part; null where there is none, or it can no longer be read. */
export type SearchTokensOf = (event: StoredEvent) => Promise<readonly string[] | null>;

export const DOSSIER_STREAMS = 'dossier-';
/** `erasure-<dossier>`: the person of a dossier was erased. */
const ERASURE_STREAMS = 'erasure-';
/** The dossier that an event of this stream is about. */
export const dossierOf = (stream: string): string =>
  stream.slice((stream.startsWith(ERASURE_STREAMS) ? ERASURE_STREAMS : DOSSIER_STREAMS).length);
/** What the views are made from. */
export const FOLLOWED = { streams: [DOSSIER_STREAMS, ERASURE_STREAMS] };

const PAGE = 500;
const APPLICATIONS = new Set(['DossierSubmitted', 'DossierReceived']);

/** From events to the rows of their dossier. Keeps the dossiers used last, so that a new event costs one step of the fold. */
export class Projector {
  readonly #kept: Youngest<FoldedDossier>;
  /** Erased while this process follows the log: the key may live for a moment yet. Whoever was erased before has none. */
  readonly #erased = new Set<string>();

  constructor(
    private readonly store: EventStore,
    private readonly views: readonly AnyView[],
    private readonly upcast: Upcast,
    private readonly searchTokensOf: SearchTokensOf,
    kept: number,
  ) {
    this.#kept = new Youngest(kept);
  }

  /**
   * The dossiers of these events, in the order of their first ones. They are read side by side: one after the other, each would
   * wait for an answer of the store and of the key store.
   */
  async afterAll(events: readonly StoredEvent[]): Promise<Projection[]> {
    const dossiers = [...grouped(events, ({ stream }) => dossierOf(stream)).values()].map((own) => this.#afterOwn(own));
    const settled = await Promise.allSettled(dossiers);
    // Not before all have ended: who reads these again is not to meet those that read them now.
    return settled.map((result) => {
      if (result.status === 'rejected') throw result.reason;
      return result.value;
    });
  }

  /** Events of one dossier, of up to two streams: what was read last is what stands. */
  async #afterOwn(events: readonly StoredEvent[]): Promise<Projection> {
    let projection: Projection | null = null;
    for (const [stream, own] of grouped(events, ({ stream }) => stream)) {
      projection = await (stream.startsWith(ERASURE_STREAMS) ? this.#erasedIn(stream) : this.#after(stream, own));
    }
    return projection as Projection;
  }

  /** The dossier after these events of its stream, which may have been seen already, wholly or in part. */
  async #after(stream: string, events: readonly StoredEvent[]): Promise<Projection> {
    const kept = this.#kept.get(stream);
    const known = kept ?? unfolded;
    if (known.poison !== null) return this.#projected(stream, known);
    const fresh = events.filter((event) => event.revision > known.revision);
    if (fresh.length > 0 && fresh[0]?.revision !== known.revision + 1) return this.reread(stream);
    return this.#keep(stream, await this.#fold(known, fresh));
  }

  /** The dossier whose person an event of `erasure-…` says was erased: no search finds it by that person any more. */
  #erasedIn(stream: string): Promise<Projection> {
    const dossier = DOSSIER_STREAMS + dossierOf(stream);
    this.#erased.add(dossier);
    return this.reread(dossier);
  }

  /** The dossier as its stream stands now, read from the beginning. */
  async reread(stream: string): Promise<Projection> {
    return this.#keep(stream, await this.#read(stream));
  }

  /** The same for a rebuild, without touching what is kept. */
  async anew(stream: string): Promise<Projection> {
    return this.#projected(stream, await this.#read(stream));
  }

  async #read(stream: string): Promise<FoldedDossier> {
    let folded = unfolded;
    for (let from = 0; ; from += PAGE) {
      const page = await this.store.readStream(stream, { from, limit: PAGE });
      folded = await this.#fold(folded, page);
      if (page.length < PAGE || folded.poison !== null) return folded;
    }
  }

  async #fold(before: FoldedDossier, events: readonly StoredEvent[]): Promise<FoldedDossier> {
    const searchable = await this.#withTokens(
      before,
      events.filter((event) => APPLICATIONS.has(event.type) && !this.#erased.has(event.stream)),
    );
    return foldOn(searchable, events, this.upcast);
  }

  /** A key that cannot be had is no reason to miss a deadline: the dossier goes on, and is parked until it can be searched. */
  async #withTokens(before: FoldedDossier, applications: readonly StoredEvent[]): Promise<FoldedDossier> {
    const tokens = new Set(before.tokens);
    try {
      for (const event of applications) for (const token of (await this.searchTokensOf(event)) ?? []) tokens.add(token);
    } catch (error) {
      return { ...before, unsearchable: `no search tokens: ${messageOf(error)}` };
    }
    return { ...before, tokens: [...tokens].sort() };
  }

  #keep(stream: string, folded: FoldedDossier): Projection {
    this.#kept.set(stream, folded);
    return this.#projected(stream, folded);
  }

  #projected(stream: string, { dossier, revision, tokens, poison, unsearchable }: FoldedDossier): Projection {
    const id = dossierOf(stream);
    const park = (at: number, error: string): Parked => ({ dossier: id, revision: at, error });
    const parked =
      poison !== null ? park(poison.revision, messageOf(poison)) : unsearchable !== null ? park(revision, unsearchable) : null;
    if (revision < 0) return { dossier: id, rows: null, parked };
    try {
      return { dossier: id, rows: new Map(this.views.map((view) => [view, view.rows(dossier, { tokens })])), parked };
    } catch (error) {
      return { dossier: id, rows: null, parked: park(revision, messageOf(error)) };
    }
  }
}

const grouped = <T, K>(items: readonly T[], keyOf: (item: T) => K): Map<K, T[]> => {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
};

/** Events are sealed, so no message about them can hold anything readable of a person. */
const messageOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error).slice(0, 500);
  const cause = error.cause instanceof Error ? `: ${error.cause.message}` : '';
  return `${error.message}${cause}`.slice(0, 500);
};
