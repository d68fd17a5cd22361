import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** What an installation may reach beyond the public internet. */
export interface Reach {
  /** For sandboxes and tests only: plain http, any port, and this machine and its networks. */
  readonly private: boolean;
  /** Hosts (lower case) that may lie in a private network, such as the agencies' own: https still, and never this machine. */
  readonly hosts: readonly string[];
}

/** Platforms answer with their secrets here, though the addresses look public or merely private. */
const METADATA = [ipaddr.parse('168.63.129.16'), ipaddr.parse('fd00:ec2::254'), ipaddr.parse('100.100.100.200')].map((address) =>
  address.toNormalizedString(),
);
const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR('2000::/3');

/**
 * May a webhook be sent to this address? Only to global unicast, unless `host` is allowed to be private. Whatever wraps an
 * IPv4 address (mapped, compatible, NAT64, 6to4, Teredo) is refused, not looked into.
 */
export const isReachable = (address: string, host: string, reach: Reach): boolean => {
  // ipaddr.js alone would take 1.2.3 and 0x7f000001, too.
  if (isIP(address) === 0) return false;
  if (reach.private) return true;
  const parsed = ipaddr.parse(address);
  if (METADATA.includes(parsed.toNormalizedString())) return false;
  if (reach.hosts.includes(host) && ['private', 'uniqueLocal'].includes(parsed.range())) return true;
  if (parsed.range() !== 'unicast') return false;
  return parsed.kind() === 'ipv4' || parsed.match(GLOBAL_UNICAST);
};
