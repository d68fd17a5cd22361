import { afterEach, beforeEach, describe } from '@jest/globals';
import type { EventStore } from '../event-store.js';
import { appendContract } from './append-contract.js';
import type { Opened } from './opened.js';
import { readContract } from './read-contract.js';
import { refusalContract } from './refusal-contract.js';
import { restartContract } from './restart-contract.js';
import { subscriptionContract } from './subscription-contract.js';

export type { Opened };

/** What every adapter must keep, told once. */
export const eventStoreContract = (name: string, open: () => Promise<Opened>): void => {
  describe(`the event store contract, ${name}`, () => {
    let opened: Opened;
    beforeEach(async () => {
      opened = await open();
    });
    afterEach(() => opened.close());
    const store = (): EventStore => opened.store;
    appendContract(store);
    refusalContract(store);
    readContract(store);
    subscriptionContract(store);
    restartContract(() => opened);
  });
};
