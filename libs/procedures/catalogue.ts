import type { ProcedureDefinition } from '@lien-thong/domain';
import type { Finding } from './analysis/findings.js';
import { frozen } from './frozen.js';

/** A published version, as it will be for ever. */
export interface CatalogueEntry {
  readonly definition: ProcedureDefinition;
  readonly publication: { readonly hash: string; readonly publishedAt: string; readonly findings: readonly Finding[] };
}

/** The published versions, in memory; whoever reads their events feeds it. */
export interface Catalogue {
  /** Takes a version in. The same one again changes nothing; another one under its number is a bug of the caller. */
  publish(entry: CatalogueEntry): void;
  /** Every code, in order. */
  codes(): string[];
  /** Every version of a procedure, the lowest first. */
  versions(code: string): CatalogueEntry[];
  get(code: string, version: number): CatalogueEntry | undefined;
  /** The highest version whose effective range holds the day (yyyy-mm-dd); ranges may overlap. */
  inForce(code: string, day: string): CatalogueEntry | undefined;
}

export const createCatalogue = (): Catalogue => {
  const published = new Map<string, Map<number, CatalogueEntry>>();
  const get = (code: string, version: number) => published.get(code)?.get(version);
  const versions = (code: string) =>
    [...(published.get(code)?.values() ?? [])].sort((a, b) => a.definition.version - b.definition.version);
  return {
    publish(entry) {
      const { code, version } = entry.definition;
      const before = get(code, version);
      if (before?.publication.hash === entry.publication.hash) return;
      if (before) throw new Error(`version ${version} of ${code} is published already, with another content`);
      published.set(code, (published.get(code) ?? new Map()).set(version, frozen(structuredClone(entry))));
    },
    codes: () => [...published.keys()].sort(),
    versions,
    get,
    inForce: (code, day) => versions(code).findLast((entry) => isEffective(entry.definition, day)),
  };
};

const isEffective = ({ effectiveFrom, effectiveTo }: ProcedureDefinition, day: string): boolean =>
  effectiveFrom <= day && (effectiveTo == null || day <= effectiveTo);
