import { errors, type JWTPayload, type JWTVerifyGetKey, type JWTVerifyOptions, jwtVerify } from 'jose';
import { BadToken, IdentityProviderUnavailable } from './bad-token.js';
import { type Principal, principalOf } from './principal.js';

/** Says who a bearer token speaks for. Times are judged by the wall clock, whatever the sandbox clock shows. */
export abstract class TokenVerifier {
  /** Throws `BadToken` (401), or `IdentityProviderUnavailable` (503). */
  abstract verify(token: string): Promise<Principal>;
}

export interface Expected {
  readonly issuer: string;
  readonly audience: string;
  readonly algorithms: readonly string[];
  /** What the clocks of issuer and verifier may differ by, in seconds. */
  readonly skew: number;
}

const LONGEST_TOKEN = 8192;

/** Checks signature, issuer, audience and times, then the claims. Every adapter verifies by this. */
export const verifiedPrincipal = async (token: string, key: JWTVerifyGetKey, expected: Expected): Promise<Principal> =>
  principalOf(await verifiedClaims(token, key, expected));

const verifiedClaims = async (token: string, key: JWTVerifyGetKey, expected: Expected): Promise<JWTPayload> => {
  if (token.length > LONGEST_TOKEN) throw new BadToken('malformed');
  const options: JWTVerifyOptions = {
    issuer: expected.issuer,
    audience: expected.audience,
    algorithms: [...expected.algorithms],
    clockTolerance: expected.skew,
    requiredClaims: ['exp', 'sub'],
  };
  try {
    return (await jwtVerify(token, key, options)).payload;
  } catch (error) {
    throw error instanceof IdentityProviderUnavailable ? error : badToken(error);
  }
};

const badToken = (error: unknown): BadToken => {
  if (error instanceof BadToken) return error;
  if (error instanceof errors.JWTExpired) return new BadToken('expired');
  if (error instanceof errors.JWTClaimValidationFailed) return badClaim(error);
  if (error instanceof errors.JOSEAlgNotAllowed) return new BadToken('algorithm-not-allowed');
  if (error instanceof errors.JWSSignatureVerificationFailed) return new BadToken('signature-invalid');
  return new BadToken('malformed');
};

const badClaim = ({ claim, reason }: errors.JWTClaimValidationFailed): BadToken => {
  if (reason === 'missing') return new BadToken('claim-missing', claim);
  if (claim === 'iss') return new BadToken('issuer-unknown');
  if (claim === 'aud') return new BadToken('audience-wrong');
  if (claim === 'nbf' && reason === 'check_failed') return new BadToken('not-yet-valid');
  return new BadToken('claim-invalid', claim);
};
