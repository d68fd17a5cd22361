import type { Gap, Ms } from '@lien-thong/calendar';
import { type Dossier, lastResult } from '../dossier/state.js';
import type { ClockMode } from '../procedure/definition.js';
import { type Lens, timeOf } from './lens.js';
import { dossierStay, supplementGaps } from './stays.js';

/** One span of the dossier's clock. `to` is null while it lasts. */
export interface Segment {
  readonly from: Ms;
  readonly to: Ms | null;
  readonly mode: ClockMode;
  readonly reason: string | null;
  readonly basis: string | null;
}

interface Span {
  readonly from: Ms;
  readonly to: Ms;
  readonly mode: ClockMode;
  readonly reason: string | null;
  readonly basis: string | null;
}

const STRENGTH: Readonly<Record<ClockMode, number>> = { running: 3, excluded: 2, paused: 1, stopped: 0 };

/** When the dossier's clock stopped for good: the last result, a withdrawal, a stop or a final state; null while it may run. */
export const endOfClock = (dossier: Dossier, lens: Lens): Ms | null => {
  const act = lastResult(dossier) ?? dossier.ended?.act ?? dossier.final?.act ?? null;
  return act === null ? null : timeOf(dossier, act, lens);
};

/**
 * The course of the dossier's clock: paused while a supplement that pauses is open, else the strongest of the active
 * steps that count (running > excluded > paused > stopped). Adjacent spans of one kind are one.
 */
export const segments = (dossier: Dossier, lens: Lens): Segment[] => {
  if (dossier.receipt === null) return [];
  const start = timeOf(dossier, dossier.receipt.act, lens);
  const end = endOfClock(dossier, lens) ?? Number.POSITIVE_INFINITY;
  const spans = [...stepSpans(dossier, lens), ...pauses(dossier, lens)];
  const cuts = [...new Set([start, ...spans.flatMap((s) => [s.from, s.to]), end])]
    .filter((t) => t >= start && t <= end)
    .sort((a, b) => a - b);
  const pieces: Segment[] = [];
  for (let i = 0; i + 1 < cuts.length; i++) pieces.push(piece(spans, cuts[i] as Ms, cuts[i + 1] as Ms));
  return merged(pieces);
};

const stepSpans = (dossier: Dossier, lens: Lens): Span[] =>
  dossier.steps.flatMap((step) => {
    const stay = dossierStay(dossier, step, lens);
    if (stay === null) return [];
    const reason =
      step.mode === 'excluded' ? 'excluded-step' : step.mode === 'paused' ? (step.pauseReason?.code ?? 'paused') : null;
    return [
      {
        from: stay.from,
        to: stay.to ?? Number.POSITIVE_INFINITY,
        mode: step.mode,
        reason,
        basis: step.pauseReason?.basis ?? null,
      },
    ];
  });

const pauses = (dossier: Dossier, lens: Lens): Span[] =>
  supplementGaps(dossier, null, lens).map((gap) => ({
    from: gap.from,
    to: gap.to ?? Number.POSITIVE_INFINITY,
    mode: 'paused',
    reason: 'supplement',
    basis: dossier.supplements.find((s) => s.pauses)?.pauseBasis ?? null,
  }));

const piece = (spans: readonly Span[], from: Ms, to: Ms): Segment => {
  const active = spans.filter((s) => s.from <= from && s.to >= to && s.from < s.to);
  const supplement = active.find((s) => s.reason === 'supplement');
  const strongest =
    supplement ??
    active.reduce<Span | null>((best, s) => (best === null || STRENGTH[s.mode] > STRENGTH[best.mode] ? s : best), null);
  return {
    from,
    to: to === Number.POSITIVE_INFINITY ? null : to,
    mode: strongest?.mode ?? 'running',
    reason: strongest?.reason ?? null,
    basis: strongest?.basis ?? null,
  };
};

const merged = (pieces: readonly Segment[]): Segment[] => {
  const out: Segment[] = [];
  for (const next of pieces) {
    const last = out[out.length - 1];
    if (last && last.mode === next.mode && last.reason === next.reason) out[out.length - 1] = { ...last, to: next.to };
    else out.push(next);
  }
  return out;
};

/** All time in which the dossier's clock does not run. */
export const dossierGaps = (course: readonly Segment[]): Gap[] =>
  course.filter((s) => s.mode !== 'running').map((s) => ({ from: s.from, to: s.to, reason: s.reason ?? s.mode }));
