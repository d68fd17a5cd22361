import { eventStoreContract } from '../testing/contract.js';
import { MemoryEventStore } from './memory-event-store.js';

eventStoreContract('in memory', async () => {
  const store = new MemoryEventStore();
  return { store, close: () => store.close() };
});
