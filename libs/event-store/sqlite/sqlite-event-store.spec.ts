import { join } from 'node:path';
import { eventStoreContract } from '../testing/contract.js';
import { scratchFolder } from '../testing/scratch.js';
import { SqliteEventStore } from './sqlite-event-store.js';

eventStoreContract('on SQLite', async () => {
  const folder = scratchFolder();
  const file = join(folder.path, 'events.db');
  let store = SqliteEventStore.open(file);
  return {
    store,
    reopen: async () => {
      await store.close();
      store = SqliteEventStore.open(file);
      return store;
    },
    close: async () => {
      await store.close();
      folder.remove();
    },
  };
});
