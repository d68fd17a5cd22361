import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { events } from '../testing/fixtures.js';
import { scratchFolder } from '../testing/scratch.js';
import { SqliteEventStore } from './sqlite-event-store.js';

describe('the file of the log', () => {
  const folder = scratchFolder();
  afterAll(() => folder.remove());

  it('aborts UPDATE, DELETE and REPLACE', async () => {
    const file = join(folder.path, 'fixed.db');
    const store = SqliteEventStore.open(file);
    await store.append('dossier-1', 'no-stream', events(2));
    await store.close();
    const db = new Database(file);
    db.pragma('recursive_triggers = 1');
    expect(() => db.exec(`UPDATE events SET data = '{}' WHERE position = 1`)).toThrow('events are never updated');
    expect(() => db.exec('DELETE FROM events WHERE position = 2')).toThrow('events are never deleted');
    expect(() => db.exec('INSERT OR REPLACE INTO events SELECT * FROM events')).toThrow('events are never deleted');
    expect(() => db.exec(`UPDATE streams SET name = 'x-1'`)).toThrow('streams are never updated');
    expect(() => db.exec('DELETE FROM streams')).toThrow('streams are never deleted');
    const twice = `INSERT INTO events SELECT 99, stream, revision, id, type, data, metadata FROM events WHERE position = 1`;
    expect(() => db.exec(twice)).toThrow('UNIQUE constraint failed: events.stream, events.revision');
    db.close();
  });

  it('keeps its pragmas, and a connection that loses one is refused', () => {
    const wrong = (file: string): Database.Database => {
      const db = new Database(file);
      const pragma = db.pragma.bind(db);
      const losing = (source: string, options?: Database.PragmaOptions) =>
        source === 'synchronous = 2' ? [] : pragma(source, options);
      db.pragma('synchronous = NORMAL');
      return Object.assign(db, { pragma: losing });
    };
    const open = () => SqliteEventStore.open(join(folder.path, 'pragmas.db'), { connect: wrong });
    expect(open).toThrow('synchronous is 1, and must be 2');
  });

  it('refuses a database of something else, and a layout of a later version', async () => {
    const foreign = join(folder.path, 'foreign.db');
    new Database(foreign).exec('CREATE TABLE people (name TEXT)').close();
    expect(() => SqliteEventStore.open(foreign)).toThrow(`${foreign} is no event log`);
    const later = join(folder.path, 'later.db');
    await SqliteEventStore.open(later).close();
    const db = new Database(later);
    db.pragma('user_version = 9');
    db.close();
    expect(() => SqliteEventStore.open(later)).toThrow('has layout 9');
  });

  it('is made with its folder where there is none', async () => {
    const store = SqliteEventStore.open(join(folder.path, 'a', 'b', 'events.db'));
    expect(await store.append('dossier-1', 'no-stream', events(1))).toMatchObject({ revision: 0 });
    await store.close();
  });
});
