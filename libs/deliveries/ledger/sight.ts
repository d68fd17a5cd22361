import { dayOf, toMs } from '@lien-thong/calendar';
import { type Dossier, decode, evolve, noDossier } from '@lien-thong/domain';
import { dossierScope, type Engine } from '@lien-thong/engine';
import { comparePositions, type StoredEvent, upcasting } from '@lien-thong/event-store';
import { canSee, type DossierScope } from '@lien-thong/security';

export interface DossierSeen {
  readonly code: string;
  readonly scope: DossierScope;
}

interface Folded {
  readonly dossier: Dossier;
  readonly last: StoredEvent | null;
}

const KEPT = 2_000;
const PAGE = 100;
const upcast = upcasting();

/** Would the agency's own system see the dossier? */
export const seenBy = (agency: string, { scope }: DossierSeen): boolean =>
  canSee({ subject: 'webhook', agency, roles: ['integration'] }, scope);

/**
 * Whose a dossier was at a place in the log: the same answer whenever it is asked, so that a ledger that is filled anew owes
 * what the one before owed. Null where the dossier cannot be read up to there.
 */
export class Sight {
  readonly #kept = new Map<string, Folded>();

  constructor(private readonly engine: Engine) {}

  /** Right after the append that the event came with. */
  async after(event: StoredEvent): Promise<DossierSeen | null> {
    const { stream, revision, metadata } = event;
    const kept = this.#kept.get(stream);
    if (kept?.last && kept.last.revision >= revision && kept.last.metadata.commandId === metadata.commandId)
      return this.#seen(kept);
    const from = kept?.last && kept.last.revision < revision ? kept : NOTHING;
    const within = (next: StoredEvent): boolean => next.revision <= revision || next.metadata.commandId === metadata.commandId;
    const folded = await this.#foldOn(stream, from, within);
    if (folded !== null) this.#keep(stream, folded);
    return folded && this.#seen(folded);
  }

  /** With everything up to a position. */
  async at(stream: string, position: string): Promise<DossierSeen | null> {
    const folded = await this.#foldOn(stream, NOTHING, (next) => comparePositions(next.position, position) <= 0);
    return folded && this.#seen(folded);
  }

  async #foldOn(stream: string, from: Folded, within: (next: StoredEvent) => boolean): Promise<Folded | null> {
    let { dossier, last } = from;
    for (;;) {
      const page = await this.engine.store.readStream(stream, { from: (last?.revision ?? -1) + 1, limit: PAGE });
      for (const next of page) {
        if (!within(next)) return { dossier, last };
        try {
          dossier = evolve(dossier, { ...decode(upcast(next)), ...next.metadata, id: next.id, revision: next.revision });
        } catch {
          return null;
        }
        last = next;
      }
      if (page.length < PAGE) return { dossier, last };
    }
  }

  #seen({ dossier, last }: Folded): DossierSeen | null {
    if (last === null || dossier.id === '') return null;
    const day = dayOf(toMs(last.metadata.recordedAt));
    return { code: dossier.code, scope: dossierScope(dossier, this.engine.rules, day) };
  }

  #keep(stream: string, folded: Folded): void {
    this.#kept.delete(stream);
    this.#kept.set(stream, folded);
    if (this.#kept.size > KEPT) this.#kept.delete(this.#kept.keys().next().value as string);
  }
}

const NOTHING: Folded = { dossier: noDossier, last: null };
