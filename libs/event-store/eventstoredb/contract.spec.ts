import { eventStoreContract } from '../testing/contract.js';
import { testedServers } from '../testing/eventstoredb-servers.js';
import { EventStoreDbEventStore } from './eventstoredb-event-store.js';

for (const { name, start } of testedServers) {
  eventStoreContract(`on ${name}`, async () => {
    const server = await start();
    let store = await EventStoreDbEventStore.open(server.url);
    return {
      store,
      reopen: async () => {
        await store.close();
        await server.restart?.();
        store = await EventStoreDbEventStore.open(server.url);
        return store;
      },
      close: async () => {
        await store.close();
        await server.stop();
      },
    };
  });
}
