import type { Ms } from '@lien-thong/calendar';
import { type EventStore, type Upcaster, upcasting } from '@lien-thong/event-store';
import { type Change, Feed } from './feed/feed.js';
import { DOSSIER_STREAMS, Projector, type SearchTokensOf } from './feed/projector.js';
import { type Progress, rebuild } from './feed/rebuild.js';
import { Turns } from './feed/turns.js';
import { type AlarmQuery, alarmsUntil, nextAlarm } from './queries/alarms.js';
import { deadlineSummary, type SummaryQuery, type SummaryRow } from './queries/deadline-summary.js';
import { type DeadlineItem, type DeadlineQuery, listDeadlines } from './queries/list-deadlines.js';
import { type DossierItem, type DossierQuery, listDossiers } from './queries/list-dossiers.js';
import { type InboxItem, type InboxQuery, listInbox } from './queries/list-inbox.js';
import { listTasks, type TaskItem, type TaskQuery, taskById } from './queries/list-tasks.js';
import type { Page } from './queries/page.js';
import type { Scope } from './queries/scope.js';
import { type Parked, ViewsFile } from './store/views-file.js';
import type { AnyView } from './view.js';
import type { AlarmRow } from './views/alarms.js';
import { ALL_VIEWS, type ViewName } from './views/all-views.js';

export interface ReadModelOptions {
  /** The disposable file of the views; `:memory:` for tests. */
  readonly file: string;
  readonly store: EventStore;
  readonly searchTokensOf: SearchTokensOf;
  readonly upcasters?: readonly Upcaster[];
  /** How many dossiers are kept folded. */
  readonly keptDossiers?: number;
  /** How often what could not be done is tried again. */
  readonly mendEveryMs?: number;
  readonly views?: readonly AnyView[];
}

export interface ReadModelHealth {
  readonly position: string | null;
  readonly caughtUp: boolean;
  /** Whether they have been at the end of the log since they were opened: before that, they are not fit to be asked. */
  readonly wasLive: boolean;
  /** How much of the log was read, of what stood in it when the reading began: 0 to 1. */
  readonly progress: number;
  /** Milliseconds since the views were last known to be live, or were opened. */
  readonly behindMs: number;
  readonly parked: number;
  readonly rebuilding: readonly string[];
  readonly error: string | null;
}

/** The view is being rebuilt for this version of the software and cannot be asked yet. */
export class ViewNotReady extends Error {
  constructor(readonly view: string) {
    super(`the view ${view} is being rebuilt`);
    this.name = 'ViewNotReady';
  }
}

/** Lists, inboxes, deadlines and alarms: rows projected from the folded dossiers, kept at the log's end by one feed. */
export class ReadModel {
  readonly #file: ViewsFile;
  readonly #projector: Projector;
  readonly #feed: Feed;
  readonly #turns = new Turns();
  readonly #rebuilds = new Turns();
  #retry: NodeJS.Timeout | null = null;
  #stopped = false;
  #mending: string | null = null;

  constructor(private readonly options: ReadModelOptions) {
    const views = options.views ?? ALL_VIEWS;
    const { store, searchTokensOf } = options;
    this.#file = ViewsFile.open(options.file, views);
    this.#projector = new Projector(store, views, upcasting(options.upcasters), searchTokensOf, options.keptDossiers ?? 2_000);
    this.#feed = new Feed({ store, file: this.#file, projector: this.#projector, turns: this.#turns });
  }

  /** Follows the log from the stored position; views of another version are rebuilt beside. */
  start(): void {
    this.#feed.start();
    this.#retry = setInterval(() => void this.#mend(), this.options.mendEveryMs ?? 60_000);
    this.#retry.unref();
    void this.#mend();
  }

  /** What could not be done: views of another version, parked dossiers. It is tried again until it can. */
  async #mend(): Promise<void> {
    try {
      await this.#rebuilds.take(async () => {
        const outdated = this.#file.views.filter((view) => this.#file.outdated.has(view.name));
        if (outdated.length > 0 && !this.#stopped) await this.#rebuildNow(outdated);
      });
      await this.retryParked();
    } catch (error) {
      this.#mending = error instanceof Error ? error.message : String(error);
      return;
    }
    this.#mending = null;
  }

  async stop(): Promise<void> {
    if (this.#stopped) return;
    this.#stopped = true;
    if (this.#retry !== null) clearInterval(this.#retry);
    await this.#feed.stop();
    await this.#turns.take(async () => this.#file.close());
  }

  /** What every answer reflects now; null before the first event. */
  position(): string | null {
    return this.#feed.position;
  }

  get caughtUp(): boolean {
    return this.#feed.caughtUp;
  }

  /** True once the views reflect this position, false when that took longer. */
  waitFor(position: string, timeoutMs: number): Promise<boolean> {
    return this.#feed.waitFor(position, timeoutMs);
  }

  /** Until the views reflect everything that stands in the log now. */
  async settled(timeoutMs = 30_000): Promise<boolean> {
    const head = await this.options.store.head();
    return head === null || this.waitFor(head, timeoutMs);
  }

  /** Called after each write of the views, with the dossiers that were written. Gives back how to end it. */
  onChange(listener: (change: Change) => void): () => void {
    return this.#feed.onChange(listener);
  }

  health(): ReadModelHealth {
    return {
      position: this.position(),
      caughtUp: this.caughtUp,
      wasLive: this.#feed.wasLive,
      progress: this.#feed.progress,
      behindMs: this.#feed.behindMs,
      parked: this.parked().length,
      rebuilding: [...this.#file.outdated],
      error: this.#feed.error?.message ?? this.#mending,
    };
  }

  parked(): readonly Parked[] {
    return this.#file.parked();
  }

  /** Reads every parked dossier again; those that can be read now are parked no longer. */
  async retryParked(): Promise<void> {
    for (const { dossier } of this.parked()) await this.refresh(dossier);
  }

  /** Projects one dossier anew from its whole stream, its search tokens too: for instance after its key was destroyed. */
  async refresh(dossier: string): Promise<void> {
    await this.#turns.take(async () => {
      if (this.#stopped) return;
      this.#file.write([await this.#projector.reread(DOSSIER_STREAMS + dossier)], null);
    });
    this.#feed.announce([dossier]);
  }

  /** Beside the live tables, while they go on being fed and asked; then they change places. */
  rebuild(name: ViewName | 'all', onProgress?: (progress: Progress) => void): Promise<void> {
    return this.#rebuild(
      this.#file.views.filter((view) => name === 'all' || view.name === name),
      onProgress,
    );
  }

  #rebuild(views: readonly AnyView[], onProgress?: (progress: Progress) => void): Promise<void> {
    return this.#rebuilds.take(() => this.#rebuildNow(views, onProgress));
  }

  #rebuildNow(views: readonly AnyView[], onProgress?: (progress: Progress) => void): Promise<void> {
    const parts = { store: this.options.store, file: this.#file, projector: this.#projector, turns: this.#turns };
    return rebuild(parts, views, onProgress);
  }

  /** SHA-256 over every row of a view: equal before and after a rebuild, and on every replica at the same position. */
  checksum(name: ViewName): string {
    return this.#served(name).live.get(name)?.checksum() ?? '';
  }

  listDossiers(query: DossierQuery): Page<DossierItem> {
    return listDossiers(this.#served('dossiers', 'participants', 'holders', 'searchTokens'), query);
  }

  listDeadlines(query: DeadlineQuery): Page<DeadlineItem> {
    return listDeadlines(this.#served('deadlines', 'dossiers', 'participants'), query);
  }

  deadlineSummary(query: SummaryQuery): { readonly data: readonly SummaryRow[]; readonly position: string | null } {
    return deadlineSummary(this.#served('deadlines', 'dossiers', 'participants'), query);
  }

  listTasks(query: TaskQuery): Page<TaskItem> {
    return listTasks(this.#served('apologyTasks', 'dossiers', 'participants'), query);
  }

  taskById(query: { readonly id: string; readonly scope: Scope; readonly now: Ms }): TaskItem | null {
    return taskById(this.#served('apologyTasks', 'dossiers', 'participants'), query);
  }

  inbox(query: InboxQuery): Page<InboxItem> {
    return listInbox(this.#served('inbox', 'dossiers', 'participants'), query);
  }

  alarmsUntil(query: AlarmQuery): readonly AlarmRow[] {
    return alarmsUntil(this.#served('alarms'), query);
  }

  /** The first alarm after an instant (milliseconds, exclusive), or of all. */
  nextAlarm(after?: Ms): AlarmRow | null {
    return nextAlarm(this.#served('alarms'), after);
  }

  #served(...views: readonly ViewName[]): ViewsFile {
    for (const view of views) if (!this.#file.isServed(view)) throw new ViewNotReady(view);
    return this.#file;
  }
}
