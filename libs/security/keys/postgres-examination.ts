import type { KeyObject } from 'node:crypto';
import { KeyWrap } from './key-wrap.js';
import { PostgresConnections } from './postgres-connections.js';
import { serverTimeOf, type WrappedBy, wrappedBy } from './postgres-questions.js';

/** What a PostgreSQL says of itself that matters to whoever keeps keys in it. */
export interface KeyServerExamination {
  /** Host, port and database. */
  readonly place: string;
  /** `15.10` for example. */
  readonly version: string;
  /** 150010 for example. */
  readonly versionNumber: number;
  /** Whether our connection is encrypted. */
  readonly encrypted: boolean;
  /** Whether parameters of statements, wrapped keys among them, can come into its log. */
  readonly logsParameters: boolean;
  /** Whose key-encryption key the kept keys were wrapped by; `none` before the first. */
  readonly keys: WrappedBy;
  /** What its clock says, and what ours said at that moment; milliseconds since 1970. */
  readonly time: { readonly server: number; readonly machine: number };
}

interface Row extends Record<string, unknown> {
  readonly version: string;
  readonly number: number;
  readonly encrypted: boolean | null;
  readonly logged: string;
  readonly has_keys: boolean;
}

const EXAMINE = `select current_setting('server_version') as version, current_setting('server_version_num')::int as number,
  (select ssl from pg_stat_ssl where pid = pg_backend_pid()) as encrypted,
  current_setting('log_parameter_max_length', true) as logged, to_regclass('lien_thong.data_key') is not null as has_keys`;

/**
 * Looks at a key store without making its table or anything else.
 * @throws KeyStoreUnavailable when it is away, refuses us or is a standby; KeyStoreNotDurable when fsync is off.
 */
export const examineKeyServer = async (url: string, wrappingKey: KeyObject): Promise<KeyServerExamination> => {
  const connections = new PostgresConnections(url);
  try {
    const [row] = (await connections.rows<Row>(EXAMINE)) as readonly [Row];
    const { host, pathname } = new URL(url);
    return {
      place: host + pathname,
      version: row.version,
      versionNumber: row.number,
      encrypted: row.encrypted === true,
      logsParameters: row.logged !== '0',
      keys: row.has_keys ? await wrappedBy(connections, new KeyWrap(wrappingKey)) : 'none',
      time: await timeOf(connections),
    };
  } finally {
    await connections.close();
  }
};

/** The connection is there already: half the way there and back is what the answer took to come. */
const timeOf = async (connections: PostgresConnections): Promise<KeyServerExamination['time']> => {
  const asked = Date.now();
  const server = await serverTimeOf(connections);
  return { server, machine: (asked + Date.now()) / 2 };
};
