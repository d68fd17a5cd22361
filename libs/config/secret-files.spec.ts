import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readConfig } from './config.js';
import { ConfigError } from './config-error.js';
import type { Environment } from './form.js';

const key = Buffer.alloc(32, 7).toString('base64');

describe('a secret in a file', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'lien-thong-secrets-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const file = (content: string): string => {
    const path = join(folder, String(Math.random()));
    writeFileSync(path, content);
    return path;
  };
  const faultOf = (env: Environment): ConfigError => {
    try {
      readConfig(env);
    } catch (error) {
      if (error instanceof ConfigError) return error;
      throw error;
    }
    throw new Error('the configuration was taken');
  };
  const blamed = (env: Environment): string[] => faultOf(env).problems.map(({ variable }) => variable);

  it('is read like the variable itself, its last line break apart', () => {
    const config = readConfig({
      EVENTSTORE_URL_FILE: file('esdb://db:2113?tls=false\n'),
      KEYSTORE_URL_FILE: file('postgres://u:p@db/keys'),
      REDIS_URL_FILE: file('redis://:p@cache:6379\r\n'),
      LIEN_THONG_KEY_FILE: file(`${key}\n`),
    });
    expect(config).toMatchObject({
      eventStoreUrl: 'esdb://db:2113?tls=false',
      keyStoreUrl: 'postgres://u:p@db/keys',
      redisUrl: 'redis://:p@cache:6379',
    });
    expect(config.key?.export().toString('base64')).toBe(key);
  });

  it('is unset when no file is named', () =>
    expect(readConfig({ REDIS_URL_FILE: ' ', LIEN_THONG_KEY_FILE: '' })).toEqual(readConfig({})));

  it('goes together with other settings as the variable does', () =>
    expect(blamed({ EVENTSTORE_URL_FILE: file('esdb://db:2113'), LIEN_THONG_KEY_FILE: file(key) })).toEqual(['KEYSTORE_URL']));

  it('must not be given twice', () => {
    expect(blamed({ REDIS_URL: 'redis://cache', REDIS_URL_FILE: file('redis://cache') })).toEqual(['REDIS_URL_FILE']);
    expect(blamed({ LIEN_THONG_KEY: key, LIEN_THONG_KEY_FILE: file(key) })).toEqual(['LIEN_THONG_KEY_FILE']);
  });

  it('is blamed once when its file is missing, a folder or empty, and its path is told', () => {
    const rest = { EVENTSTORE_URL: 'esdb://db:2113', LIEN_THONG_KEY: key };
    for (const [path, reason] of [
      [join(folder, 'missing'), 'ENOENT'],
      [folder, 'EISDIR'],
      [file(' \n'), 'is empty'],
    ] as const) {
      const error = faultOf({ ...rest, KEYSTORE_URL_FILE: path });
      expect(error.problems.map(({ variable }) => variable)).toEqual(['KEYSTORE_URL_FILE']);
      for (const part of [path, reason]) expect(error.message).toContain(part);
    }
  });

  it('never stands in what is said about it', () => {
    const error = faultOf({
      KEYSTORE_URL_FILE: file('mysql://u:hunter2@db'),
      REDIS_URL: 'redis://:hunter2@cache',
      REDIS_URL_FILE: file('hunter2'),
      LIEN_THONG_KEY_FILE: file('hunter2'),
    });
    expect(error.problems.length).toBeGreaterThan(2);
    expect(`${error.stack}${JSON.stringify(error)}`).not.toContain('hunter2');
  });

  it('is known only where there can be one', () =>
    expect(blamed({ LIEN_THONG_SEED_FILE: file('demo') })).toEqual(['LIEN_THONG_SEED_FILE']));
});
