import type { Gap, Ms } from '@lien-thong/calendar';
import { type Dossier, isAwaited, legKey, partKey, type Step } from '../dossier/state.js';
import { type Lens, latest, timeOf } from './lens.js';

/** The span in which a step's clock may run: from its entry or acknowledgement to its end. `to` is null while it lasts. */
export interface Stay {
  readonly step: Step;
  readonly from: Ms;
  readonly to: Ms | null;
  readonly ending: 'done' | 'void' | null;
}

/** A stay as the step's own agency answers for it; null where it never began (a hand-over nobody acknowledged). */
export const agencyStay = (dossier: Dossier, step: Step, lens: Lens): Stay | null =>
  stay(dossier, step, {
    from: (acts) => latest(dossier, acts, (act) => lens.start(act, step.agency)),
    to: (act) => latest(dossier, [act], (a) => lens.end(a, step.agency)),
    cut: (acts) => latest(dossier, acts, (act) => lens.cut(act, step.agency)),
  });

/** A stay as the dossier sees it: the times that count, whoever recorded them. */
export const dossierStay = (dossier: Dossier, step: Step, lens: Lens): Stay | null =>
  stay(dossier, step, {
    from: (acts) => latest(dossier, acts, lens.at),
    to: (act) => timeOf(dossier, act, lens),
    cut: (acts) => latest(dossier, acts, lens.at),
  });

interface Bounds {
  from(acts: readonly string[]): Ms;
  to(act: string): Ms;
  cut(acts: readonly string[]): Ms;
}

const stay = (dossier: Dossier, step: Step, bounds: Bounds): Stay | null => {
  if (isAwaited(step)) return null;
  const from = bounds.from(step.acknowledgedBy ? [step.acknowledgedBy] : step.enteredBy);
  if (from === Number.NEGATIVE_INFINITY) return null;
  const left = step.leftBy === null ? null : bounds.to(step.leftBy);
  const cut = passedBy(dossier, step, bounds.cut);
  if (cut !== null && (left === null || cut < left)) return cut < from ? null : { step, from, to: cut, ending: 'void' };
  return { step, from, to: left === null ? null : Math.max(left, from), ending: ending(step) };
};

const ending = (step: Step): Stay['ending'] => (step.leftBy === null ? null : step.ending === 'ended' ? 'done' : 'void');

/** When the dossier went on without this leg: it was passed over, or the legs were joined. */
const passedBy = (dossier: Dossier, step: Step, read: Bounds['cut']): Ms | null => {
  if (step.leg === null) return null;
  const end = dossier.endedLegs[legKey(step.leg)];
  const over = end?.how === 'passed-over' ? read([end.act]) : Number.POSITIVE_INFINITY;
  const joins = dossier.joined[partKey(step.leg)];
  const join = joins ? read(joins) : Number.POSITIVE_INFINITY;
  const cut = Math.min(over, join);
  return Number.isFinite(cut) ? cut : null;
};

/** The spans in which supplements that pause held a step of `agency` (or, with `step` null, the whole dossier). */
export const supplementGaps = (dossier: Dossier, step: Step | null, lens: Lens): Gap[] =>
  dossier.supplements
    .filter((s) => s.pauses && s.step !== null && (step === null || s.step === step.id))
    .map((s) => ({
      from: timeOf(dossier, s.askedBy, lens),
      to:
        s.closedBy === null ? null : latest(dossier, [s.closedBy], (act) => (step ? lens.start(act, step.agency) : lens.at(act))),
      reason: 'supplement',
    }));
