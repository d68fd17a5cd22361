import { describe, expect, it } from '@jest/globals';
import type { ServerExamination } from '@lien-thong/event-store';
import type { KeyServerExamination } from '@lien-thong/security';
import type { Finding } from './check.js';
import { eventStoreFindings } from './event-store.js';
import { keyStoreFindings } from './key-store.js';

/** What is not well of what was found. */
const remarks = (findings: readonly Finding[]): string[] =>
  findings.filter(({ level }) => level !== 'ok').map(({ level, en }) => `${level}: ${en}`);

describe('the doctor of an event store', () => {
  const fine: ServerExamination = {
    hosts: ['es1:2113', 'es2:2113'],
    version: '24.6.0',
    tls: 'checked',
    nodes: [
      { address: 'es1:2113', role: 'follower', alive: true },
      { address: 'es2:2113', role: 'leader', alive: true },
    ],
  };

  it('has nothing to say against one that is well, and names its licence', () => {
    const found = eventStoreFindings(fine);
    expect(remarks(found)).toEqual([]);
    expect(found[0]?.en).toBe('Event store es1:2113, es2:2113: 24.6.0, BSD licence');
    expect(found[2]?.en).toBe('Event store, nodes: es1:2113 follower, es2:2113 leader');
  });

  it.each([
    ['22.4.1', /22\.6 or newer is needed/],
    ['22.6.0', /BSD/],
    ['23.10.2', /BSD/],
    ['24.6.0.1', /BSD/],
    ['24.10.4', /source-available/],
    ['25.0.1', /source-available/],
    ['unknown', /does not tell its version/],
  ])('says what a version %s means', (version, said) => {
    expect(eventStoreFindings({ ...fine, version })[0]?.en).toMatch(said);
  });

  it.each<[string, Partial<ServerExamination>, string[]]>([
    [
      'no TLS to another machine',
      { tls: 'none' },
      ['warn: Event store: no TLS (tls=false), whoever is on that network can read'],
    ],
    ['no TLS to this one', { tls: 'none', hosts: ['127.0.0.1:2113', 'localhost:2114', '[::1]:2115'] }, []],
    [
      'a name that only begins like this machine',
      { tls: 'none', hosts: ['localhost.example:2113'] },
      ['warn: Event store: no TLS'],
    ],
    ['a certificate that nobody looks at', { tls: 'unchecked' }, ['warn: Event store: TLS, but anybody’s certificate']],
    ['no gossip', { nodes: [] }, ['warn: Event store: it does not tell which node leads']],
    [
      'a silent follower',
      { nodes: [{ address: 'es1:2113', role: 'follower', alive: false }, ...fine.nodes.slice(1)] },
      ['warn: Event store, nodes: es1:2113 không trả lời / silent'],
    ],
    [
      'a leader that is gone',
      { nodes: [{ address: 'es2:2113', role: 'leader', alive: false }] },
      ['fail: The event store has no leader: es2:2113'],
    ],
  ])('sees %s', (_, change, said) => {
    const found = remarks(eventStoreFindings({ ...fine, ...change }));
    expect(found).toEqual(said.map((beginning) => expect.stringMatching(new RegExp(`^${beginning.replace(/[()]/g, '\\$&')}`))));
  });
});

describe('the doctor of a key store', () => {
  const fine: KeyServerExamination = {
    place: 'db:5432/keys',
    version: '15.10',
    versionNumber: 150_010,
    encrypted: true,
    logsParameters: false,
    keys: 'ours',
    time: { server: 1_780_000_000_000, machine: 1_780_000_000_000 },
  };
  const machine = (ms: number) => ({ time: { ...fine.time, machine: fine.time.machine + ms } });

  it('has nothing to say against one that is well', () => {
    expect(remarks(keyStoreFindings(fine))).toEqual([]);
    expect(keyStoreFindings(fine)[0]?.en).toBe('PostgreSQL db:5432/keys: 15.10, primary, fsync = on');
  });

  it.each<[string, Partial<KeyServerExamination>, string[]]>([
    [
      'a server that is too old',
      { version: '12.20', versionNumber: 120_020 },
      ['fail: PostgreSQL db:5432/keys: 12.20, 13 or newer'],
    ],
    ['no TLS to another machine', { encrypted: false }, ['warn: PostgreSQL: no TLS, that network']],
    ['no TLS to this one', { encrypted: false, place: '127.0.0.1:5432/keys' }, []],
    ['keys in its log', { logsParameters: true }, ['warn: PostgreSQL: wrapped keys may come into its log']],
    ['keys of another installation', { keys: 'others' }, ['fail: The key store was wrapped by another key']],
    ['an empty one', { keys: 'none' }, []],
    ['a clock that is 2 s off', machine(2_000), []],
    ['a clock that is ahead', machine(2_001), ['warn: The clock of this machine is 2001 ms ahead of PostgreSQL']],
    ['a clock that is behind', machine(-30_000), ['warn: The clock of this machine is 30000 ms behind PostgreSQL']],
  ])('sees %s', (_, change, said) => {
    const found = remarks(keyStoreFindings({ ...fine, ...change }));
    expect(found).toEqual(said.map((beginning) => expect.stringMatching(new RegExp(`^${beginning}`))));
  });
});
