import type { Day } from '@lien-thong/calendar';
import { type Dossier, heirOf, holders, type Rules } from '@lien-thong/domain';
import type { DossierScope } from '@lien-thong/security';

/** The agencies of a dossier as the policy sees them on a day. The successor of an agency that ended stands in its place. */
export const dossierScope = (dossier: Dossier, rules: Rules, day: Day): DossierScope => {
  const heir = (agency: string): string => heirOf(rules, agency, day);
  const agencies = (steps: Dossier['steps']): string[] => steps.flatMap((s) => (s.agency ? [s.agency] : []));
  const withHeirs = (all: readonly string[]): string[] => [...new Set([...all, ...all.map(heir)])];
  const lead = dossier.receipt === null ? null : heir(dossier.receipt.lead);
  return {
    receivingAgency: heir(dossier.receivingAgency),
    lead,
    entered: withHeirs(agencies(dossier.steps)),
    holders: withHeirs([...holders(dossier), ...agencies(dossier.steps.filter((s) => s.leftBy === null))]),
    leadSuperior: lead === null ? null : (rules.agency(lead)?.superior ?? null),
  };
};
