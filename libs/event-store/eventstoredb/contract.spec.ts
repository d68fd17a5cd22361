import { eventStoreContract } from '../testing/contract.js';
import { type EventStoreDouble, startEventStoreDouble } from '../testing/eventstoredb-double/double.js';
import { EventStoreDbEventStore } from './eventstoredb-event-store.js';

eventStoreContract('on the EventStoreDB double', async () => {
  const double: EventStoreDouble = await startEventStoreDouble();
  let store = await EventStoreDbEventStore.open(double.url);
  return {
    store,
    reopen: async () => {
      await store.close();
      await double.restart();
      store = await EventStoreDbEventStore.open(double.url);
      return store;
    },
    close: async () => {
      await store.close();
      await double.stop();
    },
  };
});
