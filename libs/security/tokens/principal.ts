import { BadToken } from './bad-token.js';

export const ROLES = ['reception', 'officer', 'head', 'auditor', 'integration', 'administrator'] as const;
export type Role = (typeof ROLES)[number];

/** Who calls, as a verified token says. All text is NFC, so that one person is one subject however it was typed. */
export interface Principal {
  readonly subject: string;
  readonly name?: string;
  readonly agency: string;
  readonly roles: readonly Role[];
}

const AGENCY_CODE = /^[A-Z0-9]{1,3}(\.[A-Z0-9]{1,5}){0,4}$/;
export const isAgencyCode = (text: string): boolean => AGENCY_CODE.test(text);

/** Alarms act under this subject: no person may have it. */
const SYSTEM = 'system';
const LONGEST_TEXT = 200;

/** Reads the claims of a token whose signature, issuer, audience and times hold. Throws `BadToken`. */
export const principalOf = (claims: Readonly<Record<string, unknown>>): Principal => {
  const subject = textOf('sub', claims.sub);
  if (subject.toLowerCase() === SYSTEM) throw new BadToken('claim-invalid', 'sub');
  const agency = textOf('agency', claims.agency);
  if (!isAgencyCode(agency)) throw new BadToken('claim-invalid', 'agency');
  const roles = rolesOf(claims.roles);
  return claims.name === undefined ? { subject, agency, roles } : { subject, name: textOf('name', claims.name), agency, roles };
};

const textOf = (claim: string, value: unknown): string => {
  if (value === undefined) throw new BadToken('claim-missing', claim);
  const text = typeof value === 'string' ? value.normalize('NFC') : '';
  const wellFormed = !/\p{C}/u.test(text) && text.trim() === text;
  if (text === '' || text.length > LONGEST_TEXT || !wellFormed) throw new BadToken('claim-invalid', claim);
  return text;
};

const rolesOf = (value: unknown): readonly Role[] => {
  if (value === undefined) throw new BadToken('claim-missing', 'roles');
  if (!Array.isArray(value) || value.length === 0 || !value.every(isRole)) throw new BadToken('claim-invalid', 'roles');
  return ROLES.filter((role) => value.includes(role));
};

const isRole = (value: unknown): value is Role => ROLES.includes(value as Role);
