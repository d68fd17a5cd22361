export type BadTokenReason =
  | 'malformed'
  | 'algorithm-not-allowed'
  | 'key-unknown'
  | 'signature-invalid'
  | 'expired'
  | 'not-yet-valid'
  | 'issuer-unknown'
  | 'audience-wrong'
  | 'claim-missing'
  | 'claim-invalid';

/** A token that nobody is let in with (401). It says which claim is at fault, and never shows the token. */
export class BadToken extends Error {
  constructor(
    readonly reason: BadTokenReason,
    readonly claim?: string,
  ) {
    super(claim === undefined ? reason : `${reason}: ${claim}`);
    this.name = 'BadToken';
  }
}

/** The identity provider cannot be asked for its keys (503): says nothing about the token. */
export class IdentityProviderUnavailable extends Error {
  constructor(issuer: string, cause: unknown) {
    super(`the identity provider ${issuer} cannot be asked for its keys`, { cause });
    this.name = 'IdentityProviderUnavailable';
  }
}
