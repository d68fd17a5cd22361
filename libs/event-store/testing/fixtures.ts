import { randomUUID } from 'node:crypto';
import { FIRST_PREV_HASH } from '../chain.js';
import type { EventStore, NewEvent, StoredEvent, SubscribeOptions } from '../event-store.js';
import type { Json } from '../json.js';

export const officer = { subject: 'officer-17', name: 'Cán bộ một cửa', agency: 'H40.12', roles: ['reception'] } as const;

export const someCategory = (): string => `t${randomUUID().slice(0, 8)}`;

/** A stream of its own, in a category of its own if none is named: a contract may run on a server that holds other things. */
export const someStream = (category = someCategory()): string => `${category}-${randomUUID()}`;

export const anEvent = (data: Json = {}, type = 'StepEntered', id: string = randomUUID()): NewEvent => ({
  id,
  type,
  data,
  metadata: {
    commandId: randomUUID(),
    actor: officer,
    occurredAt: '2025-03-03T08:00:00+07:00',
    recordedAt: '2025-03-03T08:00:01+07:00',
    schema: 1,
    prevHash: FIRST_PREV_HASH,
    hash: FIRST_PREV_HASH,
  },
});

export const events = (count: number, type?: string): NewEvent[] => Array.from({ length: count }, (_, n) => anEvent({ n }, type));

export const ids = (list: readonly { readonly id: string }[]): string[] => list.map(({ id }) => id);

/** Everything after a position, page by page. */
export const everything = async (
  store: EventStore,
  options: Omit<SubscribeOptions, 'onEvents'>,
  limit = 7,
): Promise<StoredEvent[]> => {
  const found: StoredEvent[] = [];
  let after = options.after;
  for (;;) {
    const page = await store.readAll({ ...options, after, limit });
    found.push(...page.events);
    if (page.next === after || (after === null && page.events.length === 0 && (await store.head()) === null)) return found;
    after = page.next;
  }
};

/** Waits until it holds; a wait of ten seconds is a failure that says what was awaited. */
export const until = async (what: string, holds: () => boolean | Promise<boolean>): Promise<void> => {
  const end = performance.now() + 10_000;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`waited ten seconds for: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
};
