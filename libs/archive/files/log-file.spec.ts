import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { StoredEvent } from '@lien-thong/event-store';
import { anEvent } from '../../event-store/testing/fixtures.js';
import type { House } from '../house.js';
import { storeSource } from '../log-source.js';
import { furnished, memoryHouse, write } from '../testing/houses.js';
import { BrokenFile } from './broken-file.js';
import { writeCheckedFile } from './checked-file.js';
import { BrokenLog, exportLog, LogFile } from './log-file.js';
import { FileExists } from './whole-file.js';

const AT = '2026-11-18T10:00:00+07:00';
const quietly = (): void => {};

describe('a log in a file', () => {
  let folder: string;
  let house: House;
  let good: string;
  let lines: string[];
  const path = (name: string): string => join(folder, name);
  const source = async () => storeSource(house.log, await house.log.head());
  const fault = async (content: string | Buffer, name = 'changed'): Promise<string | null> => {
    writeFileSync(path(name), content);
    const verdict = await new LogFile(path(name)).verified(quietly).catch((error: unknown) => error);
    if (verdict instanceof BrokenFile) return `${verdict.line} ${verdict.fault}`;
    if (verdict instanceof Error) throw verdict;
    return null;
  };
  const written = (changed: readonly string[]): string => changed.map((line) => `${line}\n`).join('');

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'lien-thong-files-'));
    house = await furnished(memoryHouse());
    for (const text of ['đ\u2028ã\u2029', 'x'.repeat(300_000), '\ufffd']) {
      await write(house.log, `access-${text.length}`, { text });
    }
    good = path('log.ndjson');
    await exportLog(await source(), good, AT, quietly);
    lines = readFileSync(good, 'utf8').split('\n').slice(0, -1);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('holds every event in the order of the log, a line each, between a head and a count', async () => {
    const events = (await house.log.readAll({ after: null, limit: 100_000 })).events;
    expect(lines).toHaveLength(events.length + 2);
    const [head, last] = [lines[0], lines.at(-1)].map((line) => JSON.parse(line as string));
    expect(head).toEqual({ check: expect.any(String), format: 'lien-thong-log/1', at: AT });
    expect(last.end).toMatchObject({ entries: events.length, counts: { streams: 15 } });
    const read: StoredEvent[] = [];
    for await (const page of new LogFile(good).pages()) read.push(...page);
    expect(read.map((event) => ({ ...event, position: '' }))).toEqual(events.map((event) => ({ ...event, position: '' })));
    expect(statSync(good).mode & 0o777).toBe(0o600);
  });

  it('is the same compressed, compressed again otherwise, and under any name', async () => {
    const small = path('log.ndjson.gz');
    const [plain, compressed] = [await new LogFile(good).verified(quietly), await exportLog(await source(), small, AT, quietly)];
    expect(compressed).toEqual(plain);
    expect(gunzipSync(readFileSync(small))).toEqual(readFileSync(good));
    expect(await fault(gzipSync(readFileSync(good), { level: 1 }), 'no-name')).toBeNull();
    expect(await new LogFile(path('no-name')).verified(quietly)).toEqual(plain);
  });

  it('overwrites nothing, and leaves no half of itself', async () => {
    await expect(exportLog(await source(), good, AT, quietly)).rejects.toBeInstanceOf(FileExists);
    const broken = memoryHouse();
    await write(broken.log, 'access-1');
    await broken.log.append('access-1', 0, [anEvent()]);
    const failed = exportLog(storeSource(broken.log, await broken.log.head()), path('broken.ndjson'), AT, quietly);
    await expect(failed).rejects.toBeInstanceOf(BrokenLog);
    await expect(failed).rejects.toMatchObject({ broken: { stream: 'access-1', revision: 1 } });
    expect(() => statSync(path('broken.ndjson'))).toThrow('ENOENT');
  });

  it('tells at which line one character was changed, wherever it stands', async () => {
    for (const at of [0, 1, 7, lines.length - 1]) {
      const line = lines[at] as string;
      for (const place of [12, 31, Math.floor(line.length / 2), line.length - 2]) {
        const other = line[place] === 'a' ? 'b' : 'a';
        const changed = lines.with(at, line.slice(0, place) + other + line.slice(place + 1));
        expect(await fault(written(changed))).toMatch(at === 0 ? /^1 (changed|not-this-format)$/ : `${at + 1} changed`);
      }
    }
  });

  it('tells a byte that is no text from one that was written as unreadable', async () => {
    const bytes = readFileSync(good);
    const place = bytes.indexOf(Buffer.from('\ufffd'));
    const changed = Buffer.concat([bytes.subarray(0, place), Buffer.of(0xff), bytes.subarray(place + 3)]);
    expect(await fault(changed)).toMatch(/^\d+ changed$/);
  });

  it('tells lines that are missing, twice, added or moved', async () => {
    expect(await fault(written(lines.toSpliced(4, 1)))).toBe('5 changed');
    expect(await fault(written(lines.toSpliced(4, 0, lines[4] as string)))).toBe('6 changed');
    expect(await fault(written(lines.toSpliced(4, 0, '{}')))).toBe('5 changed');
    expect(await fault(written(lines.toSpliced(4, 2, lines[5] as string, lines[4] as string)))).toBe('5 changed');
    expect(await fault(written([...lines, lines.at(-1) as string]))).toBe(`${lines.length + 1} goes-on`);
    expect(await fault(written(lines).replaceAll('\n', '\r\n'))).toBe('1 not-this-format');
  });

  it('tells where it was cut off, between two lines or within one', async () => {
    const whole = written(lines);
    expect(await fault('')).toBe('1 not-this-format');
    expect(await fault(written(lines.slice(0, 9)))).toBe('10 cut-off');
    expect(await fault(written(lines.slice(0, -1)))).toBe(`${lines.length} cut-off`);
    expect(await fault(whole.slice(0, -1))).toBe(`${lines.length} cut-off`);
    expect(await fault(whole.slice(0, whole.indexOf(lines[9] as string) + 40))).toBe('10 cut-off');
  });

  it('tells a compressed file that was cut off, damaged or compressed twice', async () => {
    const compressed = gzipSync(readFileSync(good));
    expect(await fault(compressed.subarray(0, compressed.length >> 1))).toMatch(/^\d+ compression$/);
    expect(await fault(compressed.subarray(0, -3))).toMatch(/^\d+ compression$/);
    const damaged = Buffer.from(compressed);
    damaged.writeUInt8(damaged.readUInt8(damaged.length >> 1) ^ 0x10, damaged.length >> 1);
    expect(await fault(damaged)).toMatch(/^\d+ (compression|changed|not-a-line)$/);
    expect(await fault(gzipSync(compressed))).toMatch(/^1 (not-this-format|cut-off)$/);
  });

  it('tells an event that was altered by somebody who wrote all the checks anew', async () => {
    const events = (await house.log.readAll({ after: null, limit: 100_000 })).events;
    const forged = async (name: string, change: (event: StoredEvent) => object): Promise<string | null> => {
      const entries = async function* () {
        for (const [at, event] of events.entries()) yield at === 6 ? change(event) : event;
      };
      const head = { format: 'lien-thong-log/1', at: AT } as const;
      await writeCheckedFile(path(name), head, entries(), () => ({ streams: 15 }));
      return fault(readFileSync(path(name)));
    };
    expect(await forged('same', (event) => event)).toBeNull();
    expect(await forged('type', (event) => ({ ...event, type: 'Changed' }))).toBe('8 chain');
    expect(await forged('revision', (event) => ({ ...event, revision: event.revision + 1 }))).toBe('8 chain');
    expect(await forged('shape', ({ stream, revision }) => ({ stream, revision }))).toBe('8 not-a-line');
  });

  it('refuses what is no log at all, and a line that never ends, within bounds', async () => {
    expect(await fault('hello\n')).toBe('1 not-this-format');
    expect(await fault(Buffer.alloc(6 * 1024 * 1024, 'x'))).toBe('1 not-a-line');
    await expect(new LogFile(path('nowhere')).verified(quietly)).rejects.toThrow('ENOENT');
  });
});
