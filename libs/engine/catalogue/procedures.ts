import { type Decider, ENGINE_EVENTS, type Event, type ProcedureDefinition, Refusal } from '@lien-thong/domain';
import { analyse, type CatalogueEntry, type Finding, hashOf } from '@lien-thong/procedures';

export type ProcedureEvent = Event<
  'ProcedurePublished',
  { readonly hash: string; readonly definition: ProcedureDefinition; readonly findings: readonly Finding[] }
>;
export interface PublishProcedure {
  readonly type: 'publish-procedure';
  readonly definition: ProcedureDefinition;
}

/** The published versions of one procedure: never edited, only added to, and never with an error among the findings. */
export const procedureDecider: Decider<PublishProcedure, readonly CatalogueEntry[], ProcedureEvent> = {
  initial: [],
  decide: ({ definition }, published, recordedAt) => {
    const { valid, findings } = analyse(definition, {
      existingVersions: published.map((p) => p.definition.version),
      reservedEvents: ENGINE_EVENTS,
    });
    if (!valid) throw new Refusal('procedure-faulty', { findings });
    return {
      occurredAt: recordedAt,
      events: [{ type: 'ProcedurePublished', data: { hash: hashOf(definition), definition, findings } }],
    };
  },
  evolve: (published, event) => [...published, entryOf(event.data, event.recordedAt)],
};

export const entryOf = ({ hash, definition, findings }: ProcedureEvent['data'], publishedAt: string): CatalogueEntry => ({
  definition,
  publication: { hash, publishedAt, findings },
});
