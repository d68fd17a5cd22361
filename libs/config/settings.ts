import { createSecretKey, type KeyObject } from 'node:crypto';
import { type Instant, toMs, toText } from '@lien-thong/calendar';

/** What is wrong with one value, in both languages. */
export interface Fault {
  readonly vi: string;
  readonly en: string;
}

/** Reads the text of one variable. Throws `Unreadable`. */
export type Reader<T> = (text: string) => T;

export class Unreadable extends Error {
  constructor(readonly fault: Fault) {
    super(fault.en);
    this.name = 'Unreadable';
  }
}

const unreadable = (vi: string, en: string): never => {
  throw new Unreadable({ vi, en });
};

export const port: Reader<number> = (text) =>
  /^\d{1,5}$/.test(text) && Number(text) <= 65535
    ? Number(text)
    : unreadable('phải là số từ 0 đến 65535', 'must be a number from 0 to 65535');

/** Whole, up to five minutes. */
export const seconds: Reader<number> = (text) =>
  /^\d{1,3}$/.test(text) && Number(text) <= 300
    ? Number(text)
    : unreadable('phải là số giây từ 0 đến 300', 'must be a number of seconds from 0 to 300');

export const oneOf =
  <T extends string>(...values: readonly T[]): Reader<T> =>
  (text) =>
    values.find((value) => value === text) ??
    unreadable(`phải là một trong: ${values.join(', ')}`, `must be one of: ${values.join(', ')}`);

export const instant: Reader<Instant> = (text) => {
  try {
    return toText(toMs(text));
  } catch {
    return unreadable(
      'phải là thời điểm RFC 3339 có múi giờ, ví dụ 2026-03-02T08:00:00+07:00',
      'must be an RFC 3339 instant with an offset, for example 2026-03-02T08:00:00+07:00',
    );
  }
};

/** 32 bytes in base64 (either alphabet). The text itself never stands in a message. */
export const key: Reader<KeyObject> = (text) => {
  const bytes = Buffer.from(text, 'base64');
  const isBase64 = /^[A-Za-z0-9+/_-]{43}=?$/.test(text) && bytes.length === 32;
  return isBase64 ? createSecretKey(bytes) : unreadable('phải là 32 byte dạng base64', 'must be 32 bytes in base64');
};

/** Addresses may hold a password: they are not repeated in a message. */
export const address =
  (...schemes: readonly string[]): Reader<string> =>
  (text) => {
    const url = URL.canParse(text) ? new URL(text) : null;
    if (url !== null && schemes.includes(url.protocol.slice(0, -1)) && url.host !== '') return text;
    const forms = schemes.map((scheme) => `${scheme}://…`).join(', ');
    return unreadable(`phải là địa chỉ dạng ${forms}`, `must be an address such as ${forms}`);
  };

export const host: Reader<string> = (text) =>
  /^[A-Za-z0-9.:-]{1,253}$/.test(text)
    ? text
    : unreadable('phải là tên máy hoặc địa chỉ IP', 'must be a host name or an IP address');

/** Several names, by commas, in lower case. */
export const hosts: Reader<readonly string[]> = (text) =>
  text
    .toLowerCase()
    .split(',')
    .map((name) => host(name.trim()));

export const someOf =
  <T extends string>(...values: readonly T[]): Reader<readonly T[]> =>
  (text) => [...new Set(text.split(',').map((part) => oneOf(...values)(part.trim())))];

/** One e-mail address, without a name. */
export const mailbox: Reader<string> = (text) =>
  /^[^\s@<>,;:"]+@[A-Za-z0-9.-]+$/.test(text) ? text : unreadable('phải là một địa chỉ thư điện tử', 'must be an e-mail address');

const MOST_INTERVALS = 20;
const LONGEST_SECONDS = 7 * 86_400;

/** Seconds, by commas; in milliseconds. */
export const intervals: Reader<readonly number[]> = (text) => {
  const parts = text.split(',').map((part) => part.trim());
  const right = parts.length <= MOST_INTERVALS && parts.every((part) => /^\d{1,6}(\.\d{1,3})?$/.test(part));
  return right && parts.every((part) => Number(part) <= LONGEST_SECONDS)
    ? parts.map((part) => Math.round(Number(part) * 1000))
    : unreadable(
        'phải là các số giây cách nhau bằng dấu phẩy, ví dụ 10,60,300',
        'must be numbers of seconds by commas, for example 10,60,300',
      );
};

/** An OpenID Connect issuer: https, or http on this machine. */
export const issuer: Reader<string> = (text) => {
  const url = URL.canParse(text) ? new URL(text) : null;
  const plain = url !== null && `${url.username}${url.password}${url.search}${url.hash}` === '';
  const safe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.hostname.replace(/^\[|\]$/g, '')));
  return plain && safe
    ? text
    : unreadable('phải là địa chỉ https (http chỉ cho máy này)', 'must be an https address (http on this machine only)');
};

export const text: Reader<string> = (value) => value;

export const isLoopback = (name: string): boolean => /^(localhost|127(\.\d{1,3}){3}|::1)$/i.test(name);
