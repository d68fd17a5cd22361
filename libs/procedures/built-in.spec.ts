import { describe, expect, it } from '@jest/globals';
import { analyse, civilStatusCopies, constructionPermit, criminalRecord, hashOf, landChange } from './index.js';

describe('the built-in procedures', () => {
  it.each([landChange, criminalRecord, civilStatusCopies, constructionPermit])('$code v$version has no finding', (definition) => {
    expect(analyse(definition)).toEqual({ findings: [], valid: true });
  });

  it('cannot be edited', () => {
    expect(() => Object.assign(landChange.states.received ?? {}, { party: 'tax' })).toThrow(TypeError);
  });

  it('have names with their Vietnamese marks', () => {
    expect(landChange.name.vi).toBe('Đăng ký biến động đất đai');
  });

  it('are known by the hash of their canonical form, whatever the order of their keys', () => {
    const turned = Object.fromEntries(Object.entries(landChange).reverse());
    expect(hashOf(turned)).toBe(hashOf(landChange));
    expect(hashOf({ ...turned, version: 2 })).not.toBe(hashOf(landChange));
    expect(hashOf({ b: 1, a: 'ớ' })).toMatch(/^[0-9a-f]{64}$/);
  });
});
