import { execFile, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readConfig } from '@lien-thong/config';
import { dossierStream, Engine } from '@lien-thong/engine';
import { SqliteLogReader } from '@lien-thong/event-store';
import { criminalRecord, landChange } from '@lien-thong/procedures';
import { LocalTokens } from '@lien-thong/security';
import Database from 'better-sqlite3';
import { terminalAt } from './testing/terminal.js';

const newDir = (): string => mkdtempSync(join(tmpdir(), 'lien-thong-cli-'));

const fifth = {
  ...landChange,
  code: '9.990005',
  name: { vi: 'Thủ tục thứ năm', en: 'A fifth procedure' },
};
const fileOf = (dir: string, name: string, content: unknown): string => {
  const path = join(dir, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
};

describe('the command line over the demo', () => {
  let dataDir: string;
  let lt: ReturnType<typeof terminalAt>;
  const codes = new Map<string, string>();

  beforeAll(async () => {
    dataDir = newDir();
    lt = terminalAt(dataDir);
    expect((await lt('seed')).out).toMatch(/^✓ 14 .* 8\d /);
    const engine = await Engine.openReader(readConfig({ LIEN_THONG_DATA_DIR: dataDir }));
    for (const key of ['land-waiting-for-payment/1', 'entered-late-and-approved/0', 'copy-received-15-01/0']) {
      const id = engine.secrets.idFor('demo', 'dossier', key);
      codes.set(key, (await engine.dossiers.load(dossierStream(id))).state.code);
    }
    await engine.close();
  }, 60_000);
  afterAll(() => rmSync(dataDir, { recursive: true, force: true }));
  const code = (key: string): string => codes.get(key) as string;

  it('seeds once', async () => {
    const before = await lt('audit', 'verify');
    expect((await lt('seed')).code).toBe(0);
    expect((await lt('audit', 'verify')).out).toBe(before.out);
  });

  it('tells a dossier’s history with the applicant masked', async () => {
    const { code: exit, out } = await lt('dossier', 'history', code('land-waiting-for-payment/1'));
    expect(exit).toBe(0);
    for (const type of ['DossierReceived', 'TransferredToTax', 'HandoverAcknowledged', 'TaxNotified', 'ClockPaused'])
      expect(out).toContain(type);
    expect(out).toContain('người nộp / applicant');
    expect(out).not.toMatch(/Ví Dụ|Giả Định|Thử Nghiệm|Minh Họa|Thửa|0000000/);
    const json = JSON.parse((await lt('dossier', 'history', code('land-waiting-for-payment/1'), '--json')).out);
    expect(json[0].data.applicant.masked).toBe(true);
    expect(json[0].data.sealed).toEqual(['facts']);
  });

  it('tells a dossier’s state now, as it was recorded, and as it was true', async () => {
    const late = code('entered-late-and-approved/0');
    const now = JSON.parse((await lt('dossier', 'state', late, '--json')).out);
    const issuedAt = now.results[0].issuedAt;
    expect(now.status).toBe('returned');
    expect((await lt('dossier', 'state', late)).out).toContain('trạng thái / status: returned');
    const then = async (...args: string[]) => JSON.parse((await lt('dossier', 'state', late, '--json', ...args)).out);
    expect((await then('--as-of', issuedAt)).status).toBe('in-progress');
    expect((await then('--valid-at', issuedAt)).status).toBe('result-issued');
    expect((await lt('dossier', 'state', late, '--as-of', '2020-01-01T08:00:00+07:00')).code).toBe(1);
    expect((await lt('dossier', 'state', late, '--as-of', 'yesterday')).code).toBe(2);
    expect((await lt('dossier', 'state', late, '--as-of', '2999-01-01T08:00:00+07:00')).code).toBe(2);
  });

  it('shows in a history when something happened, and since when that counts', async () => {
    const { out } = await lt('dossier', 'history', code('entered-late-and-approved/0'));
    expect(out).toMatch(/CorrectionApproved .*\n +correction correction\.1 · occurredAt 20\d\d-/);
  });

  it('is never earlier than what it reads: a sandbox may be ahead of this machine', async () => {
    const ahead = newDir();
    const env = { LIEN_THONG_CLOCK: 'test', LIEN_THONG_NOW: '2031-03-03T08:00:00+07:00' };
    await terminalAt(ahead, env)('seed');
    const engine = await Engine.openReader(readConfig({ LIEN_THONG_DATA_DIR: ahead, ...env }));
    const id = engine.secrets.idFor('demo', 'dossier', 'land-waiting-for-payment/1');
    const [last] = await engine.store.readStream(dossierStream(id), { direction: 'backwards', limit: 1 });
    await engine.close();
    const recordedAt = last?.metadata.recordedAt as string;
    expect(recordedAt > '2031').toBe(true);
    const then = await terminalAt(ahead)('dossier', 'state', id, '--as-of', recordedAt);
    expect([then.code, then.out]).toEqual([0, expect.stringContaining(id)]);
    expect((await terminalAt(ahead)('doctor')).out).toContain('for a sandbox set LIEN_THONG_CLOCK=test');
    rmSync(ahead, { recursive: true });
  }, 60_000);

  it('explains a deadline day by day, and names those there are', async () => {
    const { code: exit, out } = await lt('deadline', 'explain', code('copy-received-15-01/0'), 'dossier');
    expect(exit).toBe(0);
    expect(out).toContain('Tiếp nhận sau giờ chốt trong ngày');
    expect(out).toContain('hạn / due:');
    const unknown = await lt('deadline', 'explain', code('copy-received-15-01/0'), 'nothing');
    expect([unknown.code, unknown.err]).toEqual([1, expect.stringContaining('extraction')]);
  });

  it('says that there is no such dossier, alike for ids, codes and anything else', async () => {
    for (const unknown of ['H99.01-200101-0001', '00000000-0000-4000-8000-000000000000', 'nothing']) {
      const { code: exit, err } = await lt('dossier', 'state', unknown);
      expect([exit, err]).toEqual([1, expect.stringContaining(`There is no dossier ${unknown}`)]);
    }
  });

  it('checks a procedure file', async () => {
    expect((await lt('procedure', 'check', fileOf(dataDir, 'good.json', fifth))).code).toBe(0);
    const bad = { ...fifth, lead: 'nobody' };
    const { code: exit, out } = await lt('procedure', 'check', fileOf(dataDir, 'bad.json', bad));
    expect([exit, out]).toEqual([1, expect.stringContaining('unknown-party')]);
    expect((await lt('procedure', 'check', fileOf(dataDir, 'land.json', landChange))).out).toContain('version-exists');
    expect((await lt('procedure', 'check', fileOf(dataDir, 'broken.json', '{'))).err).toContain('cannot be read');
  });

  it('publishes a procedure once', async () => {
    const file = fileOf(dataDir, 'fifth.json', fifth);
    expect((await lt('procedure', 'publish', file, '--subject', 'an', '--agency', 'H99')).out).toContain('published');
    expect((await lt('procedure', 'publish', file)).out).toContain('published before');
    const other = fileOf(dataDir, 'other.json', { ...fifth, field: 'other' });
    const { code: exit, out } = await lt('procedure', 'publish', other);
    expect([exit, out]).toEqual([1, expect.stringContaining('version-exists')]);
  });

  it('rebuilds the views and says how far it is', async () => {
    const { code: exit, out, err } = await lt('views', 'rebuild');
    expect([exit, out, err]).toEqual([0, expect.stringContaining('✓ all'), expect.stringContaining('100 %')]);
    expect((await lt('views', 'rebuild', 'deadlines')).code).toBe(0);
    expect((await lt('views', 'rebuild', 'nothing')).code).toBe(2);
  });

  it('verifies one dossier, and all', async () => {
    expect((await lt('audit', 'verify', code('copy-received-15-01/0'))).out).toMatch(/^✓ .* 1 luồng/);
    const all = await lt('audit', 'verify');
    expect([all.code, all.out]).toEqual([0, expect.stringContaining('intact')]);
  });

  it('finds this machine fit, with the data it has', async () => {
    const { code: exit, out } = await lt('doctor');
    expect(out).not.toContain('✗');
    expect(exit).toBe(0);
    chmodSync(join(dataDir, 'installation.key'), 0o644);
    const open = await lt('doctor');
    chmodSync(join(dataDir, 'installation.key'), 0o600);
    expect([open.code, open.out]).toEqual([1, expect.stringContaining('chmod 600')]);
  });

  describe('while a server runs', () => {
    let server: Engine;
    beforeAll(async () => {
      server = await Engine.open(readConfig({ LIEN_THONG_DATA_DIR: dataDir }));
    });
    afterAll(() => server.close());

    it('reads all the same', async () => {
      const known = code('land-waiting-for-payment/1');
      const reads = [
        ['dossier', 'history', known],
        ['dossier', 'state', known],
        ['deadline', 'explain', known, 'dossier'],
        ['audit', 'verify'],
        ['doctor'],
      ];
      for (const read of reads) expect(`${read.join(' ')}: ${(await lt(...read)).code}`).toBe(`${read.join(' ')}: 0`);
      expect((await lt('doctor')).out).toContain(`pid ${process.pid}`);
    });

    it('says plainly that it cannot write, and what to do', async () => {
      for (const write of [['seed'], ['views', 'rebuild'], ['procedure', 'publish', join(dataDir, 'fifth.json')]]) {
        const { code: exit, err } = await lt(...write);
        expect([exit, err]).toEqual([1, expect.stringMatching(/máy chủ đang chạy[\s\S]*pid \d+[\s\S]*stop the server/i)]);
      }
    });
  });
});

describe('the audit of a log that somebody altered', () => {
  const altered = async (sql: string): Promise<{ code: number; out: string }> => {
    const dataDir = newDir();
    try {
      const engine = await Engine.open(readConfig({ LIEN_THONG_DATA_DIR: dataDir }));
      for (const procedure of [landChange, criminalRecord]) await engine.catalogues.registerBuiltIn(procedure);
      await engine.close();
      const db = new Database(join(dataDir, 'events.sqlite'));
      for (const what of ['updated', 'deleted']) db.exec(`DROP TRIGGER events_are_never_${what}`);
      db.exec(sql);
      db.close();
      return await terminalAt(dataDir)('audit', 'verify');
    } finally {
      rmSync(dataDir, { recursive: true, force: true });
    }
  };

  it.each([
    [
      'a fact changed',
      `UPDATE events SET data = replace(data, '"kind":"off"', '"kind":"half"') WHERE position = 5`,
      /revision 4: .*hash/,
    ],
    ['an event taken out', 'DELETE FROM events WHERE position = 5', /revision 4: .*missing/],
    ['a stream taken out whole', `DELETE FROM events WHERE data LIKE '%"9.900001"%'`, /position \d+: .*missing/],
    ['a text that is no JSON', `UPDATE events SET data = 'x' WHERE position = 5`, /cannot be read/],
  ])('finds %s', async (_, sql, said) => {
    const { code, out } = await altered(sql);
    expect([code, out]).toEqual([1, expect.stringMatching(said)]);
  });
});

describe('the command line', () => {
  let dataDir: string;
  beforeAll(() => {
    dataDir = newDir();
  });
  afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

  it('prints a token that is let in, and nothing else', async () => {
    const lt = terminalAt(dataDir);
    const { code, out, err } = await lt(
      'token',
      '--agency',
      'H99.01',
      '--roles',
      'reception,officer',
      '--subject',
      'lan',
      '--ttl',
      '60',
    );
    expect([code, err]).toEqual([0, '']);
    const tokens = await LocalTokens.open(dataDir);
    expect(await tokens.verify(out)).toEqual({ subject: 'lan', agency: 'H99.01', roles: ['reception', 'officer'] });
  });

  it.each([
    [['token', '--agency', 'H99.01', '--roles', 'reception'], '--subject is missing'],
    [['token'], 'usage: npm run -s cli -- token --agency'],
    [['token', '--agency', 'H99.01', '--roles', 'god', '--subject', 'lan'], 'No such role: god'],
    [['token', '--agency', 'x', '--roles', 'head', '--subject', 'lan'], '--agency is not valid'],
    [['token', '--agency', 'H99', '--roles', 'head', '--subject', 'system'], '--subject is not valid'],
    [['token', '--agency', 'H99', '--roles', 'head', '--subject', 'lan', '--ttl', '0'], '--ttl is from 1 second'],
    [['token', '--agency', 'H99', '--roles', 'head', '--subject', 'lan', '--color', 'red'], "Unknown option '--color'"],
    [['dossier', 'history'], 'Usage: dossier history'],
    [['dossier', 'burn', 'x'], 'There is no command "dossier burn"'],
  ])('says what was asked wrongly: %p', async (args, said) => {
    const { code, err } = await terminalAt(dataDir)(...args);
    expect([code, err]).toEqual([2, expect.stringContaining(said)]);
  });

  it('tells every problem of the configuration at once', async () => {
    const { code, err } = await terminalAt(dataDir, { PORT: 'x', LIEN_THONG_SEED: 'y', LIEN_THONG_KEYS: 'z' })('doctor');
    expect(code).toBe(2);
    for (const variable of ['PORT', 'LIEN_THONG_SEED', 'LIEN_THONG_KEYS']) expect(err).toContain(variable);
  });

  it('makes nothing where there is nothing to read', async () => {
    const empty = newDir();
    for (const read of [['dossier', 'state', 'x'], ['audit', 'verify'], ['views', 'rebuild'], ['doctor']])
      await terminalAt(empty)(...read);
    expect((await terminalAt(empty)('dossier', 'state', 'x')).err).toContain('There is no log');
    expect(readdirSync(empty)).toEqual([]);
    rmSync(empty, { recursive: true });
  });

  it('does not make a new key where the old one was lost', async () => {
    const lost = newDir();
    await (await Engine.open(readConfig({ LIEN_THONG_DATA_DIR: lost }))).close();
    rmSync(join(lost, 'keys.sqlite'));
    expect((await terminalAt(lost)('dossier', 'state', 'x')).err).toContain('there are no keys');
    expect(existsSync(join(lost, 'keys.sqlite'))).toBe(false);
    rmSync(join(lost, 'installation.key'));
    expect((await terminalAt(lost)('dossier', 'state', 'x')).err).toContain('there is no key');
    expect((await terminalAt(lost)('doctor')).out).toContain('is gone');
    expect(existsSync(join(lost, 'installation.key'))).toBe(false);
    expect(() => SqliteLogReader.open(join(lost, 'events.sqlite'))).not.toThrow();
    rmSync(lost, { recursive: true });
  });

  it.each([[[]], [['help']], [['--help']], [['dossier', 'state', '--help']]])('helps when asked %p', async (args) => {
    const { code, out } = await terminalAt(dataDir)(...args);
    expect([code, out]).toEqual([0, expect.stringContaining('npm run -s cli --')]);
  });
});

const built = resolve(import.meta.dirname, '../../dist/apps/cli/main.js');
const whenBuilt = existsSync(built) ? it : it.skip;

describe('the built command', () => {
  whenBuilt('answers as a process of its own, with its exit code', async () => {
    const dataDir = newDir();
    const env = { ...process.env, LIEN_THONG_DATA_DIR: dataDir, NODE_OPTIONS: '' };
    const run = promisify(execFile);
    const { stdout } = await run(
      process.execPath,
      [built, 'token', '--agency', 'H99.01', '--roles', 'reception', '--subject', 'lan'],
      { env },
    );
    expect(stdout.trim().split('.')).toHaveLength(3);
    await expect(run(process.execPath, [built, 'nothing'], { env })).rejects.toMatchObject({ code: 2 });
    rmSync(dataDir, { recursive: true });
  });

  whenBuilt('does what it was asked although nobody reads on, and its exit code says what came of it', async () => {
    const dataDir = newDir();
    fileOf(dataDir, 'installation.key', 'no key');
    const env = { ...process.env, LIEN_THONG_DATA_DIR: dataDir, PORT: '0', NODE_OPTIONS: '' };
    const child = spawn(process.execPath, [built, 'doctor'], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [child.stdout, child.stderr]) stream.destroy();
    expect(await new Promise((done) => child.once('exit', done))).toBe(1);
    rmSync(dataDir, { recursive: true });
  });
});
