import { createPublicKey, createSecretKey, sign, verify } from 'node:crypto';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { validate } from 'uuid';
import { installationSecrets, openInstallationSecrets } from './installation-secrets.js';
import { readOrMakeSecretFile } from './secret-file.js';

const key = createSecretKey(Buffer.alloc(32, 1));

describe('the secrets of an installation', () => {
  it('are all told apart, and depend on the key-encryption key', () => {
    const [ours, others] = [installationSecrets(key), installationSecrets(createSecretKey(Buffer.alloc(32, 2)))];
    expect(ours.wrappingKey.equals(ours.blindIndexKey)).toBe(false);
    expect(ours.wrappingKey.equals(key)).toBe(false);
    expect(ours.wrappingKey.equals(others.wrappingKey)).toBe(false);
    expect(ours.bodyHash({ a: 1 })).not.toBe(others.bodyHash({ a: 1 }));
    expect(ours.idFor('a')).not.toBe(others.idFor('a'));
  });

  it('stay what they are: what was written with them must be read for ever', () => {
    const { wrappingKey, blindIndexKey, signingKey, bodyHash, idFor } = installationSecrets(key);
    expect([wrappingKey, blindIndexKey].map((secret) => secret.export().toString('hex'))).toMatchInlineSnapshot(`
[
  "bbcef98d8c63489b1995d0fb4b96c933b53289cb67a485dc0a1e99eb60f1f1e3",
  "4ec578e584187f4f544d37815d3ab852c07e408a2bed7161574f6e399d1c6db7",
]
`);
    expect(createPublicKey(signingKey).export({ format: 'jwk' }).x).toMatchInlineSnapshot(
      `"24OmXRJ8LG_wa2kg6dKKDxMW2SPnUT_LBrZqBUlGqsk"`,
    );
    expect([bodyHash({ b: [1, 'đ'], a: null }), idFor('H99.01', 'key-1')]).toMatchInlineSnapshot(`
[
  "8PaEzBDV5EFrzAx-5oGlxenU0ZgY-uaZdTznvolS0bQ",
  "57f3588d-8d4b-8985-ae50-3a0b3ddeb5de",
]
`);
  });

  it('sign with a key of their own, which is another one under another key-encryption key', () => {
    const [ours, others] = [installationSecrets(key), installationSecrets(createSecretKey(Buffer.alloc(32, 2)))];
    const stated = Buffer.from('where the log stands');
    const signature = sign(null, stated, ours.signingKey);
    expect(ours.signingKey.asymmetricKeyType).toBe('ed25519');
    expect(verify(null, stated, createPublicKey(ours.signingKey), signature)).toBe(true);
    expect(verify(null, stated, createPublicKey(others.signingKey), signature)).toBe(false);
  });

  it('hash a body by its JSON value, whatever the order of its members', () => {
    const { bodyHash } = installationSecrets(key);
    expect(bodyHash({ a: 1, b: { c: 'đ', d: [2.0] } })).toBe(bodyHash({ b: { d: [2], c: 'đ' }, a: 1, e: undefined }));
    expect(bodyHash({ a: 1 })).not.toBe(bodyHash({ a: '1' }));
    expect(bodyHash([1, 2])).not.toBe(bodyHash([2, 1]));
    expect(bodyHash({})).toMatch(/^[A-Za-z0-9_-]{43}$/);
  });

  it('make ids that are UUIDs, stable, and different for different parts', () => {
    const { idFor } = installationSecrets(key);
    fc.assert(
      fc.property(fc.array(fc.string()), fc.array(fc.string()), (parts, others) => {
        expect(validate(idFor(...parts))).toBe(true);
        expect(idFor(...parts) === idFor(...others)).toBe(JSON.stringify(parts) === JSON.stringify(others));
      }),
    );
    expect(idFor('ab', 'c')).not.toBe(idFor('a', 'bc'));
  });
});

describe('the key file of an installation', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'lien-thong-secrets-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('is made once, for its owner alone, and read afterwards', () => {
    const dataDir = join(folder, 'new', 'data');
    const first = openInstallationSecrets({ dataDir });
    expect(readdirSync(dataDir)).toEqual(['installation.key']);
    expect(statSync(join(dataDir, 'installation.key')).mode & 0o777).toBe(0o600);
    expect(openInstallationSecrets({ dataDir }).wrappingKey.equals(first.wrappingKey)).toBe(true);
  });

  it('is not made when the configuration gives the key', () => {
    expect(openInstallationSecrets({ dataDir: folder, key }).wrappingKey.equals(installationSecrets(key).wrappingKey)).toBe(true);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is closed to others again when it was opened to them', () => {
    openInstallationSecrets({ dataDir: folder });
    chmodSync(join(folder, 'installation.key'), 0o644);
    openInstallationSecrets({ dataDir: folder });
    expect(statSync(join(folder, 'installation.key')).mode & 0o777).toBe(0o600);
  });

  it.each(['', 'short', Buffer.alloc(31).toString('base64'), Buffer.alloc(33).toString('base64')])(
    'is refused when it holds %p',
    (text) => {
      writeFileSync(join(folder, 'installation.key'), text);
      expect(() => openInstallationSecrets({ dataDir: folder })).toThrow('does not hold a key of 32 bytes');
    },
  );

  it('is the winner of a race for every racer', async () => {
    const path = join(folder, 'secret');
    let made = 0;
    const late = readOrMakeSecretFile(path, () => {
      made += 1;
      return readOrMakeSecretFile(path, () => 'the first');
    });
    expect([made, late, readFileSync(path, 'utf8')]).toEqual([1, 'the first', 'the first\n']);
    const other = readOrMakeSecretFile(path, () => 'too late');
    expect([other, readdirSync(folder)]).toEqual(['the first', ['secret']]);
  });
});
