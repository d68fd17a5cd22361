import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { readConfig } from '@lien-thong/config';
import { Engine } from '@lien-thong/engine';
import { freePort } from '../../scaled-out/free-port.js';
import { describeWithHaproxy, type ReverseProxy, startProxy } from '../../scaled-out/haproxy.js';
import { Installation } from '../../scaled-out/installation.js';
import { Acknowledgements } from '../acknowledgements.js';
import { judge } from '../judge.js';
import { randomOf } from '../random.js';
import { buildServer } from '../server-process.js';
import { wholeLog } from '../whole-log.js';
import { openOffice } from './office.js';

const ROUNDS = 3;
const SEED = Number(process.env.KILL_SEED ?? Date.now() % 1_000_000);

describeWithHaproxy(`a rolling restart under load, behind the proxy (seed ${SEED})`, () => {
  const dir = mkdtempSync(join(tmpdir(), 'lien-thong-rolling-'));
  const log = new Acknowledgements(join(dir, 'acknowledged.jsonl'));
  let installation: Installation;
  let engine: Engine;
  let proxy: ReverseProxy;

  beforeAll(async () => {
    buildServer();
    const ports: Readonly<Record<string, number>> = { 'api-1': await freePort(), 'api-2': await freePort() };
    installation = await Installation.open({
      env: { LIEN_THONG_DRAIN_SECONDS: '3' },
      envOf: (name) => ({ PORT: String(ports[name] ?? 0) }),
    });
    engine = await Engine.open(readConfig(installation.envOf('judge')));
    proxy = await startProxy({ servers: installation.apis.map(({ url }) => url) });
  }, 300_000);
  afterAll(async () => {
    await proxy?.stop();
    await engine?.close();
    await installation?.close();
    log.close();
    rmSync(dir, { recursive: true, force: true });
  }, 60_000);

  it('fails no request', async () => {
    const clients = await openOffice(engine, installation.issuer, { clients: 8, log, random: randomOf(SEED) });
    let done = false;
    const working = clients.map(async (client) => {
      await client.work(proxy.url, () => done);
      return done ? 'worked to the end' : `${client.name} was cut off`;
    });
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const name of ['api-1', 'api-2']) {
        await installation.end(name, 'SIGTERM');
        await installation.start(name);
        const before = log.count;
        while (log.count < before + 50) await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
    done = true;
    expect(await Promise.all(working)).toEqual(clients.map(() => 'worked to the end'));
    const acknowledged = log.all();
    const faults = judge({ log: await wholeLog(engine.store), acknowledged, unanswered: 0 });
    expect([...faults, ...clients.flatMap((client) => client.faults)]).toEqual([]);
    process.stderr.write(`rolling restart: ${ROUNDS * 2} processes restarted, ${acknowledged.length} requests, none failed\n`);
  }, 300_000);
});
