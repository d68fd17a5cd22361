import { describe, expect, it } from '@jest/globals';
import type { JWTPayload } from 'jose';
import { BadToken } from '../tokens/bad-token.js';
import type { TokenVerifier } from '../tokens/token-verifier.js';

/** A verifier beside the means to sign what its issuer would, and would not. */
export interface TokenForge {
  readonly verifier: TokenVerifier;
  /** Signs exactly these claims with the issuer's own key; `undefined` claims are left out. */
  sign(claims: JWTPayload): Promise<string>;
  /** The same, with the key of somebody else under the same key id. */
  signAsStranger(claims: JWTPayload): Promise<string>;
  readonly issuer: string;
  readonly audience: string;
}

const HOUR = 3600;
const now = (): number => Math.floor(Date.now() / 1000);

/** Why the token is not let in, or `null` when it is. */
export const refusalOf = (verifier: TokenVerifier, token: string): Promise<string | null> =>
  verifier.verify(token).then(
    () => null,
    (error: unknown) => {
      if (error instanceof BadToken) return error.message;
      throw error;
    },
  );

/** What every verifier of tokens does, whoever issues them. */
export const tokenVerifierContract = (name: string, forge: () => TokenForge): void =>
  describe(`${name} as a verifier of tokens`, () => {
    const good = (): JWTPayload => ({
      iss: forge().issuer,
      aud: forge().audience,
      exp: now() + HOUR,
      sub: 'lan',
      agency: 'H99.01',
      roles: ['reception', 'officer'],
    });
    const refusal = async (changes: JWTPayload): Promise<string | null> =>
      refusalOf(forge().verifier, await forge().sign({ ...good(), ...changes }));

    it('lets in whom the issuer vouches for', async () =>
      expect(await forge().verifier.verify(await forge().sign({ ...good(), name: 'Nguyễn Thị Lan' }))).toEqual({
        subject: 'lan',
        name: 'Nguyễn Thị Lan',
        agency: 'H99.01',
        roles: ['reception', 'officer'],
      }));

    it.each<[string, JWTPayload]>([
      ['expired', { exp: now() - HOUR }],
      ['claim-missing: exp', { exp: undefined }],
      ['not-yet-valid', { nbf: now() + HOUR }],
      ['issuer-unknown', { iss: 'https://elsewhere.example' }],
      ['claim-missing: iss', { iss: undefined }],
      ['audience-wrong', { aud: 'another-system' }],
      ['claim-missing: aud', { aud: undefined }],
      ['claim-missing: sub', { sub: undefined }],
      ['claim-missing: agency', { agency: undefined }],
      ['claim-invalid: agency', { agency: 'somewhere' }],
      ['claim-missing: roles', { roles: undefined }],
      ['claim-invalid: roles', { roles: ['root'] }],
      ['claim-invalid: exp', { exp: 'tomorrow' as never }],
    ])('says %s of %p', async (reason, changes) => expect(await refusal(changes)).toBe(reason));

    it('takes one audience of several', async () => expect(await refusal({ aud: ['another', forge().audience] })).toBeNull());

    it('does not let in who signs for themselves', async () =>
      expect(await refusalOf(forge().verifier, await forge().signAsStranger(good()))).toBe('signature-invalid'));

    it('does not let in a token that was changed, unsigned, or is none', async () => {
      const [header, body, signature] = (await forge().sign(good())).split('.');
      const coded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
      const forged = coded({ ...good(), agency: 'H99.02' });
      expect(await refusalOf(forge().verifier, `${header}.${forged}.${signature}`)).toBe('signature-invalid');
      expect(await refusalOf(forge().verifier, `${coded({ alg: 'none' })}.${body}.`)).toBe('algorithm-not-allowed');
      expect(await refusalOf(forge().verifier, `${coded({ alg: 'HS256' })}.${body}.${signature}`)).toBe('algorithm-not-allowed');
      for (const text of [
        '',
        '.',
        '..',
        'lan',
        `${header}.${body}`,
        `${'x'.repeat(9000)}.y.z`,
        '\u0000.é.\ud800',
        `${coded(null)}.e30.e30`,
      ])
        expect(await refusalOf(forge().verifier, text)).toBe('malformed');
    });

    it('never repeats a token in what it says', async () => {
      const token = `${await forge().sign(good())}x`;
      const error = await forge()
        .verifier.verify(token)
        .catch((problem: unknown) => problem);
      expect(String((error as Error).stack) + JSON.stringify(error)).not.toContain(token.slice(0, 30));
    });
  });
