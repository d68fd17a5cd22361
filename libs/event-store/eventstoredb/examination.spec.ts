import { afterEach, describe, expect, it } from '@jest/globals';
import { type EventStoreDouble, startEventStoreDouble } from '../testing/eventstoredb-double/double.js';
import { testTls } from '../testing/eventstoredb-double/tls.js';
import { examineServer } from './examination.js';

describe('the examination of an event store server', () => {
  let double: EventStoreDouble | null = null;
  const started = async (...options: Parameters<typeof startEventStoreDouble>): Promise<EventStoreDouble> => {
    double = await startEventStoreDouble(...options);
    return double;
  };
  afterEach(async () => {
    await double?.stop();
    double = null;
  });

  it('tells its version, how it is spoken to, and who leads, and writes nothing', async () => {
    const { url, port } = await started();
    expect(await examineServer(url)).toEqual({
      hosts: [`127.0.0.1:${port}`],
      version: '24.6.0-double',
      tls: 'none',
      nodes: [{ address: `127.0.0.1:${port}`, role: 'leader', alive: true }],
    });
    expect(double?.appends.all).toBe(0);
  });

  it('tells every node of a cluster', async () => {
    const { url, members } = await started({ nodes: 3 });
    double?.leaderChange();
    const { hosts, nodes } = await examineServer(url);
    expect(hosts).toEqual(members.map(({ port }) => `127.0.0.1:${port}`));
    expect(nodes.map(({ role }) => role)).toEqual(['follower', 'leader', 'follower']);
  });

  it('tells whether the certificate is looked at', async () => {
    const { port } = await started({ tls: testTls(), users: { admin: 'changeit' } });
    const url = `esdb://admin:changeit@localhost:${port}?tlsVerifyCert=false`;
    expect((await examineServer(url)).tls).toBe('unchecked');
  });

  it('says that nobody answers, that a user is refused, and that an address is none', async () => {
    const { port } = await started({ users: { admin: 'changeit' }, tls: testTls() });
    const url = `esdb://admin:changeit@localhost:${port}?tlsVerifyCert=false`;
    await examineServer(url);
    const refused = examineServer(url.replace('changeit', 'hunter2'));
    await expect(refused).rejects.toMatchObject({ name: 'StoreUnavailable', refused: true });
    await expect(refused).rejects.not.toMatchObject({ message: expect.stringContaining('hunter2') });
    await double?.stop();
    await expect(examineServer(url)).rejects.toMatchObject({ name: 'StoreUnavailable', refused: false });
    await expect(examineServer('esdb://')).rejects.toMatchObject({ name: 'InvalidConnectionString' });
  });
});
