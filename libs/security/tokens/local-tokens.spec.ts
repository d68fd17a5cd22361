import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decodeJwt, type JWTPayload, SignJWT } from 'jose';
import { refusalOf, tokenVerifierContract } from '../testing/token-verifier-contract.js';
import { LocalTokens } from './local-tokens.js';

let dataDir: string;
let tokens: LocalTokens;
let ownKey: KeyObject;
beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'lien-thong-tokens-'));
  tokens = await LocalTokens.open(dataDir);
  ownKey = createPrivateKey(readFileSync(join(dataDir, 'token-issuer.pem')));
});
afterAll(() => rmSync(dataDir, { recursive: true }));

const signed = (claims: JWTPayload, key: KeyObject): Promise<string> =>
  new SignJWT(claims).setProtectedHeader({ alg: 'EdDSA' }).sign(key);

tokenVerifierContract('the local issuer', () => ({
  verifier: tokens,
  issuer: 'lien-thong:local',
  audience: 'lien-thong',
  sign: (claims) => signed(claims, ownKey),
  signAsStranger: (claims) => signed(claims, generateKeyPairSync('ed25519').privateKey),
}));

describe('the local issuer', () => {
  const lan = { subject: 'lan', agency: 'H99.01', roles: ['reception'] } as const;

  it('lets in whom it issued a token for, also from another process over the same directory', async () => {
    const issued = await (await LocalTokens.open(dataDir)).issue({ ...lan, name: 'Lan' });
    expect(await tokens.verify(issued)).toEqual({ ...lan, name: 'Lan' });
  });

  it('issues for eight hours, or for as long as it is told', async () => {
    const life = (token: string): number => (decodeJwt(token).exp ?? 0) - (decodeJwt(token).iat ?? 0);
    expect(life(await tokens.issue(lan))).toBe(8 * 3600);
    expect(life(await tokens.issue({ ...lan, ttl: 60 }))).toBe(60);
    for (const ttl of [0, -1, 1.5, Number.NaN, 1e12]) await expect(tokens.issue({ ...lan, ttl })).rejects.toThrow(RangeError);
  });

  it('issues nothing that would not be let in', async () => {
    await expect(tokens.issue({ ...lan, agency: 'somewhere' })).rejects.toThrow('claim-invalid: agency');
    await expect(tokens.issue({ ...lan, roles: [] })).rejects.toThrow('claim-invalid: roles');
    await expect(tokens.issue({ ...lan, subject: 'system' })).rejects.toThrow('claim-invalid: sub');
  });

  it('keeps its key for its owner alone', () => expect(statSync(join(dataDir, 'token-issuer.pem')).mode & 0o777).toBe(0o600));

  it('does not know the tokens of another installation', async () => {
    const elsewhere = mkdtempSync(join(tmpdir(), 'lien-thong-tokens-'));
    const token = await (await LocalTokens.open(elsewhere)).issue(lan);
    rmSync(elsewhere, { recursive: true });
    expect(await refusalOf(tokens, token)).toBe('signature-invalid');
  });
});
