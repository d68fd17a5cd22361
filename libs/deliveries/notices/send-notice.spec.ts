import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { until } from '../../deadlines/testing/until.js';
import { Deliveries } from '../index.js';
import type { ListedRow } from '../ledger/ledger-file.js';
import { deliveringEngine } from '../testing/delivering.js';
import { OutboxChannel } from './channels/outbox-channel.js';
import type { ChannelName } from './notices.js';
import { NoticeSender } from './send-notice.js';
import { switchChannels } from './switching.js';

describe('a worker that lacks a channel', () => {
  let here: Awaited<ReturnType<typeof deliveringEngine>>;
  let deliveries: Deliveries;
  beforeEach(async () => {
    here = await deliveringEngine();
    deliveries = Deliveries.open(here.engine);
    await switchChannels(here.engine, ['email']);
  });
  afterEach(async () => {
    await deliveries.stop();
    await here.close();
  });

  const owed = async (email?: string): Promise<ListedRow> => {
    const stream = `dossier-${await here.receive(email)}`;
    await until(() => deliveries.noticesAbout({ stream }).data.length === 1);
    return deliveries.noticesAbout({ stream }).data[0] as ListedRow;
  };
  const sentBy = (row: ListedRow, own: ChannelName[], on: ChannelName[]) => {
    const channels = own.map((name) => new OutboxChannel(name, here.dataDir));
    const attempt = { number: 1, last: false, signal: new AbortController().signal };
    return new NoticeSender(here.engine, channels, () => on).send(row, attempt);
  };
  const settled = async (row: ListedRow) => {
    await until(() => deliveries.delivery(row.id)?.state !== 'owed');
    return deliveries.delivery(row.id);
  };

  it.each<[string, ChannelName[]]>([
    ['none at all', []],
    ['none but another', ['sms']],
  ])('and has %s leaves the notice to the one that has it', async (_, own) => {
    const row = await owed();
    expect(await sentBy(row, own, ['email'])).toEqual({ is: 'again', notBeforeMs: 0 });
    expect(await sentBy(row, ['email'], ['email'])).toEqual({ is: 'done' });
    expect(await settled(row)).toMatchObject({ state: 'delivered', channel: 'email' });
  });

  it('says that the notice is not owed where the others lack it as well', async () => {
    const row = await owed();
    expect(await sentBy(row, [], [])).toEqual({ is: 'done' });
    expect(await settled(row)).toMatchObject({ state: 'void', reason: 'no-channel' });
  });

  it('leaves nothing to another who could not reach the person either', async () => {
    const row = await owed('');
    expect(await sentBy(row, ['sms'], ['email', 'sms'])).toEqual({ is: 'done' });
    expect(await settled(row)).toMatchObject({ state: 'void', reason: 'no-address' });
  });
});
