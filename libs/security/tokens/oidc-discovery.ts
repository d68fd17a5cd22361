const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** https anywhere; http on this machine alone, where nobody can listen in between. No credentials, query or fragment. */
export const isAllowedIssuerUrl = (text: string): boolean => {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.test(url.hostname));
};

/** Where the issuer says that its keys are. Throws when it does not answer, or answers for another issuer. */
export const jwksUrlOf = async (issuer: string, timeoutMs: number): Promise<URL> => {
  const response = await fetch(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`, {
    redirect: 'error',
    headers: { accept: 'application/json' },
    signal: AbortSignal.timeout(timeoutMs),
  });
  if (response.status !== 200) throw new Error(`discovery answered ${response.status}`);
  const document = (await response.json()) as { readonly issuer?: unknown; readonly jwks_uri?: unknown } | null;
  if (document?.issuer !== issuer) throw new Error('discovery answered for another issuer');
  return allowedJwksUrl(document.jwks_uri, issuer);
};

/** How many keys the issuer publishes now. Throws when discovery or keys cannot be had. */
export const publishedKeys = async (issuer: string, timeoutMs: number): Promise<number> => {
  const response = await fetch(await jwksUrlOf(issuer, timeoutMs), {
    redirect: 'error',
    headers: { accept: 'application/json' },
    signal: AbortSignal.timeout(timeoutMs),
  });
  if (response.status !== 200) throw new Error(`its keys answered ${response.status}`);
  const { keys } = ((await response.json()) ?? {}) as { readonly keys?: unknown };
  if (!Array.isArray(keys)) throw new Error('its keys are no key set');
  return keys.length;
};

/** Keys may live on another host (many providers do so), but never behind a weaker protocol than the issuer's. */
const allowedJwksUrl = (uri: unknown, issuer: string): URL => {
  const url = typeof uri === 'string' && URL.canParse(uri) ? new URL(uri) : null;
  const safe =
    url?.protocol === 'https:' || (url?.protocol === 'http:' && LOOPBACK.test(url.hostname) && issuer.startsWith('http:'));
  if (url === null || !safe) throw new Error('discovery gave no usable jwks_uri');
  return url;
};
