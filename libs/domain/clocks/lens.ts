import type { Ms } from '@lien-thong/calendar';
import type { Act, Dossier } from '../dossier/state.js';

/**
 * How the times of acts are read. By fact: the times that count. By record: the times of entry.
 * `start` and `end` bound a clock of `agency`: by fact, no agency is made late by another's correction, so a clock that
 * another agency's act starts begins no earlier, and one that it ends ends no later, than was first recorded.
 */
export interface Lens {
  at(act: Act): Ms;
  start(act: Act, agency: string | null): Ms;
  end(act: Act, agency: string | null): Ms;
  /** When the dossier went on without a stay: what another agency corrects about that is not the stay's agency's doing. */
  cut(act: Act, agency: string | null): Ms;
}

export const byFact: Lens = {
  at: (act) => act.at,
  start: (act, agency) => (act.agency === agency ? act.at : Math.max(act.at, act.occurredAt)),
  end: (act, agency) => (act.agency === agency ? act.at : Math.min(act.at, act.occurredAt)),
  cut: (act, agency) => (act.agency === agency ? act.at : act.occurredAt),
};

export const byRecord: Lens = {
  at: (act) => act.recordedAt,
  start: (act) => act.recordedAt,
  end: (act) => act.recordedAt,
  cut: (act) => act.recordedAt,
};

/** The latest of several acts, as one reads them. Unknown acts (outside a past read) do not count. */
export const latest = (dossier: Dossier, acts: readonly string[], read: (act: Act) => Ms): Ms => {
  let time = Number.NEGATIVE_INFINITY;
  for (const id of acts) {
    const act = dossier.acts[id];
    if (act) time = Math.max(time, read(act));
  }
  return time;
};

export const timeOf = (dossier: Dossier, act: string, lens: Lens): Ms => latest(dossier, [act], lens.at);
