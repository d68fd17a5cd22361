import { createServer as createPlain, type Server } from 'node:http';
import { createServer as createSecure } from 'node:https';
import { type AddressInfo, createServer as createTcp, type Socket, type Server as TcpServer } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { CERTIFICATE, PRIVATE_KEY } from '../testing/certificate.js';
import { type Answer, type PostOptions, post, retryAfterMs } from './post.js';

const SANDBOX = { reach: { private: true, hosts: [] } };
const open: { close(): unknown; closeAllConnections?(): void }[] = [];
const sockets = new Set<Socket>();

afterEach(() => {
  for (const socket of sockets) socket.destroy();
  for (const server of open.splice(0)) {
    server.closeAllConnections?.();
    server.close();
  }
});

const listening = async <S extends Server | TcpServer>(server: S, host = '127.0.0.1', port = 0): Promise<number> => {
  open.push(server);
  server.on('connection', (socket: Socket) => sockets.add(socket.on('error', () => {})));
  await new Promise<void>((resolve) => void server.listen(port, host, resolve));
  return (server.address() as AddressInfo).port;
};
/** A receiver below HTTP: it says what it likes. */
const saying = (say: (socket: Socket) => void): Promise<number> =>
  listening(createTcp((socket) => void socket.once('data', () => say(socket))));
const sent = (port: number, options: Partial<PostOptions> = {}): Promise<Answer> =>
  post(`http://127.0.0.1:${port}/`, { 'webhook-id': 'x' }, '{"a":1}', { ...SANDBOX, timeoutMs: 2_000, ...options });
const head = (status: string, headers = ''): string => `HTTP/1.1 ${status}\r\n${headers}\r\n`;

describe('a post', () => {
  it('brings headers and body, and takes any 2xx for an acceptance', async () => {
    const seen: unknown[] = [];
    const port = await listening(
      createPlain(async (request, response) => {
        let body = '';
        for await (const chunk of request) body += chunk;
        seen.push(request.method, request.url, request.headers['webhook-id'], request.headers['accept-encoding'], body);
        response.writeHead(202).end('thanks');
      }),
    );
    expect(await sent(port)).toEqual({ is: 'accepted', status: 202 });
    expect(seen).toEqual(['POST', '/', 'x', 'identity', '{"a":1}']);
  });

  it.each<[string, Partial<Extract<Answer, { is: 'failed' }>> | { is: 'gone' }]>([
    ['500 Internal Server Error', { reason: 'status', status: 500 }],
    ['404 Not Found', { reason: 'status', status: 404 }],
    ['410 Gone', { is: 'gone' }],
    ['304 Not Modified', { reason: 'redirected', status: 304 }],
  ])('answered by %s has failed', async (status, answer) => {
    const port = await saying((socket) => socket.end(head(status, 'Content-Length: 0\r\n')));
    expect(await sent(port)).toMatchObject(answer);
  });

  it('follows no redirect, least of all to the secrets of a platform', async () => {
    let asked = 0;
    const elsewhere = await listening(createPlain((_request, response) => void response.end(String(++asked))));
    for (const to of ['http://169.254.169.254/latest/meta-data/', `http://127.0.0.1:${elsewhere}/`, '/other'])
      expect(
        await sent(await saying((socket) => socket.end(head('302 Found', `Location: ${to}\r\nContent-Length: 0\r\n`)))),
      ).toMatchObject({
        is: 'failed',
        reason: 'redirected',
      });
    expect(asked).toBe(0);
  });

  it('hears how long it is to wait', async () => {
    const port = await saying((socket) => socket.end(head('429 Too Many Requests', 'Retry-After: 120\r\nContent-Length: 0\r\n')));
    expect(await sent(port)).toMatchObject({ status: 429, retryAfterMs: 120_000 });
    expect(retryAfterMs('Mon, 02 Mar 2026 01:02:00 GMT', Date.parse('2026-03-02T01:00:00Z'))).toBe(120_000);
    expect(retryAfterMs('Mon, 02 Mar 2026 00:00:00 GMT', Date.parse('2026-03-02T01:00:00Z'))).toBe(0);
    for (const header of ['soon', '-1', undefined]) expect(retryAfterMs(header)).toBeNull();
  });
});

describe('a hostile receiver', () => {
  it('that says nothing, or takes for ever to say it, is left', async () => {
    const silent = await saying(() => {});
    const slow = await saying((socket) => {
      const drip = setInterval(() => (socket.destroyed ? clearInterval(drip) : socket.write('H')), 20);
    });
    for (const port of [silent, slow]) {
      const { is, reason } = (await sent(port, { timeoutMs: 200 })) as Extract<Answer, { is: 'failed' }>;
      expect([is, ['timeout', 'connection'].includes(reason)]).toEqual(['failed', true]);
    }
  });

  it('that accepts and then never ends its answer holds nobody: only the head matters, and little of the body is let in', async () => {
    const sentBytes: number[] = [];
    const endless = await saying((socket) => {
      socket.write(head('200 OK', 'Content-Type: text/plain\r\nContent-Encoding: gzip\r\n'));
      const chunk = Buffer.alloc(64 * 1024, 'x');
      const pour = (): void => {
        while (!socket.destroyed && socket.write(chunk));
      };
      socket.on('drain', pour).on('close', () => sentBytes.push(socket.bytesWritten));
      pour();
    });
    expect(await sent(endless)).toEqual({ is: 'accepted', status: 200 });
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(sentBytes).toHaveLength(1);
    expect(sentBytes[0]).toBeLessThan(32 * 1024 * 1024);
  });

  it('that keeps its body open is cut off', async () => {
    let closed = false;
    const open = await saying((socket) => {
      socket.write(head('200 OK', 'Content-Length: 1000\r\n'));
      socket.on('close', () => {
        closed = true;
      });
    });
    expect(await sent(open, { timeoutMs: 200 })).toEqual({ is: 'accepted', status: 200 });
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(closed).toBe(true);
  });

  it.each<[string, (socket: Socket) => void]>([
    ['a head without end', (socket) => socket.write(head('200 OK', `X: ${'x'.repeat(100_000)}\r\n`))],
    ['no HTTP at all', (socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n')],
    ['another protocol', (socket) => socket.end(head('101 Switching Protocols', 'Upgrade: x\r\nConnection: Upgrade\r\n'))],
    ['a hang-up', (socket) => void socket.destroy()],
    [
      'two answers of which none is one',
      (socket) => socket.end('HTTP/1.1 200\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n'),
    ],
  ])('that answers with %s has not accepted', async (_what, say) => {
    expect(await sent(await saying(say))).toMatchObject({ is: 'failed', reason: 'connection', status: null });
  });

  it('that is not there has not accepted', async () => {
    const port = await saying(() => {});
    const server = open.pop() as TcpServer;
    await new Promise((resolve) => server.close(resolve));
    expect(await sent(port)).toMatchObject({ is: 'failed', reason: 'connection' });
  });
});

describe('a name that changes its mind', () => {
  it('is asked once, and the connection goes to the address that was judged', async () => {
    const reached: string[] = [];
    const here = (name: string) => createPlain((_request, response) => void response.end(void reached.push(name)));
    const port = await listening(here('second'), '127.0.0.1');
    await listening(here('first'), '127.0.0.2', port);
    let asked = 0;
    const resolve = async () => [{ address: ++asked === 1 ? '127.0.0.2' : '127.0.0.1', family: 4 }];
    const answer = await post(`http://mot-cua.example:${port}/`, {}, '{}', { ...SANDBOX, resolve });
    expect([answer.is, asked, reached]).toEqual(['accepted', 1, ['first']]);
  });

  it('is not sent to when it leads inside by now', async () => {
    const strict = { reach: { private: false, hosts: [] }, resolve: async () => [{ address: '127.0.0.1', family: 4 }] };
    expect(await post('https://mot-cua.example/', {}, '{}', strict)).toMatchObject({ is: 'failed', reason: 'address-refused' });
  });

  it('that nobody knows, or that is never answered, has failed', async () => {
    const strict = { reach: { private: false, hosts: [] }, timeoutMs: 200 };
    const unknown = () => Promise.reject(new Error('ENOTFOUND'));
    expect(await post('https://mot-cua.example/', {}, '{}', { ...strict, resolve: unknown })).toMatchObject({
      reason: 'name-unresolved',
    });
    const silent = () => new Promise<never>(() => {});
    expect(await post('https://mot-cua.example/', {}, '{}', { ...strict, resolve: silent })).toMatchObject({ reason: 'timeout' });
  });
});

describe('over TLS', () => {
  const secure = async (): Promise<{ port: number; names: (string | undefined)[] }> => {
    const names: (string | undefined)[] = [];
    const server = createSecure({ cert: CERTIFICATE, key: PRIVATE_KEY }, (request, response) => {
      names.push(request.headers.host, (request.socket as unknown as { servername: string }).servername);
      response.writeHead(204).end();
    });
    return { port: await listening(server), names };
  };
  const here = { ...SANDBOX, resolve: async () => [{ address: '127.0.0.1', family: 4 }] };

  it('the certificate must be that of the name, though the connection goes to an address', async () => {
    const { port, names } = await secure();
    const trusting = { ...here, ca: CERTIFICATE };
    expect(await post(`https://receiver.example:${port}/`, {}, '{}', trusting)).toEqual({ is: 'accepted', status: 204 });
    expect(names).toEqual([`receiver.example:${port}`, 'receiver.example']);
    expect(await post(`https://another.example:${port}/`, {}, '{}', trusting)).toMatchObject({ is: 'failed', reason: 'tls' });
  });

  it('a certificate that nobody vouches for is refused', async () => {
    const { port } = await secure();
    expect(await post(`https://receiver.example:${port}/`, {}, '{}', here)).toMatchObject({ is: 'failed', reason: 'tls' });
  });
});
