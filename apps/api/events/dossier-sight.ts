import { dossierStream, Engine } from '@lien-thong/engine';
import { UnreadableEvent } from '@lien-thong/event-store';
import { canSee, type DossierScope, type Principal } from '@lien-thong/security';
import { Injectable } from '@nestjs/common';
import { scopeOf } from '../dossiers/presenter.js';

/** What the feed needs to know of a dossier. */
export interface DossierRef {
  readonly id: string;
  readonly code: string;
}
interface Known extends DossierRef {
  readonly revision: number;
  readonly scope: DossierScope;
}

const KEPT = 20_000;

/** Whose a dossier is now. Kept per revision for the dossiers asked for last; a fold is made only when the stream has grown. */
@Injectable()
export class DossierSight {
  readonly #known = new Map<string, Known>();

  constructor(private readonly engine: Engine) {}

  /** For one answer: judges each dossier once. Null where the caller may not read it, and where nobody can. */
  for(caller: Principal): (stream: string) => Promise<DossierRef | null> {
    const judged = new Map<string, Promise<DossierRef | null>>();
    return (stream) => {
      const verdict = judged.get(stream) ?? this.#seenBy(caller, stream);
      judged.set(stream, verdict);
      return verdict;
    };
  }

  async #seenBy(caller: Principal, stream: string): Promise<DossierRef | null> {
    const known = await this.#current(stream);
    return known !== null && canSee(caller, known.scope) ? { id: known.id, code: known.code } : null;
  }

  async #current(stream: string): Promise<Known | null> {
    const [last] = await this.engine.store.readStream(stream, { direction: 'backwards', limit: 1 });
    const kept = this.#known.get(stream);
    const known = last !== undefined && kept?.revision === last.revision ? kept : await this.#folded(stream);
    if (known !== null) this.#keep(stream, known);
    return known;
  }

  /** A dossier that cannot be folded is parked: it must not hold up everybody's feed. */
  async #folded(stream: string): Promise<Known | null> {
    try {
      const { state, revision } = await this.engine.dossiers.load(stream);
      return stream === dossierStream(state.id)
        ? { id: state.id, code: state.code, revision, scope: scopeOf(state, this.engine) }
        : null;
    } catch (error) {
      if (error instanceof UnreadableEvent) return null;
      throw error;
    }
  }

  #keep(stream: string, known: Known): void {
    this.#known.delete(stream);
    this.#known.set(stream, known);
    if (this.#known.size > KEPT) this.#known.delete(this.#known.keys().next().value as string);
  }
}
