import type { PartyKind, ProcedureDefinition, Text } from '@lien-thong/domain';

/** One word of the vocabulary in which agencies say what they serve. */
export interface Party {
  readonly key: string;
  readonly kind: PartyKind;
  readonly name: Text;
  /** The procedures that know it. */
  readonly procedures: readonly string[];
}

/** The parties of all procedures together, by key; the newest version's kind and name stand. */
export const partiesOf = (entries: Iterable<{ readonly definition: ProcedureDefinition }>): Party[] => {
  const byVersion = [...entries]
    .map((entry) => entry.definition)
    .sort((a, b) => a.version - b.version || a.code.localeCompare(b.code));
  const parties = new Map<string, Party>();
  for (const { code, parties: declared } of byVersion)
    for (const [key, { kind, name }] of Object.entries(declared)) {
      const procedures = new Set([...(parties.get(key)?.procedures ?? []), code]);
      parties.set(key, { key, kind, name, procedures: [...procedures].sort() });
    }
  return [...parties.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
};
