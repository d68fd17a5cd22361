import type { StoredForm } from './codec.js';
import type { StoredEvent } from './event-store.js';

/** The schema that is written today. The log is never rewritten: older events are lifted each time they are read. */
export const CURRENT_SCHEMA = 1;

/** Lifts one type from one schema to the next. Types without an entry did not change. */
export interface Upcaster {
  readonly type: string;
  readonly from: number;
  up(stored: StoredForm): StoredForm;
}

export type Upcast = (event: StoredEvent) => StoredForm;

/** An event of a schema above `current` was written by newer software than this, and is not guessed at. */
export const upcasting = (upcasters: readonly Upcaster[] = [], current: number = CURRENT_SCHEMA): Upcast => {
  const table = new Map(upcasters.map((upcaster) => [`${upcaster.from} ${upcaster.type}`, upcaster]));
  return (event) => {
    const written = event.metadata.schema;
    if (written > current) throw new Error(`schema ${written} of ${event.type} is newer than ${current}`);
    let form: StoredForm = event;
    for (let schema = written; schema < current; schema += 1) {
      form = table.get(`${schema} ${form.type}`)?.up(form) ?? form;
    }
    return form;
  };
};
