import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { application } from './application.js';
import { type CopiesOffice, copiesOffice } from './copies.js';
import { isScaledOut } from './premises.js';

let here: CopiesOffice;
let token: string;
let dossier: { readonly id: string; readonly code: string };
const warnings: string[] = [];
const noted = (warning: Error & { code?: string }) => void warnings.push(warning.code ?? warning.name);

beforeAll(async () => {
  process.on('warning', noted);
  here = await copiesOffice();
  token = await here.office.tokenOf('lan', 'H99.01', 'reception');
  dossier = await here.receive();
}, 60_000);
afterAll(async () => {
  process.off('warning', noted);
  await here.office.close();
});

const send = async (
  method: string,
  path: string,
  init: { body?: string | Uint8Array; headers?: Record<string, string> } = {},
) => {
  const typed: Record<string, string> = init.body === undefined ? {} : { 'content-type': 'application/json' };
  const headers = { authorization: `Bearer ${token}`, 'idempotency-key': `k${Math.random()}`, ...typed, ...init.headers };
  const response = await fetch(here.office.url + path, { method, headers, body: init.body as never });
  const text = await response.text();
  const json = /json/.test(response.headers.get('content-type') ?? '') && text !== '' ? JSON.parse(text) : null;
  return { status: response.status, headers: response.headers, text, body: json };
};
const post = (body: string | Uint8Array, headers: Record<string, string> = {}) =>
  send('POST', '/api/v1/dossiers', { body, headers });
const told = ({ status, body }: { status: number; body: any }) => [status, body?.code];

/** Whatever is written on the socket, and whatever comes back until it is closed. */
const raw = (text: string | Buffer): Promise<string> =>
  new Promise((resolve, reject) => {
    const { port, hostname } = new URL(here.office.url);
    const socket = connect(Number(port), hostname, () => socket.write(text));
    let answer = '';
    socket.on('data', (chunk) => {
      answer += chunk;
      if (/\r\n\r\n/.test(answer)) socket.end();
    });
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
    socket.setTimeout(3_000, () => socket.destroy());
  });

describe('every answer', () => {
  it('carries headers that keep it out of caches, frames and guesses', async () => {
    for (const path of [
      '/api/v1/dossiers/nobody',
      '/api/v1/nowhere',
      '/health/live',
      '/api/v1/%zz',
      `/api/v1/dossiers/${dossier.id}`,
    ]) {
      const { headers } = await send('GET', path);
      expect([path, headers.get('cache-control')]).toEqual([path, 'no-store']);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(headers.get('x-frame-options')).toBe('DENY');
      expect(headers.get('x-powered-by')).toBeNull();
    }
  });

  it('is a problem in two languages where something is wrong', async () => {
    const { headers, body } = await send('GET', '/api/v1/nowhere', { headers: { 'accept-language': 'en-GB' } });
    expect(headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect(body).toMatchObject({ type: '/api/docs/problems#route-unknown', status: 404, code: 'route-unknown' });
    expect(body.detail).toBe(body.messages.en);
  });
});

describe('an address', () => {
  it('that is not there is 404, under any method', async () => {
    expect(told(await send('GET', '/api/v1/nowhere'))).toEqual([404, 'route-unknown']);
    expect(told(await send('GET', '/'))).toEqual([404, 'route-unknown']);
    expect(told(await send('GET', '/dossiers'))).toEqual([404, 'route-unknown']);
    expect(told(await send('DELETE', `/api/v1/dossiers/${dossier.id}`))).toEqual([404, 'route-unknown']);
    expect(told(await send('PATCH', '/api/v1/dossiers', { body: '{}' }))).toEqual([404, 'route-unknown']);
    expect(told(await send('OPTIONS', '/api/v1/dossiers'))).toEqual([404, 'route-unknown']);
  });

  it('with broken encodings or odd characters is a problem, never a fault of ours', async () => {
    const odd = [
      '%',
      '%zz',
      '%c0%af',
      '%00',
      '%ff%fe',
      '..%2f..%2fetc',
      '%F0%9F%92%A9',
      'a'.repeat(301),
      "';--",
      '%E1%BB%87',
      '__proto__',
      'constructor',
    ];
    for (const id of odd) {
      for (const path of [
        `/api/v1/dossiers/${id}`,
        `/api/v1/dossiers/${id}/events`,
        `/api/v1/${id}`,
        `/api/v1/dossiers/${dossier.id}?purpose=${id}`,
      ]) {
        const { status, headers } = await send('GET', path);
        expect([path, status < 500]).toEqual([path, true]);
        if (status !== 200) expect(headers.get('content-type')).toContain('application/problem+json');
      }
    }
  });

  it('answers HEAD as GET, without a body', async () => {
    const head = await send('HEAD', `/api/v1/dossiers/${dossier.id}`);
    const get = await send('GET', `/api/v1/dossiers/${dossier.id}`);
    expect([head.status, head.text, head.headers.get('etag')]).toEqual([200, '', get.headers.get('etag')]);
  });
});

describe('a body', () => {
  it('that is not JSON is 400', async () => {
    for (const body of ['{', 'x', '{"a":1}}', '{"a":\u00001}', "{'a':1}", '\ufeff', 'NaN', '', '   '])
      expect([body, ...told(await post(body))]).toEqual([body, 400, 'body-malformed']);
    expect(told(await post(new Uint8Array([0x7b, 0xff, 0xfe, 0x7d])))).toEqual([400, 'body-malformed']);
  });

  it('of another media type is 415', async () => {
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'application/xml',
      'application/octet-stream',
      'nonsense',
      'text/json',
    ])
      expect([type, ...told(await post('{}', { 'content-type': type }))]).toEqual([type, 415, 'media-type-unsupported']);
  });

  it('of more than 1 MiB is 413', async () => {
    expect(told(await post(JSON.stringify({ procedure: 'x'.repeat(1024 * 1024) })))).toEqual([413, 'body-too-large']);
  });

  it('nested deeper than 32 is 400, however deep', async () => {
    const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
    expect(told(await post(`{"facts":${nested(32)}}`))).toEqual([400, 'body-too-deep']);
    expect(told(await post(nested(500_000)))).toEqual([400, 'body-too-deep']);
    expect(told(await post(`${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`))).toEqual([400, 'body-too-deep']);
  });

  it('that reaches for prototypes is refused', async () => {
    const parts = [
      '"__proto__":{"x":1}',
      '"constructor":{"prototype":{"x":1}}',
      '"\\u005f_proto__":{"x":1}',
      '"toString":1',
      '"hasOwnProperty":1',
      '"facts":{"__proto__":{"x":1}}',
    ];
    for (const part of parts) {
      const { status } = await post(`{${part}}`);
      expect([part, [400, 422].includes(status)]).toEqual([part, true]);
    }
    expect(({} as { x?: number }).x).toBeUndefined();
    const command = (data: string) =>
      send('POST', `/api/v1/dossiers/${dossier.id}/commands`, { body: `{"type":"receive","data":${data}}` });
    for (const data of ['{"constructor":"x"}', '{"facts":{"constructor":"x"}}', '{"items":[{"constructor":{"a":1}}]}'])
      expect(told(await command(data))).toEqual([422, 'property-unknown']);
    const facts = { facts: { toString: 1, valueOf: true, hasOwnProperty: 'x' } };
    expect((await post(JSON.stringify(application('9.900003', facts)))).status).toBe(422);
    expect(told(await command('{"toString":"x"}'))).toEqual([422, 'property-unknown']);
    expect(told(await command('{"extra":1}'))).toEqual([422, 'property-unknown']);
    expect(told(await command('{}'))).toEqual([409, 'dossier-not-submitted']);
  });

  it('that is no object, or holds what no text may hold, is 422', async () => {
    for (const body of ['null', '1', '"x"', '[]', 'true', '{}']) expect([body, (await post(body)).status]).toEqual([body, 422]);
    for (const text of ['\\u0000', '\\ud800', '\\u009f', '\\u007f'])
      expect([text, ...told(await post(`{"procedure":"${text}"}`))]).toEqual([text, 422, 'text-invalid']);
  });

  it('that is missing is 4xx', async () => {
    const { status } = await send('POST', '/api/v1/dossiers', { headers: { 'content-type': 'application/json' } });
    expect([400, 422]).toContain(status);
    const bare = await fetch(`${here.office.url}/api/v1/dossiers`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
    });
    expect([400, 415, 422]).toContain(bare.status);
  });
});

describe('headers', () => {
  it('of every odd kind are refused or passed over, never a fault of ours', async () => {
    const odd = [
      '',
      ' ',
      'Bearer',
      'Bearer ',
      'Basic eDp5',
      `Bearer ${'a'.repeat(7000)}`,
      'Bearer a.b.c',
      `bearer ${token}x`,
      'Bearer \u00e9',
      '"',
      ',,,;;;',
    ];
    for (const name of [
      'authorization',
      'idempotency-key',
      'if-match',
      'if-none-match',
      'accept',
      'accept-language',
      'accept-encoding',
      'range',
      'expect',
      'last-event-id',
      'x-forwarded-for',
      'cookie',
      'content-encoding',
    ]) {
      for (const value of odd) {
        const answer = await raw(
          `POST /api/v1/dossiers/${dossier.id}/commands HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${name === 'authorization' ? '' : `Authorization: Bearer ${token}\r\n`}Content-Type: application/json\r\nContent-Length: 2\r\n${name}: ${value}\r\n\r\n{}`,
        );
        expect([name, value, answer.slice(0, 10)]).toEqual([name, value, expect.stringMatching(/^HTTP\/1\.1 [24]/)]);
      }
    }
  });

  it('too many of them, and requests that are no HTTP, are problems of the bare socket', async () => {
    const big = await raw(`GET /health/live HTTP/1.1\r\nHost: x\r\nX-Big: ${'a'.repeat(20_000)}\r\n\r\n`);
    expect(big).toMatch(/^HTTP\/1\.1 431 /);
    expect(big).toContain('"code":"headers-too-large"');
    for (const text of [
      'hello\r\n\r\n',
      'GET / HTTP/9.9\r\n\r\n',
      Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x0d, 0x0a, 0x0d, 0x0a]),
    ]) {
      const answer = await raw(text);
      expect(answer).toMatch(/^HTTP\/1\.1 400 /);
      expect(answer).toContain('"code":"request-invalid"');
    }
  });
});

describe('health', () => {
  it('is asked without a token', async () => {
    const live = await fetch(`${here.office.url}/health/live`);
    expect([live.status, await live.json()]).toEqual([200, { status: 'live' }]);
    const ready = await fetch(`${here.office.url}/health/ready`);
    const body = (await ready.json()) as any;
    expect([ready.status, body.status]).toEqual([200, 'ready']);
    expect(body.checks.map((c: any) => c.name)).toEqual(expect.arrayContaining(['alarms', 'catalogue', 'store', 'views']));
  });

  it('stands at the root only', async () => {
    expect((await send('GET', '/api/v1/health/live')).status).toBe(404);
  });
});

describe('metrics', () => {
  it('name routes by their templates and commands by type and outcome, and nobody at all', async () => {
    here.office.stay();
    await here.desk.post(`/dossiers/${dossier.id}/commands`, { type: 'annotate', data: { text: 'Đã xem' } });
    await here.desk.post(`/dossiers/${dossier.id}/commands?dryRun=true`, { type: 'annotate', data: { text: 'Đã xem' } });
    await here.desk.post(`/dossiers/${dossier.id}/commands`, { type: 'take-action', data: { action: 'nothing-such' } });
    await here.desk.post(`/dossiers/${dossier.id}/commands`, { type: `<${dossier.id}>` });
    await here.desk.post('/dossiers', application('9.999999'));
    const { text, headers } = await send('GET', '/metrics', { headers: { authorization: '' } });
    expect(headers.get('content-type')).toContain('text/plain');
    expect(text).toContain(
      'lien_thong_http_request_duration_seconds_count{route="/api/v1/dossiers/:id/commands",method="POST",status="201"}',
    );
    expect(text).toContain('route="unmatched"');
    expect(text).toContain('lien_thong_commands_total{type="annotate",outcome="recorded"} 1');
    expect(text).toContain('lien_thong_commands_total{type="annotate",outcome="dry-run"} 1');
    expect(text).toContain('lien_thong_commands_total{type="take-action",outcome="action-not-allowed"} 1');
    expect(text).toContain('lien_thong_commands_total{type="create",outcome="procedure-unknown"} 1');
    expect(text).toContain('lien_thong_commands_total{type="unknown",outcome="command-unknown"} 1');
    for (const name of [
      'store_writable',
      ...(isScaledOut ? [] : ['log_events']),
      'views_behind_seconds',
      'alarms_enforced',
      'alarm_lateness_seconds',
      'event_streams_open',
    ])
      expect(text).toMatch(new RegExp(`^lien_thong_${name} [0-9.e+-]+$`, 'm'));
    expect(text).toContain('process_cpu_user_seconds_total');
    expect(text).not.toContain(dossier.id);
    expect(text).not.toContain(dossier.code);
    expect(text).not.toMatch(/Nguyệt|0991234|lan"/);
  });
});

describe('the start', () => {
  it('gives no warning of Fastify', () => {
    expect(warnings.filter((w) => /^FST/.test(w))).toEqual([]);
  });
});
