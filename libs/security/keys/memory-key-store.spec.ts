import { keyStoreContract } from '../testing/key-store-contract.js';
import { type KeyRows, MemoryKeyStore } from './memory-key-store.js';

keyStoreContract('memory', () => {
  const rows: KeyRows = new Map();
  return {
    open: (wrappingKey) => new MemoryKeyStore(wrappingKey, rows),
    damage: (stream) => {
      const wrapped = rows.get(stream) as Buffer;
      wrapped[wrapped.length - 1] = (wrapped.at(-1) as number) ^ 1;
    },
    copy: (from, to) => void rows.set(to, rows.get(from) as Buffer),
    remove: () => undefined,
  };
});
