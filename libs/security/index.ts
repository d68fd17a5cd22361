export type { Act, DossierCommandType, DossierReading, GeneralAct, TaskCommandType } from './acts.js';
export type { Applicant } from './applicant.js';
export { type BlindIndex, createBlindIndex } from './blind-index.js';
export { canonicalJson } from './canonical-json.js';
export { foldedWords } from './folding.js';
export {
  INSTALLATION_KEY_FILE,
  type InstallationSecrets,
  installationSecrets,
  openInstallationSecrets,
} from './installation-secrets.js';
export {
  CorruptedKey,
  ErasureIncomplete,
  KeyConflict,
  KeyMissing,
  KeyStoreNotDurable,
  KeyStoreUnavailable,
  KeysLost,
  WrongKeyEncryptionKey,
} from './keys/key-problems.js';
export { type KeptKey, KeyStore } from './keys/key-store.js';
export { type KeyRows, MemoryKeyStore } from './keys/memory-key-store.js';
export { examineKeyServer, type KeyServerExamination } from './keys/postgres-examination.js';
export { PostgresKeyStore } from './keys/postgres-key-store.js';
export { SqliteKeyStore } from './keys/sqlite-key-store.js';
export { isLookUpSecret, lookUpSecretOf } from './look-up-secret.js';
export { type MaskedApplicant, masked } from './masking.js';
export { canSee, type DossierScope, may, type Verdict } from './policy.js';
export { createSealer, type PersonalData, PersonErased, SealBroken, type Sealer } from './sealing.js';
export { BadToken, type BadTokenReason, IdentityProviderUnavailable } from './tokens/bad-token.js';
export { LocalTokens, type TokenRequest } from './tokens/local-tokens.js';
export { publishedKeys } from './tokens/oidc-discovery.js';
export { type OidcOptions, OidcTokens } from './tokens/oidc-tokens.js';
export { isAgencyCode, type Principal, ROLES, type Role } from './tokens/principal.js';
export { TokenVerifier } from './tokens/token-verifier.js';
