import type { Config } from '@lien-thong/config';
import { publishedKeys } from '@lien-thong/security';
import { type Finding, fail, ok, reasonOf, warn } from './check.js';

const PATIENCE_MS = 5_000;

/** Whose tokens are let in. */
export const issuer = async ({ tokens, eventStoreUrl }: Config): Promise<Finding> => {
  if (tokens.kind === 'local') return eventStoreUrl === undefined ? local : localOfEach;
  try {
    const keys = await publishedKeys(tokens.issuer, PATIENCE_MS);
    const text = `OIDC ${tokens.issuer}`;
    return keys > 0
      ? ok(`${text}: ${keys} khóa`, `${text}: ${keys} keys`)
      : fail(`${text}: không có khóa`, `${text}: it has no keys`);
  } catch (error) {
    const reason = causeOf(error);
    return fail(
      `OIDC_ISSUER không dùng được, không mã truy cập nào được nhận: ${reason}`,
      `OIDC_ISSUER cannot be used, no token is let in: ${reason}`,
    );
  }
};

const local = ok('Mã truy cập: bộ cấp mã tại chỗ', 'Tokens: the local issuer');
const localOfEach = warn(
  'Mã truy cập: mỗi tiến trình có bộ cấp mã riêng trong thư mục dữ liệu của nó; hãy đặt OIDC_ISSUER và OIDC_AUDIENCE',
  'Tokens: each process has a local issuer of its own in its data directory; set OIDC_ISSUER and OIDC_AUDIENCE',
);

/** `fetch` hides the reason behind "fetch failed". */
const causeOf = (error: unknown): string => {
  const cause = (error as { cause?: { code?: unknown } }).cause?.code;
  return typeof cause === 'string' ? cause : reasonOf(error);
};
