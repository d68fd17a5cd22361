import type { ServerNode } from './client.js';
import { Connection } from './connection.js';
import { parseConnectionString } from './connection-string.js';
import { portErrorOf } from './failures.js';
import { Reads } from './reads.js';

/** What a server says of itself, and how it is spoken to. Nothing secret of the connection string is in it. */
export interface ServerExamination {
  /** `host:port` of each server that is named. */
  readonly hosts: readonly string[];
  /** `24.6.0` for example; `unknown` where the server says none. */
  readonly version: string;
  /** `unchecked`: encrypted, but whoever answers is believed. */
  readonly tls: 'checked' | 'unchecked' | 'none';
  /** Empty where the server does not tell. */
  readonly nodes: readonly ServerNode[];
}

/**
 * Looks at a server without writing or making anything; `patienceMs` is for each question.
 * @throws InvalidConnectionString; StoreUnavailable when nobody answers, or the user is refused.
 */
export const examineServer = async (url: string, patienceMs = 5_000): Promise<ServerExamination> => {
  const settings = parseConnectionString(url);
  const connection = new Connection(settings);
  try {
    // Asked first, and for what a process asks for: whoever may not read the log may still be told a version.
    await new Reads(connection, patienceMs).head();
    return {
      hosts: settings.hosts.map(({ address, port }) => `${address}:${port}`),
      version: await connection.ask(patienceMs, (client) => client.version()),
      tls: settings.tls ? (settings.tlsVerifyCert ? 'checked' : 'unchecked') : 'none',
      nodes: await connection.ask(patienceMs, (client) => client.members()).catch(() => []),
    };
  } catch (error) {
    throw portErrorOf(error);
  } finally {
    await connection.close();
  }
};
