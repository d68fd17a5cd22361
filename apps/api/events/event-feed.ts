import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import { dossierStream, Engine } from '@lien-thong/engine';
import type { EventFilter, StoredEvent } from '@lien-thong/event-store';
import type { Principal } from '@lien-thong/security';
import { Injectable } from '@nestjs/common';
import { type EventView, eventView } from '../dossiers/presenter.js';
import { type DossierRef, DossierSight } from './dossier-sight.js';

/** An event of a dossier, where it stands in the log, and whose it is. */
export interface FeedItem extends EventView {
  readonly position: string;
  readonly dossier: DossierRef;
}

export interface FeedQuery {
  readonly after: string | null;
  readonly types?: readonly string[];
  readonly limit: number;
}

/** `next` is null at the log's end; `position` is how far the log was looked through, and where to ask again from. */
export interface FeedPage {
  readonly data: readonly FeedItem[];
  readonly next: string | null;
  readonly position: string | null;
}

const STORE_PAGE = 200;
/** A caller who may see little gets an empty page and a way to go on, not a scan of the whole log. */
const PAGES_AT_MOST = 5;

/** The dossiers' events in the order of the log, each for those who may read its dossier as it is now. */
@Injectable()
export class EventFeed {
  constructor(
    private readonly engine: Engine,
    private readonly sight: DossierSight,
  ) {}

  filterOf(types: readonly string[] | undefined): EventFilter {
    return { streams: [dossierStream('')], ...(types === undefined ? {} : { types }) };
  }

  async page(caller: Principal, { after, types, limit }: FeedQuery): Promise<FeedPage> {
    const data: FeedItem[] = [];
    const shown = this.shownTo(caller);
    let position = after;
    for (let pages = 0; pages < PAGES_AT_MOST; pages += 1) {
      const page = await this.engine.store.readAll({ after: position, limit: STORE_PAGE, filter: this.filterOf(types) });
      for (const event of page.events) {
        const item = await shown(event);
        if (item !== null) data.push(item);
        if (data.length === limit) return { data, next: event.position, position: event.position };
      }
      if (page.next === position || page.next === (await this.engine.store.head()))
        return { data, next: null, position: page.next };
      position = page.next;
      await turnOfTheLoop();
    }
    return { data, next: position, position };
  }

  /** For one answer or one batch: the event as the feed has it, null for those out of the caller's sight. */
  shownTo(caller: Principal): (event: StoredEvent) => Promise<FeedItem | null> {
    const seen = this.sight.for(caller);
    return async (event) => {
      const dossier = await seen(event.stream);
      return dossier && { ...(await eventView(this.engine, event)), position: event.position, dossier };
    };
  }
}
