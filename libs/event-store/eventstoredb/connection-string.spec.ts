import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { aDouble, aStoreOn, endAll, IMPATIENT } from '../testing/doubled.js';
import { CERTIFICATE_FILE, testTls } from '../testing/eventstoredb-double/tls.js';
import { events, someStream, until } from '../testing/fixtures.js';
import { InvalidConnectionString, parseConnectionString } from './connection-string.js';
import { EventStoreDbEventStore } from './eventstoredb-event-store.js';

afterEach(endAll);

const SECRET = 'Bí-mật:100%&?@/#';

describe('rule 12: a connection string', () => {
  it('names one server, a cluster by its members, or a cluster by one name', () => {
    const node = { lookup: 'node', hosts: [{ address: 'es.hue.gov.vn', port: 2113 }], tls: true, tlsVerifyCert: true };
    expect(parseConnectionString('esdb://es.hue.gov.vn')).toEqual(node);
    expect(parseConnectionString(' kurrentdb://es.hue.gov.vn:2113/ ')).toEqual(node);
    expect(parseConnectionString('esdb+discover://es.hue.gov.vn')).toEqual({ ...node, lookup: 'dns' });
    expect(parseConnectionString('kurrentdb+discover://es.hue.gov.vn/?tls=true')).toEqual({ ...node, lookup: 'dns' });
    expect(parseConnectionString('esdb://a:1,b:2,[::1]:3?tls=false')).toEqual({
      lookup: 'gossip',
      hosts: [
        { address: 'a', port: 1 },
        { address: 'b', port: 2 },
        { address: '[::1]', port: 3 },
      ],
      tls: false,
      tlsVerifyCert: true,
    });
  });

  it('holds credentials whose every character may be percent-encoded', () => {
    const { credentials } = parseConnectionString(`esdb://c%C3%A1n%20b%E1%BB%99:${encodeURIComponent(SECRET)}@h:2113`);
    expect(credentials).toEqual({ username: 'cán bộ', password: SECRET });
    expect(parseConnectionString('esdb://admin:a:b:c@h').credentials).toEqual({ username: 'admin', password: 'a:b:c' });
  });

  it('knows the settings of the official clients, however they are written', () => {
    const text = 'esdb://h?keepAliveInterval=20000&KEEPALIVETIMEOUT=-1&default_deadline=5000&tlsCAFile=%2Fca%20one.pem';
    expect(parseConnectionString(`${text}&tlsVerifyCert=false&nodePreference=leader&throwOnAppendFailure=false`)).toMatchObject({
      keepAliveInterval: 20_000,
      keepAliveTimeout: -1,
      defaultDeadline: 5_000,
      tlsCAFile: '/ca one.pem',
      tlsVerifyCert: false,
    });
  });

  it('is refused without a word of what stands in it', () => {
    const secret = 'p4ssw0rd';
    const wrong = [
      `http://admin:${secret}@h`,
      `esdb://${secret}@h`,
      `esdb://admin:${secret}%@h`,
      `esdb://admin:${secret}@h:port`,
      `esdb://admin:${secret}@h:1?unknown=${secret}`,
      `esdb://admin:${secret}@h:1?tls=${secret}`,
      `esdb://admin:${secret}@h:1?keepAliveInterval=${secret}`,
      `esdb://admin:${secret}@h:1?defaultDeadline=0`,
      `esdb://admin:${secret}@h:1?nodePreference=follower`,
      `esdb://admin:${secret}@h/x/y`,
      `esdb://admin:${secret}@`,
      secret,
    ];
    for (const text of wrong) {
      const error = thrownBy(() => parseConnectionString(text));
      expect(error).toBeInstanceOf(InvalidConnectionString);
      expect(`${error.message}${error.stack}${JSON.stringify(error)}`).not.toContain(secret);
    }
  });
});

describe('TLS and credentials', () => {
  const users = { admin: SECRET };
  const start = async () => {
    const double = await aDouble({ tls: testTls(), users });
    const url = (user: string, settings: string) => `esdb://${user}127.0.0.1:${double.port}?${settings}`;
    return { double, url, ca: `tlsCAFile=${encodeURIComponent(CERTIFICATE_FILE)}` };
  };
  const admin = `admin:${encodeURIComponent(SECRET)}@`;

  it('carry every kind of call', async () => {
    const { double, url, ca } = await start();
    const store = await aStoreOn(url(admin, ca), {});
    const stream = someStream();
    await store.append(stream, 'no-stream', events(2));
    expect(await store.readStream(stream)).toHaveLength(2);
    let seen = 0;
    const subscription = store.subscribe({
      after: null,
      onEvents: (batch) => {
        seen += batch.length;
      },
    });
    await until('both', () => seen === 2);
    await subscription.stop();
    expect([...double.leader.node.appending.authorizations]).toEqual([
      `Basic ${Buffer.from(`admin:${SECRET}`).toString('base64')}`,
    ]);
    expect(double.batchAppends).toBe(0);
  });

  it('may do without a certificate that can be checked, when told so', async () => {
    const { url } = await start();
    const store = await aStoreOn(url(admin, 'tlsVerifyCert=false'), {});
    expect(await store.head()).toBeNull();
    await expect(EventStoreDbEventStore.open(url(admin, 'tls=true'), IMPATIENT)).rejects.toMatchObject({
      name: 'StoreUnavailable',
    });
  });

  it('are refused, and written nowhere', async () => {
    const { url, ca } = await start();
    const said: unknown[] = [];
    const spies = (['log', 'info', 'warn', 'error', 'debug'] as const).map((level) =>
      jest.spyOn(console, level).mockImplementation((...words) => void said.push(...words)),
    );
    const secret = 'wr0ng-p4ss';
    for (const user of [`admin:${secret}@`, `${secret}:x@`, '']) {
      const error = await EventStoreDbEventStore.open(url(user, ca), {}).then(
        () => new Error('opened'),
        (refused: Error) => refused,
      );
      expect(error).toMatchObject({ name: 'StoreUnavailable', message: expect.stringContaining('refuses the user') });
      const { inspect } = await import('node:util');
      expect(`${inspect(error, { depth: 10 })}${JSON.stringify(error)}`).not.toContain(secret);
      expect(inspect(error, { depth: 10 })).not.toContain(Buffer.from(`admin:${secret}`).toString('base64'));
    }
    for (const spy of spies) spy.mockRestore();
    expect(JSON.stringify(said)).not.toContain(secret);
  });
});

const thrownBy = (action: () => unknown): Error => {
  try {
    action();
  } catch (error) {
    return error as Error;
  }
  throw new Error('nothing was thrown');
};
