import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { isReachable, type Reach } from './addresses.js';

/** What is wrong with the address of an endpoint. */
export type TargetFault = 'malformed' | 'scheme' | 'credentials' | 'port' | 'host' | 'address-refused' | 'name-unresolved';

export class BadTarget extends Error {
  constructor(readonly fault: TargetFault) {
    super(`the address of an endpoint was refused: ${fault}`);
    this.name = 'BadTarget';
  }
}

export type Resolve = (host: string) => Promise<readonly LookupAddress[]>;

export const LONGEST_URL = 2_000;
const PORTS = ['', '443', '8443'];
/** Names that mean this machine or this network, whoever is asked. */
const LOCAL_NAME = /(^|\.)(localhost|local|localdomain|internal|intranet|home|lan|corp|test|invalid|onion|arpa)$/;

/** The addresses of a name as the operating system finds them. */
export const resolveBySystem: Resolve = (host) => lookup(host, { all: true, verbatim: true });

/**
 * An endpoint's address, as far as it can be judged by itself. The parser of the URL standard turns every spelling of an
 * IPv4 address (decimal, octal, hexadecimal, shortened, full-width) into the dotted one. @throws BadTarget
 */
export const targetUrl = (text: string, reach: Reach): URL => {
  if (text.length > LONGEST_URL || !URL.canParse(text)) throw new BadTarget('malformed');
  const url = new URL(text);
  // Letters beyond ASCII become three to nine each, and it is the whole that is kept and judged again.
  if (url.href.length > LONGEST_URL) throw new BadTarget('malformed');
  if (url.protocol !== 'https:' && !(reach.private && url.protocol === 'http:')) throw new BadTarget('scheme');
  if (url.username !== '' || url.password !== '') throw new BadTarget('credentials');
  if (url.hash !== '') throw new BadTarget('malformed');
  if (!reach.private && !PORTS.includes(url.port)) throw new BadTarget('port');
  const host = hostOf(url);
  if (isIP(host) !== 0) {
    if (!isReachable(host, host, reach)) throw new BadTarget('address-refused');
  } else if (!reach.private && !reach.hosts.includes(host) && !isPublicName(host)) throw new BadTarget('host');
  return url;
};

/** The host in lower case, without the brackets of IPv6. */
export const hostOf = (url: URL): string => url.hostname.replace(/^\[|\]$/g, '');

const isPublicName = (host: string): boolean => host.includes('.') && !host.endsWith('.') && !LOCAL_NAME.test(host);

/**
 * Where a connection may go: asked for once, and every answer must be allowed, for a name that leads both outside and inside
 * is no honest one. Whoever connects uses these and asks nobody again. @throws BadTarget
 */
export const addressesOf = async (url: URL, reach: Reach, resolve: Resolve): Promise<readonly LookupAddress[]> => {
  const host = hostOf(url);
  const family = isIP(host);
  const found = family === 0 ? await resolved(host, resolve) : [{ address: host, family }];
  if (found.length === 0) throw new BadTarget('name-unresolved');
  if (!found.every(({ address }) => isReachable(address, host, reach))) throw new BadTarget('address-refused');
  return found;
};

const resolved = async (host: string, resolve: Resolve): Promise<readonly LookupAddress[]> => {
  try {
    return await resolve(host);
  } catch {
    throw new BadTarget('name-unresolved');
  }
};
