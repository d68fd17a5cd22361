import type { EventStore, Page, ReadAllOptions } from './event-store.js';
import { comparePositions } from './positions.js';

/**
 * The log page by page, up to where it ended when the first page was asked for. Whoever reads until nothing comes any more
 * never ends beside writers that never pause.
 */
export async function* pagesUpToNow(
  store: Pick<EventStore, 'head' | 'readAll'>,
  { after, ...options }: ReadAllOptions,
): AsyncGenerator<Page> {
  const end = await store.head();
  if (end === null) return;
  for (let from = after; from === null || comparePositions(from, end) < 0; ) {
    const page = await store.readAll({ after: from, ...options });
    yield page;
    if (page.next === from) return;
    from = page.next;
  }
}
