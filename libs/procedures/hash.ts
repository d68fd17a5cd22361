import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';

const canonicalize = createRequire(import.meta.url)('canonicalize') as (value: unknown) => string | undefined;

/** SHA-256, lower-case hex, of the definition's canonical form (RFC 8785): the identity of a version. */
export const hashOf = (definition: unknown): string =>
  createHash('sha256')
    .update(canonicalize(definition) ?? '', 'utf8')
    .digest('hex');
