import { describe, expect, it } from '@jest/globals';
import type { BadToken } from './bad-token.js';
import { isAgencyCode, principalOf } from './principal.js';

const lan = { sub: 'lan', agency: 'H99.01', roles: ['reception'] };
const reasonOf = (claims: Record<string, unknown>): string => {
  try {
    return `let in as ${principalOf(claims).subject}`;
  } catch (error) {
    return (error as BadToken).message;
  }
};

describe('the claims of a token', () => {
  it('make a principal', () =>
    expect(principalOf({ ...lan, name: 'Lan', exp: 1, scope: 'openid' })).toEqual({
      subject: 'lan',
      name: 'Lan',
      agency: 'H99.01',
      roles: ['reception'],
    }));

  it('give one person one subject, however it was typed', () => {
    const { subject, name } = principalOf({ ...lan, sub: 'đào hoà'.normalize('NFD'), name: 'Đào'.normalize('NFD') });
    expect([subject, name]).toEqual(['đào hoà', 'Đào']);
  });

  it('name every role once', () =>
    expect(principalOf({ ...lan, roles: ['head', 'officer', 'head'] }).roles).toEqual(['officer', 'head']));

  it.each([
    undefined,
    null,
    7,
    '',
    ' lan',
    'lan\n',
    'la\u0000n',
    'la\u200bn',
    '\ud800',
    'x'.repeat(201),
    'system',
    'SYSTEM',
    ['lan'],
  ])('do not let in the subject %p', (sub) => expect(reasonOf({ ...lan, sub })).toMatch(/^claim-(missing|invalid): sub$/));

  it.each([undefined, '', 'h99', 'H99.', 'H99.1.2.3.4.5', 'ABCD', 'H99.123456', 'H99/01', 7, { a: 1 }, 'Ｈ99'])(
    'do not let in the agency %p',
    (agency) => expect(reasonOf({ ...lan, agency })).toMatch(/^claim-(missing|invalid): agency$/),
  );

  it.each([undefined, null, [], 'head', ['head', 'god'], ['Head'], [null], [['head']], { 0: 'head', length: 1 }])(
    'do not let in the roles %p',
    (roles) => expect(reasonOf({ ...lan, roles })).toMatch(/^claim-(missing|invalid): roles$/),
  );

  it.each([null, '', 7, 'x'.repeat(201)])('do not let in the name %p', (name) =>
    expect(reasonOf({ ...lan, name })).toBe('claim-invalid: name'),
  );

  it.each(['H', 'H40.12', 'H99.T1', 'G01.AB123.1.2.3'])('know the agency code %s', (code) =>
    expect(isAgencyCode(code)).toBe(true),
  );
});
