import { EventStoreDbEventStore, type EventStoreDbOptions } from '../eventstoredb/eventstoredb-event-store.js';
import { type DoubleOptions, type EventStoreDouble, startEventStoreDouble } from './eventstoredb-double/double.js';

const ended: (() => Promise<unknown>)[] = [];

/** Looks after its subscription often. */
const ATTENTIVE: EventStoreDbOptions = { probeMs: 150, pollMs: 50 };
/** So that silence is noticed while a test runs; for tests of silence alone, since a busy machine is silent as well. */
export const IMPATIENT: EventStoreDbOptions = { ...ATTENTIVE, patienceMs: 800 };

export const aDouble = async (options: DoubleOptions = {}): Promise<EventStoreDouble> => {
  const double = await startEventStoreDouble(options);
  ended.push(() => double.stop());
  return double;
};

export const aStoreOn = async (url: string, options: EventStoreDbOptions = ATTENTIVE): Promise<EventStoreDbEventStore> => {
  const store = await EventStoreDbEventStore.open(url, options);
  ended.push(() => store.close());
  return store;
};

/** Stores first, then what they speak to. */
export const endAll = async (): Promise<void> => {
  for (const end of ended.splice(0).toReversed()) await end();
};
