import { createRemoteJWKSet, errors, type JWTVerifyGetKey } from 'jose';
import { BadToken, IdentityProviderUnavailable } from './bad-token.js';
import { isAllowedIssuerUrl, jwksUrlOf } from './oidc-discovery.js';
import type { Principal } from './principal.js';
import { TokenVerifier, verifiedPrincipal } from './token-verifier.js';

export interface OidcOptions {
  readonly issuer: string;
  readonly audience: string;
}

const ALGORITHMS = ['RS256', 'ES256', 'EdDSA'];
const SKEW_SECONDS = 30;
/** An issuer that is down is asked again no sooner than this, however many tokens come. */
const RETRY_AFTER_MS = 1000;
const TIMEOUT_MS = 5000;

/**
 * Tokens of an OpenID Connect issuer. Its keys are found by discovery at the first token and kept for ten minutes;
 * a token with an unknown key id makes it look again, twice a minute at most.
 */
export class OidcTokens extends TokenVerifier {
  #keys: Promise<JWTVerifyGetKey> | undefined;

  constructor(private readonly options: OidcOptions) {
    super();
    if (!isAllowedIssuerUrl(options.issuer)) throw new TypeError('an issuer is an https URL, or http on loopback');
  }

  override verify(token: string): Promise<Principal> {
    const expected = { ...this.options, algorithms: ALGORITHMS, skew: SKEW_SECONDS };
    return verifiedPrincipal(token, async (header, jws) => this.#keyOf(await this.#discovered(), header, jws), expected);
  }

  async #keyOf(keys: JWTVerifyGetKey, ...asked: Parameters<JWTVerifyGetKey>): Promise<Awaited<ReturnType<JWTVerifyGetKey>>> {
    try {
      return await keys(...asked);
    } catch (error) {
      if (isUnknownKey(error)) throw new BadToken('key-unknown');
      throw new IdentityProviderUnavailable(this.options.issuer, error);
    }
  }

  /** One discovery for all who wait; a failed one is forgotten after a moment. */
  #discovered(): Promise<JWTVerifyGetKey> {
    if (this.#keys !== undefined) return this.#keys;
    const keys = this.#discover();
    this.#keys = keys;
    keys.catch(() => setTimeout(() => this.#forget(), RETRY_AFTER_MS).unref());
    return keys;
  }

  #forget(): void {
    this.#keys = undefined;
  }

  async #discover(): Promise<JWTVerifyGetKey> {
    try {
      return createRemoteJWKSet(await jwksUrlOf(this.options.issuer, TIMEOUT_MS), { timeoutDuration: TIMEOUT_MS });
    } catch (error) {
      throw new IdentityProviderUnavailable(this.options.issuer, error);
    }
  }
}

const isUnknownKey = (error: unknown): boolean =>
  error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys;
