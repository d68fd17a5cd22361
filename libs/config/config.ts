import type { KeyObject } from 'node:crypto';
import { resolve } from 'node:path';
import type { Instant } from '@lien-thong/calendar';
import { ConfigError, type Problem } from './config-error.js';
import { address, host, instant, isLoopback, issuer, key, oneOf, port, type Reader, text, Unreadable } from './settings.js';
import { unknownVariables } from './unknown-variables.js';

export interface Config {
  readonly production: boolean;
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  /** Absolute. */
  readonly dataDir: string;
  readonly seed: Seed;
  /** Unset: SQLite in the data directory. */
  readonly eventStoreUrl?: string;
  /** Unset: a `redis-server` of one's own, else in-process alarms. */
  readonly redisUrl?: string;
  readonly tokens: { readonly kind: 'local' } | { readonly kind: 'oidc'; readonly issuer: string; readonly audience: string };
  readonly clock: { readonly kind: 'system' } | { readonly kind: 'test'; readonly startsAt?: Instant };
  /** The key-encryption key. Unset: that of the data directory. */
  readonly key?: KeyObject;
}

export type Seed = 'demo' | 'none';
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The only reader of the environment. An empty variable is an unset one. Throws `ConfigError` with every problem.
 * `defaults.seed` is the profile's: `demo` when standalone, else `none`.
 */
export const readConfig = (env: Environment = process.env, defaults: { readonly seed?: Seed } = {}): Config => {
  const problems: Problem[] = unknownVariables(env);
  const read = <T>(variable: string, reader: Reader<T>): T | undefined => {
    const value = env[variable]?.trim();
    if (value === undefined || value === '') return undefined;
    try {
      return reader(value);
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      problems.push({ variable, messages: error.fault });
      return undefined;
    }
  };
  const settings = {
    production: env.NODE_ENV === 'production',
    host: read('LIEN_THONG_HOST', host) ?? '127.0.0.1',
    port: read('PORT', port) ?? 8080,
    dataDir: resolve(read('LIEN_THONG_DATA_DIR', text) ?? '.data'),
    seed: read('LIEN_THONG_SEED', oneOf('demo', 'none')) ?? defaults.seed ?? 'none',
    eventStoreUrl: read('EVENTSTORE_URL', address('esdb', 'esdb+discover', 'kurrentdb', 'kurrentdb+discover')),
    redisUrl: read('REDIS_URL', address('redis', 'rediss')),
    key: read('LIEN_THONG_KEY', key),
    issuer: read('OIDC_ISSUER', issuer),
    audience: read('OIDC_AUDIENCE', text),
    clock: read('LIEN_THONG_CLOCK', oneOf('system', 'test')) ?? 'system',
    startsAt: read('LIEN_THONG_NOW', instant),
  } as const;
  problems.push(...contradictions(env, settings));
  if (problems.length > 0) throw new ConfigError(problems);
  return configOf(settings);
};

type Settings = Omit<Config, 'tokens' | 'clock'> & {
  readonly issuer: string | undefined;
  readonly audience: string | undefined;
  readonly clock: 'system' | 'test';
  readonly startsAt: Instant | undefined;
};

const configOf = ({ issuer, audience, clock, startsAt, ...settings }: Settings): Config => ({
  ...settings,
  tokens: issuer !== undefined && audience !== undefined ? { kind: 'oidc', issuer, audience } : { kind: 'local' },
  clock: clock === 'test' ? { kind: 'test', startsAt } : { kind: 'system' },
});

/** What is wrong only together. */
const contradictions = (env: Environment, { production, host, clock }: Settings): Problem[] => {
  const isSet = (variable: string): boolean => (env[variable] ?? '').trim() !== '';
  const found: Problem[] = [];
  const report = (variable: string, vi: string, en: string): void => void found.push({ variable, messages: { vi, en } });
  if (isSet('OIDC_ISSUER') && !isSet('OIDC_AUDIENCE')) report('OIDC_AUDIENCE', 'phải có khi đặt OIDC_ISSUER', 'must be set with OIDC_ISSUER');
  if (isSet('OIDC_AUDIENCE') && !isSet('OIDC_ISSUER')) report('OIDC_ISSUER', 'phải có khi đặt OIDC_AUDIENCE', 'must be set with OIDC_AUDIENCE');
  if (!isSet('OIDC_ISSUER') && !isLoopback(host))
    report(
      'LIEN_THONG_HOST',
      'chỉ được là địa chỉ của máy này (127.0.0.1) khi dùng bộ cấp thẻ tại chỗ: hãy đặt OIDC_ISSUER và OIDC_AUDIENCE',
      'must be this machine (127.0.0.1) while tokens are issued locally: set OIDC_ISSUER and OIDC_AUDIENCE',
    );
  if (clock === 'test' && production)
    report('LIEN_THONG_CLOCK', 'không được là test khi NODE_ENV=production', 'must not be test when NODE_ENV=production');
  if (isSet('LIEN_THONG_NOW') && (env.LIEN_THONG_CLOCK ?? '').trim() !== 'test')
    report('LIEN_THONG_NOW', 'chỉ có tác dụng khi LIEN_THONG_CLOCK=test', 'has an effect only with LIEN_THONG_CLOCK=test');
  return found;
};
