import { timingSafeEqual } from 'node:crypto';
import type { Engine } from '@lien-thong/engine';
import type { Principal, TokenVerifier } from '@lien-thong/security';
import type { FastifyRequest } from 'fastify';
import { validForMs } from '../access/token-validity.js';

/** Browsers send no bearer header when a person follows a link: for them a cookie stands in its place, for a short while. */
export const COOKIE = 'lien_thong_admin';
const SECONDS = 30 * 60;

type Session = Pick<Principal, 'subject' | 'agency' | 'roles'> & { readonly until: number };

/**
 * What a token was good for, signed with the installation's own secret: every API process takes it, none keeps it, and the
 * token itself does not stay in the browser. It ends with the token at the latest, and the wall clock judges, as it judges tokens.
 */
export class AdminSessions {
  constructor(
    private readonly engine: Engine,
    private readonly tokens: TokenVerifier,
    private readonly path: string,
  ) {}

  /** The cookie for a token. @throws BadToken */
  async begin(token: string): Promise<{ readonly principal: Principal; readonly cookie: string }> {
    const principal = await this.tokens.verify(token);
    const { subject, agency, roles } = principal;
    const seconds = Math.min(SECONDS, Math.floor(validForMs(token) / 1000));
    const session: Session = { subject, agency, roles, until: Date.now() + seconds * 1000 };
    const payload = Buffer.from(JSON.stringify(session)).toString('base64url');
    return { principal, cookie: this.#cookie(`${payload}.${this.#signature(payload)}`, seconds) };
  }

  end(): string {
    return this.#cookie('', 0);
  }

  /** Who asks: by the header, or else by the cookie. Null where neither is there or good. @throws BadToken of a header */
  async principalOf({ headers }: FastifyRequest): Promise<Principal | null> {
    const token = /^Bearer (\S+)$/i.exec(headers.authorization ?? '')?.[1];
    return token === undefined ? this.#ofCookie(headers.cookie) : this.tokens.verify(token);
  }

  #ofCookie(header = ''): Principal | null {
    const value = new RegExp(`(?:^|;\\s*)${COOKIE}=([^;]+)`).exec(header)?.[1] ?? '';
    const [payload = '', signature = ''] = value.split('.');
    const expected = Buffer.from(this.#signature(payload));
    const given = Buffer.from(signature);
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
    const { until, ...principal } = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as Session;
    return until > Date.now() ? principal : null;
  }

  #signature(payload: string): string {
    return this.engine.secrets.bodyHash({ purpose: 'admin-session', payload });
  }

  #cookie(value: string, maxAge: number): string {
    const secure = this.engine.config.production ? '; Secure' : '';
    return `${COOKIE}=${value}; Path=${this.path}; Max-Age=${maxAge}; HttpOnly; SameSite=Strict${secure}`;
  }
}
