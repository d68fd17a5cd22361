/** Where a server or a cluster is, and how to speak to it. */
export interface ServerSettings {
  /** `dns`: one name that stands for a cluster; `gossip`: its members by name; `node`: one server. */
  readonly lookup: 'dns' | 'gossip' | 'node';
  readonly hosts: readonly { readonly address: string; readonly port: number }[];
  readonly credentials?: { readonly username: string; readonly password: string };
  readonly tls: boolean;
  readonly tlsVerifyCert: boolean;
  /** Paths. */
  readonly tlsCAFile?: string;
  readonly userCertFile?: string;
  readonly userKeyFile?: string;
  readonly connectionName?: string;
  /** Milliseconds; of gossip, seconds. */
  readonly keepAliveInterval?: number;
  readonly keepAliveTimeout?: number;
  readonly defaultDeadline?: number;
  readonly discoveryInterval?: number;
  readonly maxDiscoverAttempts?: number;
  readonly gossipTimeout?: number;
}

/** Its message never holds anything of the string but the name of a setting: there is a password in it. */
export class InvalidConnectionString extends Error {
  constructor(fault: string) {
    super(`the connection string of the event store: ${fault}`);
    this.name = 'InvalidConnectionString';
  }
}

const FORM = /^(esdb|kurrentdb|kdb|eventstore)(\+discover)?:\/\/(?:([^/?]*)@)?([^/?@]+)\/?(?:\?(.*))?$/s;
const HOST = /^(\[[0-9a-fA-F:.]+\]|[^:[\]\s]+)(?::(\d{1,5}))?$/;
const DEFAULT_PORT = 2113;

const flags = ['tls', 'tlsVerifyCert'] as const;
const texts = ['tlsCAFile', 'userCertFile', 'userKeyFile', 'connectionName'] as const;
const numbers = [
  'keepAliveInterval',
  'keepAliveTimeout',
  'defaultDeadline',
  'discoveryInterval',
  'maxDiscoverAttempts',
  'gossipTimeout',
] as const;

/**
 * `esdb://`, `kurrentdb://` and their `+discover` forms, with the settings of the official clients. The client's own reader
 * is not used: it knows no `kurrentdb://`, cuts passwords at a colon, and prints the whole string to the console when it
 * does not know a setting.
 *
 * @throws InvalidConnectionString
 */
export const parseConnectionString = (text: string): ServerSettings => {
  const found = FORM.exec(text.trim());
  if (found === null) throw new InvalidConnectionString('it is no esdb:// or kurrentdb:// address');
  const [, , discover, userInfo, hostList = '', query] = found;
  const hosts = hostList.split(',').map(hostOf);
  const settings = settingsOf(query ?? '');
  const lookup = discover !== undefined ? 'dns' : hosts.length > 1 ? 'gossip' : 'node';
  return { tls: true, tlsVerifyCert: true, ...settings, lookup, hosts, ...credentialsOf(userInfo) };
};

const hostOf = (host: string): { address: string; port: number } => {
  const [, address, port] = HOST.exec(host.trim()) ?? [];
  if (address === undefined) throw new InvalidConnectionString('a host is no name or address');
  return { address, port: port === undefined ? DEFAULT_PORT : Number(port) };
};

const credentialsOf = (userInfo: string | undefined): Pick<ServerSettings, 'credentials'> => {
  if (userInfo === undefined || userInfo === '') return {};
  const colon = userInfo.indexOf(':');
  if (colon < 1) throw new InvalidConnectionString('before the @ stands <user>:<password>');
  const [username, password] = [userInfo.slice(0, colon), userInfo.slice(colon + 1)].map(decoded);
  return { credentials: { username: username as string, password: password as string } };
};

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new InvalidConnectionString('a % in the user, the password or a setting has to be written %25');
  }
};

const settingsOf = (query: string): Partial<ServerSettings> => {
  const settings: Record<string, string | number | boolean> = {};
  for (const pair of query.split('&').filter((each) => each !== '')) {
    const [name = '', value = ''] = pair.split(/=(.*)/s);
    const setting = settingOf(name, decoded(value).trim());
    if (setting !== null) settings[setting[0]] = setting[1];
  }
  return settings;
};

/** @returns null for a setting that is known and has nothing to say here. */
const settingOf = (name: string, value: string): readonly [string, string | number | boolean] | null => {
  const is = (known: string): boolean => known.toLowerCase() === name.replace(/[_-]/g, '').toLowerCase();
  const flag = flags.find(is);
  if (flag !== undefined) {
    if (value !== 'true' && value !== 'false') throw new InvalidConnectionString(`${flag} is true or false`);
    return [flag, value === 'true'];
  }
  const number = numbers.find(is);
  if (number !== undefined) {
    if (!/^(-1|\d{1,9})$/.test(value)) throw new InvalidConnectionString(`${number} is a whole number`);
    if (number === 'defaultDeadline' && Number(value) <= 0) throw new InvalidConnectionString('defaultDeadline is more than 0');
    return [number, Number(value)];
  }
  const text = texts.find(is);
  if (text !== undefined) return [text, value];
  if (is('throwOnAppendFailure')) return null;
  if (is('nodePreference') && value.toLowerCase() === 'leader') return null;
  if (is('nodePreference')) throw new InvalidConnectionString('nodePreference is leader: reads have to see what was written');
  throw new InvalidConnectionString(`an unknown setting${/^[a-z_-]{1,30}$/i.test(name) ? ` "${name}"` : ''}`);
};
