import { spawnSync } from 'node:child_process';
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { Problem, problemDocument } from '../../apps/api/problems/problem.js';
import { describeWithHaproxy, HAPROXY_CFG, haproxyProgram, type ReverseProxy, startProxy } from '../scaled-out/haproxy.js';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** Stands for an API process. It says its name, unless a spec tells it what else to do. */
class Stub {
  ready = true;
  alive = true;
  readonly asked: string[] = [];
  answer: Answer = (_request, response) => void response.end(this.name);
  #server: Server | null = null;
  #port = 0;

  constructor(readonly name: string) {}

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  async start(): Promise<void> {
    const server = createServer((message, response) => {
      if (message.url === '/health/ready') return void response.writeHead(this.ready ? 200 : 503).end();
      if (message.url === '/health/live') return void response.writeHead(this.alive ? 200 : 503).end();
      this.asked.push(`${message.method} ${message.url}`);
      message.resume().on('end', () => this.answer(message, response));
    });
    await new Promise<void>((done) => server.listen(this.#port, '127.0.0.1', done));
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
  }

  async kill(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    if (server === null) return;
    const closed = new Promise((done) => server.close(done));
    server.closeAllConnections();
    await closed;
  }
}

describeWithHaproxy('the reverse proxy', () => {
  let one: Stub;
  let other: Stub;
  let proxy: ReverseProxy;
  beforeEach(async () => {
    [one, other] = [new Stub('one'), new Stub('other')];
    await Promise.all([one.start(), other.start()]);
    proxy = await startProxy({ servers: [one.url, other.url] });
  });
  afterEach(async () => {
    await proxy.stop();
    await Promise.all([one.kill(), other.kill()]);
  });

  const get = (path = '/api/v1/dossiers', init?: RequestInit): Promise<Response> => fetch(`${proxy.url}${path}`, init);
  const names = async (count: number): Promise<string[]> =>
    Promise.all(Array.from({ length: count }, async () => (await get()).text()));
  /** Until the proxy has seen what it will be told. */
  const until = async (holds: () => Promise<boolean>): Promise<void> => {
    while (!(await holds())) await sleep(20);
  };
  const command = (headers: Record<string, string>, body = '{}'): Promise<Response> =>
    get('/api/v1/dossiers', { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body });
  /** Announces a body and sends its beginning: whoever sends all of it may find the wire cut before he reads why. */
  const begin = (bytes: number): Promise<{ readonly status: number | undefined; readonly body: unknown }> =>
    new Promise((done, fail) => {
      const headers = { 'content-type': 'application/json', 'idempotency-key': 'k', 'content-length': bytes };
      const asked = request(`${proxy.url}/api/v1/dossiers`, { method: 'POST', headers }, async (answer) => {
        const chunks = await answer.toArray();
        asked.destroy();
        done({ status: answer.statusCode, body: JSON.parse(Buffer.concat(chunks).toString('utf8')) });
      });
      asked.once('error', fail);
      asked.write('x'.repeat(20 * 1024));
    });
  const documentOf = (code: Problem['code'], status?: number): unknown => ({
    ...problemDocument(new Problem(code), 'vi'),
    ...(status ? { status } : {}),
  });

  it('is what HAProxy itself calls valid, as it is shipped', () => {
    const { status, stderr } = spawnSync(haproxyProgram() as string, ['-c', '-f', HAPROXY_CFG], { encoding: 'utf8' });
    expect(stderr).not.toMatch(/WARNING|ALERT/);
    expect(status).toBe(0);
  });

  it('goes to each process in turn', async () =>
    expect((await names(6)).sort()).toEqual([...Array(3).fill('one'), ...Array(3).fill('other')]));

  it('sends nothing more to a process that says it is not ready, and comes back when it is', async () => {
    one.ready = false;
    await until(async () => proxy.said.includes('ready/api-1 is DOWN'));
    expect(await names(6)).toEqual(Array(6).fill('other'));
    one.ready = true;
    await until(async () => (await names(2)).includes('one'));
  });

  it('asks those who are alive when nobody is ready', async () => {
    for (const stub of [one, other]) stub.ready = false;
    await until(async () => proxy.said.includes('ready has no server available'));
    expect([...new Set(await names(6))].sort()).toEqual(['one', 'other']);
  });

  it('says as the API does that nobody is there', async () => {
    for (const stub of [one, other]) await stub.kill();
    await until(async () => proxy.said.includes('alive has no server available'));
    const answer = await get();
    expect([answer.status, answer.headers.get('retry-after'), answer.headers.get('content-type')]).toEqual([
      503,
      '2',
      'application/problem+json; charset=utf-8',
    ]);
    expect(await answer.json()).toEqual(documentOf('store-unavailable', 503));
  });

  it('fails no request when a process is killed under it', async () => {
    const failed: number[] = [];
    let isOver = false;
    const client = async (): Promise<void> => {
      for (let i = 0; !isOver; i += 1) {
        const answer = await (i % 2 === 0 ? get() : command({ 'idempotency-key': `k${i}` }));
        if (answer.status !== 200) failed.push(answer.status);
        await answer.text();
      }
    };
    const clients = Promise.all(Array.from({ length: 8 }, client));
    for (let round = 0; round < 3; round += 1) {
      await sleep(100);
      await one.kill();
      await until(async () => proxy.said.split('ready/api-1 is DOWN').length > round + 1);
      await one.start();
      await until(async () => proxy.said.split('ready/api-1 is UP').length > round + 1);
    }
    isOver = true;
    await clients;
    expect(failed).toEqual([]);
  }, 60_000);

  it('repeats a command at the other process when the first hung up without an answer: it carries a key', async () => {
    one.answer = (message) => void message.socket.destroy();
    const answers = await Promise.all(Array.from({ length: 4 }, (_, i) => command({ 'idempotency-key': `k${i}` })));
    expect(await Promise.all(answers.map((answer) => answer.text()))).toEqual(Array(4).fill('other'));
    expect(one.asked.length).toBeGreaterThan(0);
  });

  it('repeats nothing that carries no key, and says that it may have been done', async () => {
    for (const stub of [one, other]) stub.answer = (message) => void message.socket.destroy();
    const answer = await command({});
    expect(answer.status).toBe(502);
    expect(await answer.json()).toEqual(documentOf('store-unavailable', 502));
    expect(one.asked.length + other.asked.length).toBe(1);
  });

  it.each(['/health/ready', '/health/live', '/metrics', '/%6detrics', '//metrics', '/', '/api', '/admin', '/admin/queuesx'])(
    'keeps %s to those inside',
    async (path) => {
      const answer = await get(path);
      expect(answer.status).toBe(404);
      expect(await answer.json()).toEqual(documentOf('route-unknown'));
      expect([...one.asked, ...other.asked]).toEqual([]);
    },
  );

  it.each(['/admin/queues', '/admin/queues/', '/admin/queues/api/queues'])(
    'lets %s through to who checks the token',
    async (path) => {
      expect((await get(path)).status).toBe(200);
    },
  );

  it('takes a body of 1 MiB, and not one byte more', async () => {
    expect((await command({ 'idempotency-key': 'k' }, 'x'.repeat(1024 * 1024))).status).toBe(200);
    expect(await begin(1024 * 1024 + 1)).toEqual({ status: 413, body: documentOf('body-too-large') });
    expect(one.asked.length + other.asked.length).toBe(1);
  });

  it('believes nobody who says where they come from', async () => {
    for (const stub of [one, other]) stub.answer = (message, response) => void response.end(JSON.stringify(message.headers));
    const headers = { 'x-forwarded-for': '10.9.8.7', 'x-forwarded-proto': 'https', forwarded: 'for=10.9.8.7' };
    const seen = (await (await get(undefined, { headers })).json()) as Record<string, string>;
    expect(seen).toMatchObject({ 'x-forwarded-for': '127.0.0.1', 'x-forwarded-proto': 'http' });
    expect(JSON.stringify(seen)).not.toContain('10.9.8.7');
  });

  it('hands on each event of a stream at once', async () => {
    for (const stub of [one, other])
      stub.answer = (_message, response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: first\n\n');
        stub.answer = () => void response.end('data: second\n\n');
      };
    const reader = ((await get('/api/v1/events/stream')).body as ReadableStream<Uint8Array>).getReader();
    expect(Buffer.from((await reader.read()).value as Uint8Array).toString()).toBe('data: first\n\n');
    const waiting = reader.read();
    for (const stub of [one, other]) if (stub.asked.length > 0) stub.answer({} as IncomingMessage, {} as ServerResponse);
    expect(Buffer.from((await waiting).value as Uint8Array).toString()).toBe('data: second\n\n');
  });

  it('takes no slow sender for a process’s problem: nobody is bothered before the body is there', async () => {
    const sending = request(`${proxy.url}/api/v1/dossiers`, { method: 'POST', headers: { 'content-length': '10' } });
    sending.on('error', () => {});
    sending.write('12345');
    expect(await names(4)).toHaveLength(4);
    expect([...one.asked, ...other.asked].filter((asked) => asked.startsWith('POST'))).toEqual([]);
    const answer = new Promise<IncomingMessage>((done) => sending.once('response', done));
    sending.end('67890');
    expect((await answer).statusCode).toBe(200);
  });

  it('turns down what is no HTTP', async () => {
    const socket = connect({ host: '127.0.0.1', port: Number(new URL(proxy.url).port) });
    socket.write('\u0000\u0001 nonsense\r\n\r\n');
    const answer = await new Promise<Buffer>((done) => socket.once('data', done));
    expect(answer.toString()).toMatch(/^HTTP\/1\.[01] 400/);
    socket.destroy();
  });
});
