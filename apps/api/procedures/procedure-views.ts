import type { Day } from '@lien-thong/calendar';
import type { ProcedureDefinition } from '@lien-thong/domain';
import type { Engine } from '@lien-thong/engine';
import type { CatalogueEntry } from '@lien-thong/procedures';
import { Problem } from '../problems/problem.js';

export interface ProcedureSummary extends Pick<ProcedureDefinition, 'code' | 'name' | 'field'> {
  readonly newestVersion: number;
  /** The version that a receipt of today would pin; null when none is in force. */
  readonly inForce: number | null;
  readonly versions: readonly VersionSummary[];
}

interface VersionSummary extends Pick<ProcedureDefinition, 'version' | 'effectiveFrom'> {
  readonly effectiveTo: Day | null;
  readonly hash: string;
}

/** A procedure with all its versions, under the name that its newest one has. */
export const procedureSummary = (
  { catalogue, today }: { catalogue: Engine['catalogue']; today: Day },
  code: string,
): ProcedureSummary[] => {
  const versions = catalogue.procedures.versions(code);
  const newest = versions.at(-1)?.definition;
  if (newest === undefined) return [];
  return [
    {
      code,
      name: newest.name,
      field: newest.field,
      newestVersion: newest.version,
      inForce: catalogue.procedures.inForce(code, today)?.definition.version ?? null,
      versions: versions.map(versionSummary),
    },
  ];
};

const versionSummary = ({ definition, publication }: CatalogueEntry): VersionSummary => ({
  version: definition.version,
  effectiveFrom: definition.effectiveFrom,
  effectiveTo: definition.effectiveTo ?? null,
  hash: publication.hash,
});

/** A published version answers as the definition, with what publishing added. */
export type PublishedVersion = ProcedureDefinition & Pick<CatalogueEntry, 'publication'>;
export const publishedVersion = ({ definition, publication }: CatalogueEntry): PublishedVersion => ({
  ...definition,
  publication,
});

/** A version by the address it has. */
export const versionAt = ({ catalogue }: Engine, code: string, version: string): CatalogueEntry => {
  const found = /^\d{1,9}$/.test(version) ? catalogue.procedures.get(code, Number(version)) : undefined;
  if (found === undefined) throw new Problem('not-found', { procedure: code, version });
  return found;
};
