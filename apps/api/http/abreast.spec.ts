import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Deliveries } from '@lien-thong/deliveries';
import { openViews } from '@lien-thong/engine';
import { LocalTokens } from '@lien-thong/security';
import { deliveringEngine } from '../../../libs/deliveries/testing/delivering.js';
import { AlarmsElsewhere } from '../alarms-elsewhere.js';
import { ApiModule } from '../api.module.js';
import { EngineModule } from '../engine/engine.module.js';
import { httpApp } from '../http-app.js';

const POSITION = 'lien-thong-position';

describe('an API process whose views have read nothing of the log', () => {
  let here: Awaited<ReturnType<typeof deliveringEngine>>;
  let url: string;
  let token: string;
  let dossier: string;
  const closing: (() => Promise<unknown>)[] = [];

  beforeAll(async () => {
    here = await deliveringEngine();
    const { engine } = here;
    const tokens = await LocalTokens.open(here.dataDir);
    // Never started.
    const views = openViews(engine);
    const deliveries = Deliveries.open(engine);
    const alarms = new AlarmsElsewhere(engine, views);
    const app = await httpApp(ApiModule.with(EngineModule.with({ engine, views, tokens, alarms, deliveries })));
    await app.listen(0, '127.0.0.1');
    closing.push(
      () => app.close(),
      () => deliveries.stop(),
      () => views.stop(),
      () => here.close(),
    );
    url = await app.getUrl();
    token = await tokens.issue({ subject: 'lan', agency: 'H99.01', roles: ['reception'] });
    dossier = await here.receive();
  }, 60_000);
  afterAll(async () => {
    for (const close of closing) await close();
  });

  const ask = (path: string, position: string, init: RequestInit = {}) =>
    fetch(url + path, { ...init, headers: { authorization: `Bearer ${token}`, [POSITION]: position, ...init.headers } });
  const annotate = (position: string, key: string = randomUUID()) =>
    ask(`/api/v1/dossiers/${dossier}/commands`, position, {
      method: 'POST',
      body: JSON.stringify({ type: 'annotate', data: { text: key } }),
      headers: { 'content-type': 'application/json', 'idempotency-key': key },
    });
  const head = async (): Promise<string> => (await here.engine.store.head()) as string;

  it('takes commands and shows dossiers, which rest on the log, but no lists', async () => {
    expect((await annotate(await head())).status).toBe(201);
    expect((await ask(`/api/v1/dossiers/${dossier}`, await head())).status).toBe(200);
    const list = await ask('/api/v1/dossiers', await head());
    expect([list.status, ((await list.json()) as { code: string }).code]).toEqual([503, 'view-behind']);
  });

  it('takes no command of a caller who knows more than the log shows', async () => {
    expect((await annotate('999999')).status).toBe(503);
  });

  it('lets nobody without a token wait for anything, and lives whatever it is told', async () => {
    for (const position of [await head(), '999999', 'nowhere'])
      expect((await fetch(`${url}/health/live`, { headers: { [POSITION]: position } })).status).toBe(200);
  });

  it('takes back from no caller what it knew: the answer to a repeat names the later position', async () => {
    const first = await annotate(await head(), 'once');
    const second = await annotate(await head());
    const known = second.headers.get(POSITION) as string;
    const repeated = await annotate(known, 'once');
    expect(repeated.headers.get('idempotency-replayed')).toBe('true');
    expect(first.headers.get(POSITION)).not.toBe(known);
    expect(repeated.headers.get(POSITION)).toBe(known);
  });
});
