import { type Dossier, type DossierEvent, decode, evolve, noDossier, type Recorded } from '@lien-thong/domain';
import { type StoredEvent, UnreadableEvent, type Upcast } from '@lien-thong/event-store';

/** A dossier folded as far as its events can be read. `revision` is that of the last event that was. */
export interface FoldedDossier {
  readonly dossier: Dossier;
  readonly revision: number;
  readonly tokens: readonly string[];
  /** The event at which reading ended. */
  readonly poison: UnreadableEvent | null;
  /** Why the search tokens are not complete. */
  readonly unsearchable: string | null;
}

export const unfolded: FoldedDossier = { dossier: noDossier, revision: -1, tokens: [], poison: null, unsearchable: null };

/** Applies contiguous events; at one that cannot be read it stops, with what could be. */
export const foldOn = (folded: FoldedDossier, events: readonly StoredEvent[], upcast: Upcast): FoldedDossier => {
  if (folded.poison !== null) return folded;
  let { dossier, revision } = folded;
  for (const event of events) {
    try {
      dossier = evolve(dossier, recorded(event, decode(upcast(event))));
      revision = event.revision;
    } catch (error) {
      const poison = new UnreadableEvent(event.stream, event.revision, event.type, error);
      return { ...folded, dossier, revision, poison };
    }
  }
  return { ...folded, dossier, revision };
};

const recorded = ({ id, revision, metadata }: StoredEvent, event: DossierEvent): Recorded<DossierEvent> => ({
  ...event,
  id,
  revision,
  commandId: metadata.commandId,
  actor: metadata.actor,
  occurredAt: metadata.occurredAt,
  recordedAt: metadata.recordedAt,
});
