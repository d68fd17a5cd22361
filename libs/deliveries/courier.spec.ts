import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { until } from '../deadlines/testing/until.js';
import type { Carry, Load } from './carrier/carrier.js';
import { InProcessCarrier } from './carrier/in-process/in-process-carrier.js';
import { Courier } from './courier.js';
import { Bookkeeper } from './ledger/bookkeeper.js';
import { Ledger } from './ledger/ledger.js';
import { LedgerFile, NOTICES_LANE } from './ledger/ledger-file.js';
import { switchChannels } from './notices/switching.js';
import { deliveringEngine } from './testing/delivering.js';

/** A queue that takes everything and loses it. */
class Forgetful extends InProcessCarrier {
  readonly taken: string[] = [];
  carry: Carry = async () => ({ is: 'done' });
  constructor() {
    super({ retries: [] });
  }
  override async start(carry: Carry): Promise<void> {
    this.carry = carry;
    await super.start(carry);
  }
  override async hand(loads: readonly Load[]): Promise<boolean> {
    this.taken.push(...loads.map(({ id }) => id));
    return true;
  }
}

describe('a courier', () => {
  const delivered: string[] = [];
  const deliver = async ({ id }: { id: string }) => {
    delivered.push(id);
    return { is: 'done' } as const;
  };
  let here: Awaited<ReturnType<typeof deliveringEngine>>;
  let file: LedgerFile;
  let ledger: Ledger;
  let carrier: Forgetful;
  let courier: Courier;
  const open = async (sweepEveryMs: number, follows = true): Promise<void> => {
    if (follows) {
      ledger.start();
      await until(() => ledger.caughtUp);
    }
    const settled = async () => ledger.waitFor((await here.engine.store.head()) as string, 10_000);
    courier = new Courier({ ledger, file, carrier, deliver: { webhook: deliver, notice: deliver }, settled, sweepEveryMs });
    await courier.start();
  };
  /** How many different ones were handed over, and how many altogether. */
  const handed = (): [number, number] => [new Set(carrier.taken).size, carrier.taken.length];

  beforeEach(async () => {
    here = await deliveringEngine();
    const { engine } = here;
    await switchChannels(engine, ['email']);
    file = LedgerFile.open(':memory:');
    const idOf = (of: string, event: string): string => `${of}-${event}`;
    ledger = new Ledger({ store: engine.store, file, bookkeeper: new Bookkeeper(engine, { webhook: idOf, notice: idOf }) });
    carrier = new Forgetful();
    delivered.splice(0);
  });
  afterEach(async () => {
    await courier.stop();
    await ledger.stop();
    file.close();
    await here.close();
  });

  it('hands over what has come to be owed, and not the whole queue with it', async () => {
    await open(3_600_000);
    for (let count = 1; count <= 5; count += 1) {
      await here.receive();
      await until(() => handed()[0] === count);
    }
    expect(handed()).toEqual([5, 5]);
  });

  it('hands over again and again what the queue has lost', async () => {
    await open(20);
    await here.receive();
    await until(() => carrier.taken.length >= 3);
    expect(handed()[0]).toBe(1);
  });

  it('carries what another process has handed over before this one has read of it', async () => {
    await open(3_600_000, false);
    const dossier = await here.receive();
    const events = await here.engine.store.readStream(`dossier-${dossier}`, {});
    const received = events.find(({ type }) => type === 'DossierReceived');
    const load = { id: `received-${received?.id}`, kind: 'notice', lane: NOTICES_LANE, round: 0 } as const;
    const carried = carrier.carry(load, { number: 1, last: true, signal: new AbortController().signal });
    ledger.start();
    await carried;
    expect(delivered).toEqual([load.id]);
  });
});
