import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { exportJWK, type JWTPayload, SignJWT } from 'jose';
import { refusalOf, tokenVerifierContract } from '../testing/token-verifier-contract.js';
import { IdentityProviderUnavailable } from './bad-token.js';
import { OidcTokens } from './oidc-tokens.js';

const pairs = {
  EdDSA: generateKeyPairSync('ed25519'),
  ES256: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  RS256: generateKeyPairSync('rsa', { modulusLength: 2048 }),
  ES384: generateKeyPairSync('ec', { namedCurve: 'P-384' }),
  weak: generateKeyPairSync('rsa', { modulusLength: 1024 }),
};

/** A tiny identity provider: what its two addresses answer can be changed by a spec. */
const provider = { issuer: '', answers: new Map<string, { status: number; body: unknown }>(), asked: [] as string[] };
let server: Server;

const jwksOf = async (...kids: (keyof typeof pairs)[]): Promise<unknown> => ({
  keys: await Promise.all(kids.map(async (kid) => ({ ...(await exportJWK(pairs[kid].publicKey)), kid }))),
});

beforeAll(async () => {
  server = createServer((request, response) => {
    provider.asked.push(request.url ?? '');
    const { status, body } = provider.answers.get(request.url ?? '') ?? { status: 404, body: {} };
    const location = status === 302 ? { location: String(body) } : {};
    response
      .writeHead(status, { 'content-type': 'application/json', connection: 'close', ...location })
      .end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  provider.issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}/realms/dvc`;
});
afterAll(() => void server.close());
beforeEach(async () => {
  provider.asked = [];
  const path = '/realms/dvc/.well-known/openid-configuration';
  provider.answers.set(path, {
    status: 200,
    body: { issuer: provider.issuer, jwks_uri: `${new URL(provider.issuer).origin}/keys` },
  });
  provider.answers.set('/keys', { status: 200, body: await jwksOf('EdDSA', 'ES256', 'RS256', 'ES384', 'weak') });
});

const newVerifier = (): OidcTokens => new OidcTokens({ issuer: provider.issuer, audience: 'lien-thong' });
const signed = (
  claims: JWTPayload,
  alg = 'EdDSA',
  kid: string = alg,
  key: KeyObject = pairs[alg as 'EdDSA'].privateKey,
): Promise<string> => new SignJWT(claims).setProtectedHeader({ alg, kid }).sign(key);
const lan = (): JWTPayload => ({
  iss: provider.issuer,
  aud: 'lien-thong',
  exp: Math.floor(Date.now() / 1000) + 60,
  sub: 'lan',
  agency: 'H99.01',
  roles: ['officer'],
});

tokenVerifierContract('an OpenID Connect issuer', () => ({
  verifier: newVerifier(),
  issuer: provider.issuer,
  audience: 'lien-thong',
  sign: (claims) => signed(claims),
  signAsStranger: (claims) => signed(claims, 'EdDSA', 'EdDSA', generateKeyPairSync('ed25519').privateKey),
}));

describe('tokens of an OpenID Connect issuer', () => {
  it.each(['RS256', 'ES256', 'EdDSA'])('are let in when signed by %s', async (alg) =>
    expect(await refusalOf(newVerifier(), await signed(lan(), alg))).toBeNull(),
  );

  it('are not let in under another algorithm, a weak key or an unknown key', async () => {
    expect(await refusalOf(newVerifier(), await signed(lan(), 'ES384'))).toBe('algorithm-not-allowed');
    expect(await refusalOf(newVerifier(), await signed(lan(), 'EdDSA', 'nobody'))).toBe('key-unknown');
    const [, body] = (await signed(lan())).split('.');
    const header = Buffer.from('{"alg":"RS256","kid":"weak"}').toString('base64url');
    expect(await refusalOf(newVerifier(), `${header}.${body}.AAAA`)).toBe('malformed');
  });

  it('are verified without asking again, and unknown keys do not make it ask for each token', async () => {
    const verifier = newVerifier();
    const token = await signed(lan());
    await Promise.all(Array.from({ length: 10 }, () => verifier.verify(token)));
    for (let i = 0; i < 10; i += 1) await refusalOf(verifier, await signed(lan(), 'EdDSA', `nobody-${i}`));
    expect(provider.asked).toEqual(['/realms/dvc/.well-known/openid-configuration', '/keys']);
  });

  it('may differ by a few seconds in time', async () => {
    const exp = Math.floor(Date.now() / 1000) - 5;
    expect(await refusalOf(newVerifier(), await signed({ ...lan(), exp }))).toBeNull();
    expect(await refusalOf(newVerifier(), await signed({ ...lan(), exp: exp - 60 }))).toBe('expired');
  });
});

describe('an OpenID Connect issuer that cannot be asked', () => {
  const path = '/realms/dvc/.well-known/openid-configuration';

  it.each<[string, { status: number; body: unknown }]>([
    ['is ill', { status: 500, body: {} }],
    ['redirects elsewhere', { status: 302, body: '/moved' }],
    [
      'speaks for another',
      { status: 200, body: { issuer: 'https://elsewhere.example', jwks_uri: 'https://elsewhere.example/keys' } },
    ],
    ['has no keys', { status: 200, body: null }],
  ])('is unavailable when it %s', async (_, answer) => {
    provider.answers.set('/moved', provider.answers.get(path) ?? answer);
    provider.answers.set(path, answer);
    await expect(newVerifier().verify(await signed(lan()))).rejects.toThrow(IdentityProviderUnavailable);
  });

  it.each(['http://keys.example/jwks', 'file:///etc/passwd', 'nowhere', 7])(
    'is unavailable when its keys are said to be at %p',
    async (uri) => {
      provider.answers.set(path, { status: 200, body: { issuer: provider.issuer, jwks_uri: uri } });
      await expect(newVerifier().verify(await signed(lan()))).rejects.toThrow(IdentityProviderUnavailable);
    },
  );

  it('is asked again a moment later, not for every token', async () => {
    const verifier = newVerifier();
    const token = await signed(lan());
    provider.answers.set(path, { status: 503, body: {} });
    for (let i = 0; i < 5; i += 1) await expect(verifier.verify(token)).rejects.toThrow(IdentityProviderUnavailable);
    expect(provider.asked).toHaveLength(1);
    provider.answers.set(path, {
      status: 200,
      body: { issuer: provider.issuer, jwks_uri: `${new URL(provider.issuer).origin}/keys` },
    });
    await new Promise((resolve) => setTimeout(resolve, 1100));
    expect((await verifier.verify(token)).subject).toBe('lan');
  });

  it('is unavailable when its keys do not come', async () => {
    provider.answers.set('/keys', { status: 500, body: {} });
    await expect(newVerifier().verify(await signed(lan()))).rejects.toThrow(IdentityProviderUnavailable);
  });

  it.each([
    'http://idp.example',
    'ftp://idp.example',
    'idp.example',
    'https://u:p@idp.example',
    'https://idp.example/?a=1',
    'http://127.0.0.1.evil.example',
  ])('is not taken from the configuration as %s', (issuer) =>
    expect(() => new OidcTokens({ issuer, audience: 'lien-thong' })).toThrow('https URL'),
  );
});
