import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type CopiesOffice, copiesOffice } from './copies.js';

let here: CopiesOffice;
let token: string;
let first: { readonly id: string; readonly code: string };

beforeAll(async () => {
  here = await copiesOffice();
  token = await here.office.tokenOf('dung', 'H99.01', 'officer');
  first = await here.receive();
}, 60_000);
afterAll(() => here.office.close());

const opened = (query = '', headers: Record<string, string> = {}) =>
  fetch(`${here.office.url}/api/v1/events/stream${query}`, { headers: { authorization: `Bearer ${token}`, ...headers } });

/** Reads blocks until there are as many events as wanted, then hangs up. */
const take = async (response: Response, wanted: number): Promise<Record<string, string>[]> => {
  const events: Record<string, string>[] = [];
  let text = '';
  for await (const chunk of response.body!.pipeThrough(new TextDecoderStream() as never) as unknown as AsyncIterable<string>) {
    text += chunk;
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      const fields = Object.fromEntries(block.split('\n').map((line) => line.split(/: (.*)/s).slice(0, 2)));
      if (fields.data) events.push(fields);
    }
    if (events.length >= wanted) break;
  }
  return events;
};

describe('the event stream', () => {
  it('gives what the feed gives, with position, type and item', async () => {
    const { body } = await here.officer.get('/events');
    const response = await opened();
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(response.headers.get('cache-control')).toBe('no-store');
    const events = await take(response, body.data.length);
    expect(events.map((e) => JSON.parse(e.data as string))).toEqual(body.data);
    expect(events.map((e) => [e.id, e.event])).toEqual(body.data.map((i: any) => [i.position, i.type]));
  });

  it('tells what happens as it happens', async () => {
    const { body } = await here.officer.get('/events');
    const response = await opened(`?after=${body.at.position}`);
    const soon = take(response, 1);
    await here.desk.post(`/dossiers/${first.id}/commands`, { type: 'annotate', data: { text: 'ngay' } });
    const [event] = await soon;
    expect(event?.event).toBe('DossierAnnotated');
  });

  it('resumes after the last id, whatever the address says', async () => {
    const { body } = await here.officer.get('/events');
    const last = body.data.at(-2);
    const [event] = await take(await opened(`?after=${body.data[0].position}`, { 'last-event-id': last.position }), 1);
    expect(event?.id).toBe(body.data.at(-1).position);
  });

  it('keeps to the types and to what the caller may see', async () => {
    const strangers = await here.office.tokenOf('hung', 'H99.03', 'officer');
    const response = await opened('', { authorization: `Bearer ${strangers}` });
    const seen = take(response, 1).catch(() => []);
    await here.receive();
    expect(await Promise.race([seen, sleep(300, 'nothing')])).toBe('nothing');
    const [event] = await take(await opened('?types=DossierAnnotated'), 1);
    expect(event?.event).toBe('DossierAnnotated');
  });

  it('refuses before it begins', async () => {
    expect((await opened('?after=nowhere')).status).toBe(400);
    expect((await opened('', { 'last-event-id': 'nowhere' })).status).toBe(400);
    expect((await opened('', { authorization: 'Bearer x' })).status).toBe(401);
    const desk = await here.office.tokenOf('lan', 'H99.01', 'reception');
    expect((await opened('', { authorization: `Bearer ${desk}` })).status).toBe(403);
  });

  it('answers HEAD with the headers alone', async () => {
    const response = await fetch(`${here.office.url}/api/v1/events/stream`, {
      method: 'HEAD',
      headers: { authorization: `Bearer ${token}` },
    });
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/event-stream; charset=utf-8']);
  });

  it('ends with a client that is gone, and does not keep the process from stopping', async () => {
    here.office.stay();
    const { port, hostname } = new URL(here.office.url);
    const socket = connect(Number(port), hostname);
    socket.write(`GET /api/v1/events/stream HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\n\r\n`);
    await new Promise((resolve) => socket.once('data', resolve));
    const open = async () =>
      /lien_thong_event_streams_open (\d+)/.exec(await (await fetch(`${here.office.url}/metrics`)).text())?.[1];
    const before = Number(await open());
    socket.destroy();
    await sleep(100);
    expect(Number(await open())).toBe(before - 1);
    const response = await opened();
    const ended = take(response, 1_000_000).catch(() => 'cut');
    await here.office.restart();
    await ended;
  });
});
