import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventIdOf, MemoryEventStore, type StoredEvent } from '@lien-thong/event-store';
import type { FeedItem } from './event-feed.js';
import { EventStream } from './event-stream.js';

const EVENTS = 400;
const actor = { subject: 'lan', agency: 'H99.01', roles: ['officer'] };
const at = '2026-03-02T08:00:00+07:00';
const metadata = { commandId: 'c', actor, occurredAt: at, recordedAt: at, schema: 1, prevHash: '0', hash: '0' };

let store: MemoryEventStore;
let server: Server;
let stream: EventStream;
let rendered: number;

beforeEach(async () => {
  store = new MemoryEventStore();
  rendered = 0;
  for (let i = 0; i < EVENTS; i += 1)
    await store.append(`dossier-${i}`, 'no-stream', [
      { id: eventIdOf(`c${i}`, 0), type: 'DossierAnnotated', data: {}, metadata },
    ]);
});
afterEach(async () => {
  stream.end();
  await stream.closed;
  await store.close();
  server.close();
});

/** A client of a stream whose items are 100 kB each: no socket buffer holds many of them. */
const client = async (options: {
  stalledAfterMs: number;
  heartbeatMs?: number;
  closesAfterMs?: number;
  visible?: boolean;
}): Promise<Socket> => {
  const shown = () => async (event: StoredEvent) => {
    rendered += 1;
    return options.visible === false
      ? null
      : ({ position: event.position, type: event.type, data: 'x'.repeat(100_000) } as unknown as FeedItem);
  };
  server = createServer((_request, response) => {
    stream = new EventStream(response, { store, after: null, filter: {}, shown, headers: {}, ...options });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.pause();
  socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  return socket;
};

const text = async (socket: Socket): Promise<string> => {
  let all = '';
  for await (const chunk of socket) all += chunk;
  return all;
};

describe('a stream whose client is slow', () => {
  it('renders no more than the socket takes', async () => {
    const socket = await client({ stalledAfterMs: 60_000 });
    await sleep(300);
    const before = rendered;
    await sleep(300);
    expect(rendered).toBe(before);
    expect(rendered).toBeLessThan(EVENTS / 2);
    socket.destroy();
  });

  it('gives everything in the end to one that goes on reading', async () => {
    const socket = await client({ stalledAfterMs: 60_000, closesAfterMs: 3_000 });
    await sleep(200);
    expect((await text(socket)).match(/^id: /gm)).toHaveLength(EVENTS);
  });

  it('is dropped when nothing is taken for too long', async () => {
    const socket = await client({ stalledAfterMs: 150 });
    await sleep(100);
    await stream.closed;
    expect(rendered).toBeLessThan(EVENTS / 2);
    socket.destroy();
  });
});

describe('a stream in which nothing can be seen', () => {
  it('says by heartbeats how far it has come', async () => {
    const socket = await client({ stalledAfterMs: 60_000, heartbeatMs: 50, closesAfterMs: 400, visible: false });
    const all = await text(socket);
    expect(all).toContain(`: heartbeat\nid: ${EVENTS}\n\n`);
    expect(all).not.toContain('data:');
  });
});
