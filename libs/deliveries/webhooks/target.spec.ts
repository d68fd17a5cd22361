import type { LookupAddress } from 'node:dns';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isReachable, type Reach } from './addresses.js';
import { addressesOf, BadTarget, targetUrl } from './target.js';

const STRICT: Reach = { private: false, hosts: [] };
const SANDBOX: Reach = { private: true, hosts: [] };
const NETWORK: Reach = { private: false, hosts: ['mot-cua.h99.vn', '10.7.0.9'] };

const faultOf = (url: string, reach = STRICT): string | null => {
  try {
    targetUrl(url, reach);
    return null;
  } catch (error) {
    if (error instanceof BadTarget) return error.fault;
    throw error;
  }
};

describe('the address of an endpoint', () => {
  it.each([
    'https://mot-cua.example/hook?x=1',
    'https://mot-cua.example:8443/',
    'https://8.8.8.8/',
    'https://[2606:4700::1111]/',
  ])('may be %s', (url) => expect(faultOf(url)).toBeNull());

  it.each<[string, string]>([
    // Not https, or not an address at all.
    ['http://mot-cua.example/', 'scheme'],
    ['file:///etc/passwd', 'scheme'],
    ['gopher://mot-cua.example/', 'scheme'],
    ['javascript:alert(1)', 'scheme'],
    ['//mot-cua.example/', 'malformed'],
    ['https://', 'malformed'],
    ['https://mot-cua.example/#x', 'malformed'],
    [`https://mot-cua.example/${'x'.repeat(2_000)}`, 'malformed'],
    [`https://mot-cua.example/${'ế'.repeat(500)}`, 'malformed'],
    // Somebody else's name, or another's in front.
    ['https://user@mot-cua.example/', 'credentials'],
    ['https://:pass@mot-cua.example/', 'credentials'],
    ['https://mot-cua.example@127.0.0.1/', 'credentials'],
    // Ports of other services.
    ['https://mot-cua.example:22/', 'port'],
    ['https://mot-cua.example:6379/', 'port'],
    ['https://mot-cua.example:80/', 'port'],
    // This machine, in every spelling.
    ['https://127.0.0.1/', 'address-refused'],
    ['https://127.1/', 'address-refused'],
    ['https://2130706433/', 'address-refused'],
    ['https://0x7f000001/', 'address-refused'],
    ['https://0x7f.0.0.1/', 'address-refused'],
    ['https://0177.0.0.1/', 'address-refused'],
    ['https://017700000001/', 'address-refused'],
    ['https://127.0.0.1./', 'address-refused'],
    ['https://１２７.０.０.１/', 'address-refused'],
    ['https://%31%32%37.0.0.1/', 'address-refused'],
    ['https://0/', 'address-refused'],
    ['https://0.0.0.0/', 'address-refused'],
    ['https://[::1]/', 'address-refused'],
    ['https://[::]/', 'address-refused'],
    ['https://[0:0:0:0:0:0:0:1]/', 'address-refused'],
    ['https://localhost/', 'host'],
    ['https://LOCALHOST/', 'host'],
    ['https://a.localhost/', 'host'],
    ['https://localhost./', 'host'],
    ['https://mot-cua.example./', 'host'],
    // The network that it stands in.
    ['https://10.0.0.1/', 'address-refused'],
    ['https://172.16.0.1/', 'address-refused'],
    ['https://192.168.1.1/', 'address-refused'],
    ['https://100.64.0.1/', 'address-refused'],
    ['https://[fc00::1]/', 'address-refused'],
    ['https://[fe80::1]/', 'address-refused'],
    ['https://[fec0::1]/', 'address-refused'],
    ['https://redis/', 'host'],
    ['https://redis.internal/', 'host'],
    ['https://printer.local/', 'host'],
    // The platform's own services.
    ['https://169.254.169.254/latest/meta-data/', 'address-refused'],
    ['https://2852039166/', 'address-refused'],
    ['https://0xa9fea9fe/', 'address-refused'],
    ['https://[fd00:ec2::254]/', 'address-refused'],
    ['https://168.63.129.16/', 'address-refused'],
    ['https://100.100.100.200/', 'address-refused'],
    ['https://metadata.google.internal/', 'host'],
    // IPv4 in the clothes of IPv6.
    ['https://[::ffff:127.0.0.1]/', 'address-refused'],
    ['https://[::ffff:8.8.8.8]/', 'address-refused'],
    ['https://[::ffff:0:127.0.0.1]/', 'address-refused'],
    ['https://[::127.0.0.1]/', 'address-refused'],
    ['https://[64:ff9b::127.0.0.1]/', 'address-refused'],
    ['https://[64:ff9b:1::7f00:1]/', 'address-refused'],
    ['https://[2002:7f00:1::]/', 'address-refused'],
    ['https://[2001:0:7f00:1::]/', 'address-refused'],
    // Nobody's, everybody's, tomorrow's.
    ['https://224.0.0.1/', 'address-refused'],
    ['https://255.255.255.255/', 'address-refused'],
    ['https://240.0.0.1/', 'address-refused'],
    ['https://192.0.2.1/', 'address-refused'],
    ['https://198.18.0.1/', 'address-refused'],
    ['https://[ff02::1]/', 'address-refused'],
    ['https://[2001:db8::1]/', 'address-refused'],
    ['https://[5f00::1]/', 'address-refused'],
    ['https://[4000::1]/', 'address-refused'],
  ])('may not be %s: %s', (url, fault) => expect(faultOf(url)).toBe(fault));

  it('may lie in a private network where its host is named, but never on this machine or beside it', async () => {
    expect(faultOf('https://mot-cua.h99.vn/', NETWORK)).toBeNull();
    expect(faultOf('https://10.7.0.9/', NETWORK)).toBeNull();
    expect(faultOf('https://10.7.0.8/', NETWORK)).toBe('address-refused');
    expect(faultOf('http://mot-cua.h99.vn/', NETWORK)).toBe('scheme');
    const url = targetUrl('https://mot-cua.h99.vn/', NETWORK);
    const at = (address: string) => addressesOf(url, NETWORK, async () => [{ address, family: 4 }]);
    expect(await at('10.7.0.9')).toEqual([{ address: '10.7.0.9', family: 4 }]);
    for (const inside of ['127.0.0.1', '169.254.169.254', '100.100.100.200', '0.0.0.0', '::1', 'fd00:ec2::254'])
      await expect(at(inside)).rejects.toThrow('address-refused');
  });

  it('may be anything in a sandbox, but still no secret of somebody', () => {
    for (const url of ['http://127.0.0.1:4711/', 'http://localhost:4711/', 'https://[::1]:1/'])
      expect(faultOf(url, SANDBOX)).toBeNull();
    expect(faultOf('http://user:pass@127.0.0.1/', SANDBOX)).toBe('credentials');
    expect(faultOf('ftp://127.0.0.1/', SANDBOX)).toBe('scheme');
  });

  it('is never taken when a number stands in it that lies in a private range, however it is written', () =>
    fc.assert(
      fc.property(
        fc.constantFrom([10, 8], [127, 8], [172, 12], [192, 16], [169, 16]),
        fc.nat(2 ** 20 - 1),
        fc.constantFrom('dotted', 'decimal', 'hex', 'octal', 'mapped'),
        ([first], rest, form) => {
          const base: Record<number, number> = {
            10: 0x0a000000,
            127: 0x7f000000,
            172: 0xac100000,
            192: 0xc0a80000,
            169: 0xa9fe0000,
          };
          const value = ((base[first as number] as number) + (first === 192 || first === 169 ? rest % 65_536 : rest)) >>> 0;
          const bytes = [24, 16, 8, 0].map((shift) => (value >>> shift) & 255);
          const host = {
            dotted: bytes.join('.'),
            decimal: String(value),
            hex: `0x${value.toString(16)}`,
            octal: bytes.map((byte) => `0${byte.toString(8)}`).join('.'),
            mapped: `[::ffff:${bytes.join('.')}]`,
          }[form];
          expect(faultOf(`https://${host}/`)).toBe('address-refused');
        },
      ),
    ));
});

describe('a name', () => {
  const url = targetUrl('https://mot-cua.example/', STRICT);
  const answering = (...addresses: string[]) =>
    addressesOf(url, STRICT, async () =>
      addresses.map((address): LookupAddress => ({ address, family: address.includes(':') ? 6 : 4 })),
    );

  it('leads to its public addresses', async () =>
    expect(await answering('8.8.8.8', '2606:4700::1111')).toEqual([
      { address: '8.8.8.8', family: 4 },
      { address: '2606:4700::1111', family: 6 },
    ]));

  it('that leads inside, also only by one of its addresses, is refused', async () => {
    await expect(answering('127.0.0.1')).rejects.toThrow('address-refused');
    await expect(answering('8.8.8.8', '169.254.169.254')).rejects.toThrow('address-refused');
    await expect(answering('2606:4700::1111', '::ffff:10.0.0.1')).rejects.toThrow('address-refused');
    await expect(answering('not an address')).rejects.toThrow('address-refused');
    await expect(answering()).rejects.toThrow('name-unresolved');
  });

  it('that nobody knows is told apart', () =>
    expect(addressesOf(url, STRICT, () => Promise.reject(new Error('ENOTFOUND')))).rejects.toThrow('name-unresolved'));

  it('is allowed no zone and no text in place of an address', () => {
    for (const address of ['fe80::1%eth0', '', '1.2.3', '2001:db8::1/64']) expect(isReachable(address, 'x', STRICT)).toBe(false);
  });
});
