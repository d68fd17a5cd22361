import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { join } from 'node:path';
import { type CryptoKey, importPKCS8, importSPKI, SignJWT } from 'jose';
import { readOrMakeSecretFile } from '../secret-file.js';
import { type Principal, principalOf, type Role } from './principal.js';
import { TokenVerifier, verifiedPrincipal } from './token-verifier.js';

export interface TokenRequest {
  readonly subject: string;
  readonly agency: string;
  readonly roles: readonly Role[];
  readonly name?: string;
  /** Seconds; eight hours when left out. */
  readonly ttl?: number;
}

const ISSUER = 'lien-thong:local';
const AUDIENCE = 'lien-thong';
const ALGORITHM = 'EdDSA';
const EXPECTED = { issuer: ISSUER, audience: AUDIENCE, algorithms: [ALGORITHM], skew: 0 };
const KEY_FILE = 'token-issuer.pem';
const WORKING_DAY = 8 * 60 * 60;
const YEAR = 366 * 24 * 60 * 60;

/** The issuer of the standalone profile: an Ed25519 key in the data directory. Who can read the file can be anyone. */
export class LocalTokens extends TokenVerifier {
  private constructor(
    private readonly privateKey: CryptoKey,
    private readonly publicKey: CryptoKey,
  ) {
    super();
  }

  /** Makes the key when the data directory has none; another process over the same directory issues for this one. */
  static async open(dataDir: string): Promise<LocalTokens> {
    const pem = readOrMakeSecretFile(join(dataDir, KEY_FILE), newKey);
    const publicPem = createPublicKey(createPrivateKey(pem)).export({ type: 'spki', format: 'pem' }) as string;
    return new LocalTokens(await importPKCS8(pem, ALGORITHM), await importSPKI(publicPem, ALGORITHM));
  }

  /** Throws `BadToken` where the token would not be let in. */
  async issue(request: TokenRequest): Promise<string> {
    const { subject, ...claims } = principalOf({ ...request, sub: request.subject });
    const { ttl = WORKING_DAY } = request;
    if (!Number.isInteger(ttl) || ttl < 1 || ttl > YEAR) throw new RangeError('ttl is 1 second to 366 days');
    const now = Math.floor(Date.now() / 1000);
    return new SignJWT({ ...claims })
      .setProtectedHeader({ alg: ALGORITHM, typ: 'JWT' })
      .setIssuer(ISSUER)
      .setAudience(AUDIENCE)
      .setSubject(subject)
      .setIssuedAt(now)
      .setExpirationTime(now + ttl)
      .sign(this.privateKey);
  }

  override verify(token: string): Promise<Principal> {
    return verifiedPrincipal(token, async () => this.publicKey, EXPECTED);
  }
}

const newKey = (): string => generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
