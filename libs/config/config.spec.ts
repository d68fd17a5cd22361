import { isAbsolute, resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readConfig } from './config.js';
import { ConfigError, type Problem } from './config-error.js';
import type { Environment } from './form.js';

const problemsOf = (env: Environment): readonly Problem[] => {
  try {
    readConfig(env);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
};
const blamed = (env: Environment): string =>
  problemsOf(env)
    .map(({ variable }) => variable)
    .join(' ');
const key = Buffer.alloc(32, 7);
/** What goes with a log on a server. */
const scaled = { KEYSTORE_URL: 'postgres://db/keys', LIEN_THONG_KEY: key.toString('base64') };

describe('the configuration', () => {
  it('is safe and complete when nothing is set', () =>
    expect(readConfig({})).toEqual({
      production: false,
      host: '127.0.0.1',
      port: 8080,
      dataDir: resolve('.data'),
      seed: 'none',
      ownRedis: true,
      drainSeconds: 5,
      tokens: { kind: 'local' },
      clock: { kind: 'system' },
      webhooks: { private: false, hosts: [] },
      outbox: [],
      deliveryRetries: [10_000, 60_000, 300_000, 1_200_000, 3_600_000, 7_200_000, 14_400_000],
    }));

  it('takes what is set', () => {
    const config = readConfig({
      NODE_ENV: 'production',
      PORT: '0',
      LIEN_THONG_HOST: '0.0.0.0',
      LIEN_THONG_DATA_DIR: '/var/lib/lien-thong',
      LIEN_THONG_SEED: 'demo',
      EVENTSTORE_URL: 'esdb://admin:secret@db:2113?tls=false',
      KEYSTORE_URL: 'postgres://keys:secret@keys:5432/keys',
      REDIS_URL: 'redis://cache:6379/1',
      LIEN_THONG_OWN_REDIS: 'false',
      LIEN_THONG_DRAIN_SECONDS: '30',
      OIDC_ISSUER: 'https://idp.example/realms/dvc',
      OIDC_AUDIENCE: 'lien-thong',
      LIEN_THONG_KEY: key.toString('base64'),
      LIEN_THONG_WEBHOOK_HOSTS: 'motcua.H99.vn, 10.1.2.3',
      LIEN_THONG_DELIVERY_RETRIES: '1, 2.5,30',
      SMTP_URL: 'smtps://user:secret@mail.example:465',
      LIEN_THONG_MAIL_FROM: 'mot-cua@h99.example',
      LIEN_THONG_OUTBOX: 'sms, zalo',
    });
    expect(config).toMatchObject({
      production: true,
      host: '0.0.0.0',
      port: 0,
      dataDir: '/var/lib/lien-thong',
      seed: 'demo',
      eventStoreUrl: 'esdb://admin:secret@db:2113?tls=false',
      keyStoreUrl: 'postgres://keys:secret@keys:5432/keys',
      redisUrl: 'redis://cache:6379/1',
      ownRedis: false,
      drainSeconds: 30,
      tokens: { kind: 'oidc', issuer: 'https://idp.example/realms/dvc', audience: 'lien-thong' },
      webhooks: { private: false, hosts: ['motcua.h99.vn', '10.1.2.3'] },
      deliveryRetries: [1_000, 2_500, 30_000],
      mail: { url: 'smtps://user:secret@mail.example:465', from: 'mot-cua@h99.example' },
      outbox: ['sms', 'zalo'],
    });
    expect(config.key?.export().equals(key)).toBe(true);
    expect(isAbsolute(config.dataDir)).toBe(true);
  });

  it('leaves the seed to the profile when it is not set', () => {
    expect(readConfig({}, { seed: 'demo' }).seed).toBe('demo');
    expect(readConfig({ LIEN_THONG_SEED: 'none' }, { seed: 'demo' }).seed).toBe('none');
  });

  it('starts the sandbox clock where it is told, at +07:00', () =>
    expect(readConfig({ LIEN_THONG_CLOCK: 'test', LIEN_THONG_NOW: '2026-03-02T01:00:00Z' }).clock).toEqual({
      kind: 'test',
      startsAt: '2026-03-02T08:00:00+07:00',
    }));

  it('takes an empty variable for an unset one', () =>
    expect(readConfig({ PORT: '', REDIS_URL: ' ', OIDC_ISSUER: '', LIEN_THONG_KEY: '' })).toEqual(readConfig({})));

  it('does not mind what belongs to others', () =>
    expect(blamed({ PATH: '/bin', HOST: 'x', npm_config_yes: 'true', REDIS: '1' })).toBe(''));

  it.each([key.toString('base64'), key.toString('base64url'), `${key.toString('base64')}\n`])(
    'takes the key in either alphabet: %p',
    (text) => expect(readConfig({ LIEN_THONG_KEY: text }).key?.export().equals(key)).toBe(true),
  );
});

describe('a faulty configuration', () => {
  it.each<[string, Environment]>([
    ['PORT', { PORT: '80a' }],
    ['PORT', { PORT: '65536' }],
    ['PORT', { PORT: '-1' }],
    ['LIEN_THONG_SEED', { LIEN_THONG_SEED: 'Demo' }],
    ['LIEN_THONG_DRAIN_SECONDS', { LIEN_THONG_DRAIN_SECONDS: '1.5' }],
    ['LIEN_THONG_DRAIN_SECONDS', { LIEN_THONG_DRAIN_SECONDS: '301' }],
    ['EVENTSTORE_URL', { ...scaled, EVENTSTORE_URL: 'http://db:2113' }],
    ['EVENTSTORE_URL', { ...scaled, EVENTSTORE_URL: 'esdb://' }],
    ['REDIS_URL', { REDIS_URL: 'localhost:6379' }],
    ['KEYSTORE_URL', { EVENTSTORE_URL: 'esdb://db:2113', LIEN_THONG_KEY: key.toString('base64') }],
    ['EVENTSTORE_URL', scaled],
    ['KEYSTORE_URL EVENTSTORE_URL', { ...scaled, KEYSTORE_URL: 'mysql://db/keys' }],
    ['LIEN_THONG_KEY', { ...scaled, EVENTSTORE_URL: 'esdb://db:2113', LIEN_THONG_KEY: '' }],
    ['OIDC_AUDIENCE', { OIDC_ISSUER: 'https://idp.example' }],
    ['OIDC_ISSUER', { OIDC_AUDIENCE: 'lien-thong' }],
    ['OIDC_ISSUER', { OIDC_ISSUER: 'http://idp.example', OIDC_AUDIENCE: 'lien-thong' }],
    ['OIDC_ISSUER', { OIDC_ISSUER: 'https://u:p@idp.example', OIDC_AUDIENCE: 'lien-thong' }],
    ['LIEN_THONG_CLOCK', { LIEN_THONG_CLOCK: 'fast' }],
    ['LIEN_THONG_CLOCK', { LIEN_THONG_CLOCK: 'test', NODE_ENV: 'production' }],
    ['LIEN_THONG_WEBHOOK_PRIVATE', { LIEN_THONG_WEBHOOK_PRIVATE: 'true', NODE_ENV: 'production' }],
    ['LIEN_THONG_WEBHOOK_PRIVATE', { LIEN_THONG_WEBHOOK_PRIVATE: 'yes' }],
    ['LIEN_THONG_WEBHOOK_HOSTS', { LIEN_THONG_WEBHOOK_HOSTS: 'a.vn,,b.vn' }],
    ['LIEN_THONG_DELIVERY_RETRIES', { LIEN_THONG_DELIVERY_RETRIES: '1,soon' }],
    ['LIEN_THONG_DELIVERY_RETRIES', { LIEN_THONG_DELIVERY_RETRIES: '9999999' }],
    ['LIEN_THONG_MAIL_FROM', { SMTP_URL: 'smtp://mail.example' }],
    ['LIEN_THONG_MAIL_FROM', { SMTP_URL: 'smtp://mail.example', LIEN_THONG_MAIL_FROM: 'a@b.vn, c@d.vn' }],
    ['SMTP_URL', { LIEN_THONG_MAIL_FROM: 'a@b.vn' }],
    ['LIEN_THONG_OUTBOX', { LIEN_THONG_OUTBOX: 'pigeon' }],
    ['LIEN_THONG_OUTBOX', { LIEN_THONG_OUTBOX: 'sms,email', SMTP_URL: 'smtp://m.vn', LIEN_THONG_MAIL_FROM: 'a@b.vn' }],
    ['LIEN_THONG_NOW', { LIEN_THONG_CLOCK: 'test', LIEN_THONG_NOW: '2026-03-02' }],
    ['LIEN_THONG_NOW', { LIEN_THONG_NOW: '2026-03-02T08:00:00+07:00' }],
    ['LIEN_THONG_KEY', { LIEN_THONG_KEY: 'secret' }],
    ['LIEN_THONG_KEY', { LIEN_THONG_KEY: Buffer.alloc(31).toString('base64') }],
    ['LIEN_THONG_KEY', { LIEN_THONG_KEY: Buffer.alloc(33).toString('base64') }],
    ['LIEN_THONG_HOST', { LIEN_THONG_HOST: '0.0.0.0' }],
    ['LIEN_THONG_HOST', { LIEN_THONG_HOST: '::' }],
    ['LIEN_THONG_HOST', { LIEN_THONG_HOST: '127.0.0.1.evil.example' }],
    ['LIEN_THONG_HOST', { LIEN_THONG_HOST: 'a b', OIDC_ISSUER: 'https://idp.example', OIDC_AUDIENCE: 'x' }],
  ])('blames %s of %p', (variable, env) => expect(blamed(env)).toBe(variable));

  it.each(['127.0.0.1', '127.1.2.3', 'localhost', '::1'])('lets the local issuer listen on %s', (name) =>
    expect(readConfig({ LIEN_THONG_HOST: name }).host).toBe(name),
  );

  it('is told whole, in both languages', () => {
    const env = { PORT: 'x', LIEN_THONG_SEED: 'x', OIDC_AUDIENCE: 'x', LIEN_THONG_CLCK: 'test' };
    expect(blamed(env)).toBe('LIEN_THONG_CLCK PORT LIEN_THONG_SEED OIDC_ISSUER');
    for (const { variable, messages } of problemsOf(env)) {
      const { message } = new ConfigError(problemsOf(env));
      for (const part of [variable, messages.vi, messages.en]) expect(message).toContain(part);
    }
  });

  it('guesses what a misspelt variable meant', () => {
    const guess = (variable: string): string | undefined => problemsOf({ [variable]: '1' })[0]?.messages.en;
    expect(guess('LIEN_THONG_SEDE')).toContain('is LIEN_THONG_SEED meant');
    expect(guess('LIENTHONG_KEY')).toContain('is LIEN_THONG_KEY meant');
    expect(guess('lien_thong_clock')).toContain('is LIEN_THONG_CLOCK meant');
    expect(guess('LIEN_THONG_WEBHOOK_TIMEOUT')).toContain('there are: LIEN_THONG_DATA_DIR');
  });

  it('never repeats a secret', () => {
    const env = {
      LIEN_THONG_KEY: 'hunter2',
      EVENTSTORE_URL: 'http://u:hunter2@db',
      KEYSTORE_URL: 'http://u:hunter2@db',
      REDIS_URL: 'http://:hunter2@db',
      LIEN_THONG_KEYS: 'hunter2',
    };
    const error = new ConfigError(problemsOf(env));
    expect(error.problems).toHaveLength(5);
    expect(`${error.stack}${JSON.stringify(error)}`).not.toContain('hunter2');
    expect(JSON.stringify(readConfig({ LIEN_THONG_KEY: key.toString('base64') }))).not.toContain(key.toString('base64'));
  });
});
