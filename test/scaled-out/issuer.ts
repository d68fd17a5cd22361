import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Role } from '@lien-thong/security';
import { exportJWK, SignJWT } from 'jose';

export interface Issuer {
  readonly env: { readonly OIDC_ISSUER: string; readonly OIDC_AUDIENCE: string };
  /** A token for half a day. */
  issue(person: { readonly subject: string; readonly agency: string; readonly roles: readonly Role[] }): Promise<string>;
  close(): Promise<void>;
}

/** An OpenID Connect issuer of the tests' own, as a province's identity provider would be: discovery, keys, and tokens. */
export const startIssuer = async (): Promise<Issuer> => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const keys = { keys: [{ ...(await exportJWK(publicKey)), kid: 'one', alg: 'EdDSA' }] };
  const server = createServer((request, response) => {
    const answer = request.url === '/keys' ? keys : { issuer, jwks_uri: `${issuer}/keys` };
    response.writeHead(200, { 'content-type': 'application/json', connection: 'close' }).end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    env: { OIDC_ISSUER: issuer, OIDC_AUDIENCE: 'lien-thong' },
    issue: ({ subject, agency, roles }) =>
      new SignJWT({ agency, roles: [...roles] })
        .setProtectedHeader({ alg: 'EdDSA', kid: 'one' })
        .setIssuer(issuer)
        .setAudience('lien-thong')
        .setSubject(subject)
        .setExpirationTime('12h')
        .sign(privateKey),
    close: () => new Promise((resolve) => void server.close(() => resolve())),
  };
};
