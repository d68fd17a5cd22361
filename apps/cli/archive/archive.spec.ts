import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readConfig } from '@lien-thong/config';
import { dossierStream, Engine } from '@lien-thong/engine';
import { SqliteEventStore } from '@lien-thong/event-store';
import { terminalAt } from '../testing/terminal.js';
import { placeOf } from './places.js';

describe('a place', () => {
  it.each([
    ['esdb://u:hunter2@es:2113?tls=false', 'esdb://es:2113'],
    ['esdb://u:hun@ter2@es1,es2:2114', 'esdb://es1,es2:2114'],
    ['kurrentdb+discover://es/?tls=true', 'kurrentdb+discover://es'],
  ])('has a name without a password: %s', (url, name) => {
    expect(placeOf(readConfig({}), url, 'postgres://k').name).toBe(name);
  });
});

describe('moving house and backups at the terminal', () => {
  let folder: string;
  let dataDir: string;
  let lt: ReturnType<typeof terminalAt>;
  let engineOf: (dir: string) => Promise<Engine>;
  let erased: string;
  let code: string;
  const path = (name: string): string => join(folder, name);
  /** An empty data directory of the same installation. */
  const emptyHouse = (name: string): string => {
    mkdirSync(path(name));
    copyFileSync(join(dataDir, 'installation.key'), join(path(name), 'installation.key'));
    return path(name);
  };

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'lien-thong-archive-'));
    dataDir = path('data');
    lt = terminalAt(dataDir);
    engineOf = (dir) => Engine.openReader(readConfig({ LIEN_THONG_DATA_DIR: dir }));
    expect((await lt('seed')).code).toBe(0);
    const engine = await engineOf(dataDir);
    erased = engine.secrets.idFor('demo', 'dossier', 'land-waiting-for-payment/1');
    code = (await engine.dossiers.load(dossierStream(erased))).state.code;
    await engine.close();
    expect((await lt('backup', '--to', path('before-erasure'))).code).toBe(0);
    expect((await lt('store', 'export', '--to', path('older.gz'), '--keys', path('older-keys'))).code).toBe(0);
  }, 60_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  describe('erase', () => {
    it('erases a person by the dossier’s code, once, and says so each time', async () => {
      expect((await lt('erase', code)).err).toContain('--legal-basis is missing');
      expect((await lt('erase', 'H99.01-200101-0001', '--legal-basis', 'x')).err).toContain('There is no dossier');
      const first = await lt('erase', code, '--legal-basis', 'Luật 91/2025/QH15, Điều 14');
      expect([first.code, first.out]).toEqual([0, expect.stringMatching(/✓ .*erased .* · Luật 91\/2025\/QH15, Điều 14$/)]);
      expect((await lt('erase', erased, '--legal-basis', 'another')).out).toContain('Điều 14 · đã xóa từ trước');
      expect((await lt('dossier', 'history', code)).out).toContain('personal data erased');
      expect((await lt('audit', 'verify')).code).toBe(0);
    });
  });

  describe('store copy', () => {
    it('brings everything to another directory, compares it, and adds nothing when it runs again', async () => {
      const to = `sqlite:${path('copied')}`;
      const { code: exit, out, err } = await lt('store', 'copy', '--from', 'sqlite', '--to', to);
      expect([exit, out]).toEqual([0, expect.stringMatching(/the same · \d{4} .*in the very order of the source/)]);
      expect(out).toContain('put installation.key into the target directory');
      expect(err).toMatch(/100 % {2}chép[\s\S]*100 % {2}dựng lại/);
      const again = await lt('store', 'copy', '--from', 'sqlite', '--to', to);
      expect([again.code, again.out]).toEqual([0, expect.stringContaining(': 0 sự kiện')]);
      expect((await lt('store', 'copy', '--from', 'sqlite', '--to', to, '--verify-only')).code).toBe(0);
    });

    it('refuses a place that holds something else, and names it', async () => {
      const other = emptyHouse('other');
      const engine = await Engine.open(readConfig({ LIEN_THONG_DATA_DIR: other }));
      await engine.close();
      const { code: exit, err } = await lt('store', 'copy', '--from', 'sqlite', '--to', `sqlite:${other}`);
      expect([exit, err]).toEqual([1, expect.stringContaining('in stream calendar-')]);
    });

    it('says which events differ, and exits with 1', async () => {
      const log = SqliteEventStore.open(path('copied/events.sqlite'));
      const [first] = await log.readStream(`erasure-${erased}`);
      await log.append('access-extra', 'no-stream', [
        { ...(first as never as object), id: '5b0e9c1a-6f0d-4b7e-9a52-7c1d3f8e2a64' } as never,
      ]);
      await log.close();
      const { code: exit, out } = await lt(
        'store',
        'copy',
        '--from',
        'sqlite',
        '--to',
        `sqlite:${path('copied')}`,
        '--verify-only',
      );
      expect([exit, out]).toEqual([1, expect.stringMatching(/access-extra: .*the target only[\s\S]*2 chỗ khác nhau/)]);
    });

    it('refuses a source that a server writes on, and copies beside it when told so', async () => {
      const server = await Engine.open(readConfig({ LIEN_THONG_DATA_DIR: dataDir }));
      try {
        const to = `sqlite:${path('live')}`;
        const refused = await lt('store', 'copy', '--from', 'sqlite', '--to', to);
        expect([refused.code, refused.err]).toEqual([1, expect.stringMatching(/pid \d+[\s\S]*Stop the server/)]);
        expect((await lt('store', 'copy', '--from', 'sqlite', '--to', to, '--live')).code).toBe(0);
      } finally {
        await server.close();
      }
    });

    it.each([
      [['--from', 'sqlite'], '--to is missing'],
      [['--from', 'sqlite', '--to', 'sqlite'], 'the same'],
      [['--from', 'sqlite', '--to', 'http://x'], 'is no place'],
      [['--from', 'sqlite', '--to', 'server'], 'is no place'],
      [['--from', 'sqlite', '--to', 'eventstore://u:hunter2@x'], '"eventstore://…@x" is no place'],
      [['--from', 'sqlite', '--to', 'https://u:p@/hunter2@x'], '"https://…@x" is no place'],
      [['--from', 'sqlite', '--to', 'esdb://u:hunter2@x'], 'KEYSTORE_URL'],
      [['--from', 'sqlite', '--to', 'esdb://x', '--keys-to', 'mysql://x'], 'postgres://'],
      [['--from', 'sqlite', '--to', 'sqlite:/tmp/x', '--at-once', '65'], '--at-once is from 1 to 64'],
    ])('says what was asked wrongly: %p', async (args, said) => {
      const { code: exit, err } = await lt('store', 'copy', ...args);
      expect([exit, err]).toEqual([2, expect.stringContaining(said)]);
      expect(err).not.toContain('hunter2');
    });

    it('says where there is no log, and never makes a key', async () => {
      const missing = await lt('store', 'copy', '--from', `sqlite:${path('nowhere')}`, '--to', 'sqlite');
      expect([missing.code, missing.err]).toEqual([1, expect.stringContaining('There is no log')]);
      const keyless = await terminalAt(path('keyless'))('store', 'import', '--from', path('older.gz'));
      expect([keyless.code, keyless.err]).toEqual([1, expect.stringContaining('no key-encryption key')]);
      expect(existsSync(path('keyless'))).toBe(false);
    });
  });

  describe('store export and import', () => {
    it('bring log and keys through files, and whoever was erased since stays erased', async () => {
      const exported = await lt('store', 'export', '--to', path('log.gz'), '--keys', path('keys'));
      expect([exported.code, exported.err]).toEqual([0, expect.stringContaining('open all personal data')]);
      const house = emptyHouse('imported');
      // The newest log with keys of before the erasure.
      const imported = await terminalAt(house)('store', 'import', '--from', path('log.gz'), '--keys', path('older-keys'));
      expect([imported.code, imported.out]).toEqual([0, expect.stringMatching(/1 khóa được hủy lại[\s\S]*as in the file/)]);
      const engine = await engineOf(house);
      expect(await engine.keys.keyFor(dossierStream(erased), false)).toBeNull();
      await engine.close();
    });

    it('say that the keys are missing where only the log came', async () => {
      const imported = await terminalAt(emptyHouse('keyless-import'))('store', 'import', '--from', path('log.gz'));
      expect([imported.code, imported.out]).toEqual([0, expect.stringContaining('without --keys: personal data cannot be read')]);
    });

    it('never overwrite a file, and tell a broken one by its line', async () => {
      expect((await lt('store', 'export', '--to', path('log.gz'))).err).toContain('is there already');
      await lt('store', 'export', '--to', path('log'));
      const lines = readFileSync(path('log'), 'utf8').split('\n');
      writeFileSync(path('changed'), lines.with(41, (lines[41] as string).replace('"type":"', '"type":"X')).join('\n'));
      const broken = await terminalAt(emptyHouse('broken'))('store', 'import', '--from', path('changed'));
      expect([broken.code, broken.err]).toEqual([1, expect.stringContaining('line 42: it was changed')]);
      const nowhere = await lt('store', 'import', '--from', path('nothing'), '--to', `sqlite:${path('x')}`);
      expect([nowhere.code, nowhere.err]).toEqual([1, expect.stringContaining('There is no file')]);
    });
  });

  describe('store heads and verify', () => {
    it('sign where the log stands, and find it all there', async () => {
      const heads = await lt('store', 'heads', '--out', path('heads.gz'));
      expect([heads.code, heads.out]).toEqual([0, expect.stringMatching(/keys destroyed 1[\s\S]*public key [\w-]{43}$/)]);
      const verified = await lt('store', 'verify', '--heads', path('heads.gz'));
      expect([verified.code, verified.out]).toEqual([0, expect.stringContaining('all there as stated')]);
    });

    it('say what an older copy lacks, and that an erased person is back there', async () => {
      const house = emptyHouse('older');
      await terminalAt(house)('store', 'import', '--from', path('older.gz'), '--keys', path('older-keys'));
      const lacking = await terminalAt(house)('store', 'verify', '--heads', path('heads.gz'));
      expect(lacking.code).toBe(1);
      expect(lacking.out.split('\n')).toEqual([
        `✗ erasure-${erased}: thiếu cả luồng, bản ghi 0–0 / the whole stream is missing, revisions 0 to 0`,
        `✗ ${dossierStream(erased)}: khóa đã hủy nay lại có / its key was destroyed, and is here again`,
        expect.stringMatching(/lacks 1 .*keys back 1$/),
      ]);
    });

    it('do not believe another installation', async () => {
      const other = terminalAt(path('stranger'));
      await other('seed');
      const { code: exit, err } = await other('store', 'verify', '--heads', path('heads.gz'));
      expect([exit, err]).toEqual([1, expect.stringContaining('not signed by this installation')]);
    }, 60_000);
  });

  describe('backup and restore', () => {
    it('bring an older state back, say what it lacks, and bring nobody back who was erased since', async () => {
      const house = emptyHouse('restored');
      const { code: exit, out } = await terminalAt(house)(
        'restore',
        '--from',
        path('before-erasure'),
        '--heads',
        path('heads.gz'),
      );
      expect(exit).toBe(1);
      expect(out).toMatch(new RegExp(`all there as stated[\\s\\S]*erasure-${erased}: [\\s\\S]*lacks 1 .*keys back 0$`));
      const engine = await engineOf(house);
      expect(await engine.keys.keyFor(dossierStream(erased), false)).toBeNull();
      await engine.close();
      expect((await terminalAt(house)('doctor')).out).not.toContain('✗');
      expect((await terminalAt(house)('audit', 'verify')).code).toBe(0);
    });

    it('work beside a running server, and leave out the key-encryption key unless asked', async () => {
      const server = await Engine.open(readConfig({ LIEN_THONG_DATA_DIR: dataDir }));
      try {
        const without = await lt('backup', '--to', path('running'));
        expect([without.code, without.out]).toEqual([0, expect.stringContaining('is not in it: keep it elsewhere')]);
        expect((await lt('backup', '--to', path('with-key'), '--with-key')).out).toContain('reads all personal data');
      } finally {
        await server.close();
      }
      expect(existsSync(path('running/installation.key'))).toBe(false);
      const refused = await terminalAt(path('keyless'))('restore', '--from', path('running'));
      expect([refused.code, refused.err]).toEqual([1, expect.stringContaining('no key-encryption key')]);
      expect((await terminalAt(path('keyless'))('restore', '--from', path('with-key'))).code).toBe(0);
      expect((await terminalAt(path('keyless'))('restore', '--from', path('with-key'))).err).toContain('is there already');
    });

    it('may be looked at, exported and copied from, and are restored all the same', async () => {
      const place = `sqlite:${path('running')}`;
      const house = emptyHouse('from-looked-at');
      const looking = [
        ['store', 'verify', '--heads', path('running/heads.gz'), '--in', place],
        ['store', 'heads', '--from', place],
        ['store', 'export', '--from', place, '--to', path('of-backup'), '--keys', path('keys-of-backup')],
        ['store', 'copy', '--from', place, '--to', `sqlite:${path('copy-of-backup')}`],
      ];
      for (const command of looking) expect([command[1], (await lt(...command)).code]).toEqual([command[1], 0]);
      expect((await terminalAt(house)('restore', '--from', path('running'))).code).toBe(0);
    });

    it('leave out a key-encryption key that would not open the backup', async () => {
      const key = readFileSync(join(dataDir, 'installation.key'), 'utf8').trim();
      const other = path('another-key');
      mkdirSync(other);
      for (const name of ['events.sqlite', 'keys.sqlite']) copyFileSync(path(`running/${name}`), join(other, name));
      writeFileSync(join(other, 'installation.key'), Buffer.alloc(32, 7).toString('base64'));
      const terminal = terminalAt(other, { LIEN_THONG_KEY: key });
      expect((await terminal('backup', '--to', path('rightly'))).code).toBe(0);
      const refused = await terminal('backup', '--to', path('wrongly'), '--with-key');
      expect([refused.code, refused.err]).toEqual([1, expect.stringContaining('The key does not fit the data')]);
      expect(existsSync(path('wrongly'))).toBe(false);
    });

    it('are of the embedded profile', async () => {
      const key = readFileSync(join(dataDir, 'installation.key'), 'utf8').trim();
      const scaled = { EVENTSTORE_URL: 'esdb://x', KEYSTORE_URL: 'postgres://x', LIEN_THONG_KEY: key };
      const { code: exit, err } = await terminalAt(dataDir, scaled)('backup', '--to', path('server'));
      expect([exit, err]).toEqual([1, expect.stringContaining('store export')]);
    });
  });
});
