import type { KeyObject } from 'node:crypto';
import { resolve } from 'node:path';
import type { Instant } from '@lien-thong/calendar';
import { ConfigError } from './config-error.js';
import { contradictions } from './contradictions.js';
import { type Environment, Form } from './form.js';
import {
  address,
  host,
  hosts,
  instant,
  intervals,
  issuer,
  key,
  mailbox,
  oneOf,
  port,
  seconds,
  someOf,
  text,
} from './settings.js';
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
  /** PostgreSQL, which keeps the wrapped keys of personal data. Unset: a SQLite file in the data directory. */
  readonly keyStoreUrl?: string;
  /** Unset: a `redis-server` of one's own, else in-process alarms. */
  readonly redisUrl?: string;
  /** May an installed `redis-server` be started where no Redis is configured? */
  readonly ownRedis: boolean;
  /** How long a stopping API process goes on serving while it says that it is not ready, in seconds. */
  readonly drainSeconds: number;
  readonly tokens: { readonly kind: 'local' } | { readonly kind: 'oidc'; readonly issuer: string; readonly audience: string };
  readonly clock: { readonly kind: 'system' } | { readonly kind: 'test'; readonly startsAt?: Instant };
  /** The key-encryption key. Unset: that of the data directory. */
  readonly key?: KeyObject;
  /** Where webhooks may go beyond the public internet. */
  readonly webhooks: {
    /** For sandboxes: plain http, any port, this machine and its networks. */
    readonly private: boolean;
    /** Hosts (lower case) that may lie in a private network, over https. */
    readonly hosts: readonly string[];
  };
  /** The server that takes e-mail. Unset: nobody is sent any. */
  readonly mail?: { readonly url: string; readonly from: string };
  /** Notices that are written into files of the data directory, readable: only where it is asked for. */
  readonly outbox: readonly ('email' | 'sms' | 'zalo')[];
  /** Milliseconds before the second attempt to deliver something, the third and so on. */
  readonly deliveryRetries: readonly number[];
}

/** Eight attempts over about eight hours. */
const RETRIES = [10, 60, 300, 1_200, 3_600, 7_200, 14_400].map((afterSeconds) => afterSeconds * 1000);

export type Seed = 'demo' | 'none';

/** The environment of this process, for those that hand it on. */
export const environment = (): Environment => process.env;

/**
 * The only reader of the environment. An empty variable is an unset one; what may hold a secret may stand in a file, which
 * `<VARIABLE>_FILE` names. Throws `ConfigError` with every problem.
 * `defaults.seed` is the profile's: `demo` when standalone, else `none`.
 */
export const readConfig = (env: Environment = process.env, defaults: { readonly seed?: Seed } = {}): Config => {
  const form = new Form(env);
  const settings = settingsOf(form, defaults.seed ?? 'none');
  const problems = [...unknownVariables(env), ...form.problems, ...contradictions(form)];
  if (problems.length > 0) throw new ConfigError(problems);
  return configOf(settings);
};

const settingsOf = (form: Form, seed: Seed) => ({
  production: form.read('NODE_ENV', text) === 'production',
  host: form.read('LIEN_THONG_HOST', host) ?? '127.0.0.1',
  port: form.read('PORT', port) ?? 8080,
  dataDir: resolve(form.read('LIEN_THONG_DATA_DIR', text) ?? '.data'),
  seed: form.read('LIEN_THONG_SEED', oneOf('demo', 'none')) ?? seed,
  eventStoreUrl: form.read('EVENTSTORE_URL', address('esdb', 'esdb+discover', 'kurrentdb', 'kurrentdb+discover')),
  keyStoreUrl: form.read('KEYSTORE_URL', address('postgres', 'postgresql')),
  redisUrl: form.read('REDIS_URL', address('redis', 'rediss')),
  ownRedis: form.read('LIEN_THONG_OWN_REDIS', oneOf('true', 'false')) !== 'false',
  key: form.read('LIEN_THONG_KEY', key),
  drainSeconds: form.read('LIEN_THONG_DRAIN_SECONDS', seconds) ?? 5,
  issuer: form.read('OIDC_ISSUER', issuer),
  audience: form.read('OIDC_AUDIENCE', text),
  clock: form.read('LIEN_THONG_CLOCK', oneOf('system', 'test')) ?? 'system',
  startsAt: form.read('LIEN_THONG_NOW', instant),
  webhooks: {
    private: form.read('LIEN_THONG_WEBHOOK_PRIVATE', oneOf('true', 'false')) === 'true',
    hosts: form.read('LIEN_THONG_WEBHOOK_HOSTS', hosts) ?? [],
  },
  smtpUrl: form.read('SMTP_URL', address('smtp', 'smtps')),
  mailFrom: form.read('LIEN_THONG_MAIL_FROM', mailbox),
  outbox: form.read('LIEN_THONG_OUTBOX', someOf('email', 'sms', 'zalo')) ?? [],
  deliveryRetries: form.read('LIEN_THONG_DELIVERY_RETRIES', intervals) ?? RETRIES,
});

type Settings = ReturnType<typeof settingsOf>;

const configOf = ({ issuer, audience, clock, startsAt, smtpUrl, mailFrom, ...settings }: Settings): Config => ({
  ...settings,
  mail: smtpUrl !== undefined && mailFrom !== undefined ? { url: smtpUrl, from: mailFrom } : undefined,
  tokens: issuer !== undefined && audience !== undefined ? { kind: 'oidc', issuer, audience } : { kind: 'local' },
  clock: clock === 'test' ? { kind: 'test', startsAt } : { kind: 'system' },
});
