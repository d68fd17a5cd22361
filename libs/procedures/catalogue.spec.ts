import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type CatalogueEntry, constructionPermit, createCatalogue, criminalRecord, landChange, partiesOf } from './index.js';

const published = (version: number, effectiveFrom: string, effectiveTo: string | null = null): CatalogueEntry => ({
  definition: { ...landChange, version, effectiveFrom, effectiveTo },
  publication: { hash: `${version}${effectiveFrom}${effectiveTo}`, publishedAt: '2025-01-01T00:00:00Z', findings: [] },
});

const catalogueOf = (...entries: CatalogueEntry[]) => {
  const catalogue = createCatalogue();
  for (const entry of entries) catalogue.publish(entry);
  return catalogue;
};

describe('the catalogue', () => {
  const catalogue = catalogueOf(published(2, '2026-01-01'), published(1, '2025-07-01'), published(3, '2026-03-01', '2026-03-31'));
  const inForce = (day: string) => catalogue.inForce('9.900001', day)?.definition.version;

  it('gives the highest version whose range holds the day, both ends included', () => {
    expect(
      ['2025-06-30', '2025-07-01', '2025-12-31', '2026-01-01', '2026-03-01', '2026-03-31', '2026-04-01'].map(inForce),
    ).toEqual([undefined, 1, 1, 2, 3, 3, 2]);
  });

  it('knows every version and every code', () => {
    expect(catalogue.versions('9.900001').map((entry) => entry.definition.version)).toEqual([1, 2, 3]);
    expect(catalogue.get('9.900001', 2)?.definition.effectiveFrom).toBe('2026-01-01');
    expect([catalogue.codes(), catalogue.versions('0.000000'), catalogue.get('9.900001', 9)]).toEqual([
      ['9.900001'],
      [],
      undefined,
    ]);
  });

  it('takes the same version in twice, and no other one under its number', () => {
    const own = catalogueOf(published(1, '2025-07-01'), published(1, '2025-07-01'));
    expect(own.versions('9.900001')).toHaveLength(1);
    expect(() => own.publish(published(1, '2025-08-01'))).toThrow('published already');
  });

  it('keeps what was published from being edited', () => {
    const mine = { ...published(1, '2025-07-01') };
    const own = catalogueOf(mine);
    expect(() => Object.assign(own.get('9.900001', 1)?.definition ?? {}, { lead: 'tax' })).toThrow(TypeError);
    expect(Object.isFrozen(mine)).toBe(false);
  });

  it('agrees with reading the rule literally, whatever the ranges', () => {
    const day = fc.integer({ min: 1, max: 28 }).map((d) => `2026-02-${String(d).padStart(2, '0')}`);
    const ranges = fc.array(fc.tuple(day, fc.option(day)), { maxLength: 6 });
    fc.assert(
      fc.property(ranges, day, (spans, asked) => {
        const entries = spans.map(([from, to], i) => published(i + 1, from, to));
        const holding = spans.flatMap(([from, to], i) => (from <= asked && (to === null || asked <= to) ? [i + 1] : []));
        expect(catalogueOf(...entries.toReversed()).inForce('9.900001', asked)?.definition.version).toBe(holding.at(-1));
      }),
    );
  });
});

describe('the vocabulary of parties', () => {
  it('joins those of all procedures, each with the procedures that know it', () => {
    const parties = partiesOf([landChange, criminalRecord, constructionPermit].map((definition) => ({ definition })));
    expect(parties.map((party) => party.key)).toEqual([
      'applicant',
      'construction',
      'court',
      'desk',
      'environment',
      'fire-police',
      'justice',
      'land-registry',
      'national-centre',
      'planning',
      'police',
      'tax',
    ]);
    expect(parties.find((party) => party.key === 'desk')).toEqual({
      key: 'desk',
      kind: 'one-stop',
      name: { vi: 'Bộ phận Một cửa', en: 'One-stop desk' },
      procedures: ['9.900001', '9.900002', '9.900004'],
    });
  });
});
