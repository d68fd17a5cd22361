import type { LookupAddress } from 'node:dns';
import { type ClientRequest, type IncomingMessage, request as plainRequest } from 'node:http';
import { request as secureRequest } from 'node:https';
import type { LookupFunction } from 'node:net';
import type { Reach } from './addresses.js';
import type { GivenUpFor } from './outcome.js';
import { addressesOf, BadTarget, hostOf, type Resolve, resolveBySystem, targetUrl } from './target.js';

export type Answer =
  | { readonly is: 'accepted'; readonly status: number }
  | { readonly is: 'gone'; readonly status: 410 }
  | {
      readonly is: 'failed';
      readonly reason: GivenUpFor;
      readonly status: number | null;
      /** How long the receiver asks to be left alone, in milliseconds. */
      readonly retryAfterMs: number | null;
    };

export interface PostOptions {
  readonly reach: Reach;
  readonly resolve?: Resolve;
  /** For everything together: resolving, connecting, sending, and the head of the answer. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  /** Trusted instead of the usual authorities. */
  readonly ca?: string;
}

const TIMEOUT_MS = 10_000;
/** Of an answer only its head matters; so much of the body is let in, as it comes (nothing is ever unpacked). */
const MOST_BODY_BYTES = 16 * 1024;
const MOST_HEAD_BYTES = 16 * 1024;

/**
 * Posts a text to an endpoint. The name is resolved once, and the connection goes to the address that was judged; redirects
 * are not followed. Never throws.
 */
export const post = async (
  text: string,
  headers: Readonly<Record<string, string>>,
  body: string,
  options: PostOptions,
): Promise<Answer> => {
  const late = AbortSignal.timeout(options.timeoutMs ?? TIMEOUT_MS);
  const signal = options.signal === undefined ? late : AbortSignal.any([late, options.signal]);
  try {
    const url = targetUrl(text, options.reach);
    const addresses = await notLaterThan(signal, addressesOf(url, options.reach, options.resolve ?? resolveBySystem));
    return await exchange(url, addresses, headers, body, { signal, ca: options.ca });
  } catch (error) {
    return failed(late.aborted ? 'timeout' : reasonOf(error));
  }
};

const notLaterThan = <T>(signal: AbortSignal, work: Promise<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('too late')), { once: true });
    work.then(resolve, reject);
  });

const exchange = (
  url: URL,
  addresses: readonly LookupAddress[],
  headers: Readonly<Record<string, string>>,
  body: string,
  { signal, ca }: { signal: AbortSignal; ca?: string },
): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const request = (url.protocol === 'https:' ? secureRequest : plainRequest)({
      protocol: url.protocol,
      hostname: hostOf(url),
      port: url.port || undefined,
      path: `${url.pathname}${url.search}`,
      method: 'POST',
      headers: { ...headers, 'content-length': Buffer.byteLength(body), 'accept-encoding': 'identity', connection: 'close' },
      agent: false,
      lookup: pinnedTo(addresses),
      maxHeaderSize: MOST_HEAD_BYTES,
      signal,
      ...(ca === undefined ? {} : { ca }),
    });
    request.on('response', (response) => {
      resolve(answerOf(response));
      drain(response);
    });
    request.on('error', reject);
    // An answer that switches protocols, or none at all.
    request.on('close', () => reject(new Error('closed')));
    refuseOthers(request, addresses);
    request.end(body);
  });

/** Node asks for the address when it connects: it is given those that were judged. */
const pinnedTo =
  (addresses: readonly LookupAddress[]): LookupFunction =>
  (_host, options, callback) => {
    const [first] = addresses as [LookupAddress];
    if (options.all) callback(null, [...addresses]);
    else callback(null, first.address, first.family);
  };

/** Should anything ever connect elsewhere, nothing is sent there. */
const refuseOthers = (request: ClientRequest, addresses: readonly LookupAddress[]): void => {
  request.on('socket', (socket) =>
    socket.once('connect', () => {
      if (!addresses.some(({ address }) => address === socket.remoteAddress)) request.destroy(new BadTarget('address-refused'));
    }),
  );
};

const drain = (response: IncomingMessage): void => {
  let bytes = 0;
  response.on('error', () => {});
  response.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > MOST_BODY_BYTES) response.destroy();
  });
};

const answerOf = ({ statusCode: status = 0, headers }: IncomingMessage): Answer => {
  if (status >= 200 && status < 300) return { is: 'accepted', status };
  if (status === 410) return { is: 'gone', status };
  const reason = status >= 300 && status < 400 ? 'redirected' : 'status';
  return { is: 'failed', reason, status, retryAfterMs: retryAfterMs(headers['retry-after']) };
};

/** Seconds, or a date (RFC 9110, 10.2.3). */
export const retryAfterMs = (header: string | undefined, now: number = Date.now()): number | null => {
  if (header === undefined) return null;
  if (/^\d{1,9}$/.test(header)) return Number(header) * 1000;
  const at = /^[A-Z][a-z]{2},/.test(header) ? Date.parse(header) : Number.NaN;
  return Number.isNaN(at) ? null : Math.max(0, at - now);
};

const failed = (reason: GivenUpFor): Answer => ({ is: 'failed', reason, status: null, retryAfterMs: null });

const reasonOf = (error: unknown): GivenUpFor => {
  if (error instanceof BadTarget) return error.fault === 'name-unresolved' ? 'name-unresolved' : 'address-refused';
  const code = String((error as { code?: unknown }).code ?? '');
  return /^(ERR_TLS|ERR_SSL|EPROTO|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|HOSTNAME_MISMATCH)/.test(code) ? 'tls' : 'connection';
};
