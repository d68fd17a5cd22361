import { describe, expect, it } from '@jest/globals';
import { ENGINE_EVENTS } from '@lien-thong/domain';
import { CHANNELS, NOTICES } from './notices.js';

const PLACEHOLDERS = ['code', 'procedure', 'agency', 'holder', 'appointment', 'dueAt', 'respondBy'];

describe('the notices, as data', () => {
  it('are each of an event that the engine has, and have an id of their own', () => {
    expect(new Set(NOTICES.map(({ id }) => id)).size).toBe(NOTICES.length);
    for (const { on } of NOTICES) expect(ENGINE_EVENTS as readonly string[]).toContain(on);
  });

  it.each(NOTICES.map((notice) => [notice.id, notice] as const))(
    '%s says where it stands, and is worded in both languages',
    (_id, notice) => {
      expect(notice.source.length).toBeGreaterThan(10);
      expect(['law', 'practice', 'product']).toContain(notice.kind);
      // Nobody has read any of these in the text of the law yet: whoever does says so here.
      expect(notice.verified).toBe(false);
      expect(notice.kind !== 'product' || /choice of the product/i.test(notice.source)).toBe(true);
      for (const channel of notice.channels) expect(CHANNELS).toContain(channel);
      for (const text of [notice.subject, notice.text])
        for (const words of [text.vi, text.en]) {
          expect(words).toBe(words.normalize('NFC'));
          for (const [, name] of words.matchAll(/\{(\w+)\}/g)) expect(PLACEHOLDERS).toContain(name);
        }
      expect(placeholdersOf(notice.text.vi)).toEqual(placeholdersOf(notice.text.en));
    },
  );
});

const placeholdersOf = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name as string).sort();
