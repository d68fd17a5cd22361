import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A certificate of nobody's for localhost, and its key: good for tests alone. Made with openssl, for a hundred years. */
export const CERTIFICATE_FILE = join(import.meta.dirname, 'tls', 'cert.pem');

export const testTls = (): { readonly key: Buffer; readonly cert: Buffer } => ({
  key: readFileSync(join(import.meta.dirname, 'tls', 'key.pem')),
  cert: readFileSync(CERTIFICATE_FILE),
});
