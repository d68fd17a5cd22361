import { type CalendarDefinition, type Gap, type Ms, toMs } from '@lien-thong/calendar';
import { oracleDue, oracleWorkingMinutes } from '../../calendar/testing/oracle.js';
import type { Recorded } from '../decider.js';
import type { DossierEvent } from '../dossier/events.js';

/*
 * The dossier's clock a second time, slowly: read from the log and counted minute by minute, from the text of "Clocks and
 * due dates", "Which clock runs", "In transit" and "Joins". It shares nothing with the engine but the events' types.
 */

type Log = readonly Recorded<DossierEvent>[];
type Mode = 'running' | 'excluded' | 'paused' | 'stopped';
export type LayersOf = (id: string, revision: string) => readonly CalendarDefinition[];

interface Stay {
  readonly leg: string | null;
  readonly mode: Mode;
  from: Ms;
  to: Ms;
}

const NEVER = Number.POSITIVE_INFINITY;
const MINUTE = 60_000;
const DAY = 1440 * MINUTE;
const floor = (at: Ms): Ms => Math.floor(at / MINUTE) * MINUTE;

/** What the log says of the dossier's clock: its span, its stays, its supplements. */
class Story {
  readonly stays = new Map<string, Stay>();
  readonly cuts = new Map<string, Ms>();
  readonly supplements = new Map<string, { from: Ms; to: Ms }>();
  start = NEVER;
  ended = NEVER;
  result = NEVER;
  receipt: Extract<DossierEvent, { type: 'DossierReceived' }>['data'] | null = null;
  revisions: Record<string, string> = {};
  private readonly times = new Map<string, Ms>();

  constructor(log: Log) {
    for (const event of log) this.times.set(event.commandId, toMs(event.occurredAt));
    for (const event of log) if (event.type === 'CorrectionApproved') this.times.set(event.data.act, toMs(event.data.occurredAt));
    for (const event of log) this.read(event, this.times.get(event.commandId) as Ms);
  }

  private latest(acts: readonly string[]): Ms {
    return Math.max(...acts.map((act) => this.times.get(act) as Ms));
  }

  private cut(leg: string, at: Ms): void {
    this.cuts.set(leg, Math.min(at, this.cuts.get(leg) ?? NEVER));
  }

  private read(event: Recorded<DossierEvent>, at: Ms): void {
    switch (event.type) {
      case 'DossierReceived':
        this.start = at;
        this.receipt = event.data;
        this.revisions[event.data.calendar] = event.data.calendarRevision;
        return;
      case 'CalendarAdopted':
        Object.assign(this.revisions, event.data.calendars);
        return;
      case 'StepEntered': {
        const { step, leg, mode, acts, handover } = event.data;
        const name = leg && `${leg.part}#${leg.round ?? 1}#${leg.name}`;
        this.stays.set(step, {
          leg: name,
          mode,
          from: handover === 'pending' ? NEVER : acts ? this.latest(acts) : at,
          to: NEVER,
        });
        return;
      }
      case 'HandoverAcknowledged':
        (this.stays.get(event.data.step) as Stay).from = at;
        return;
      case 'StepLeft':
        (this.stays.get(event.data.step) as Stay).to = at;
        if (event.data.final) this.ended = at;
        return;
      case 'OpinionDeemedGiven':
      case 'ProceededWithoutOpinion':
        this.cut(this.stays.get(event.data.step)?.leg as string, at);
        return;
      case 'LegsJoined':
        for (const { leg } of this.stays.values()) {
          if (leg?.startsWith(`${event.data.part}#${event.data.round ?? 1}#`)) this.cut(leg, this.latest(event.data.acts));
        }
        return;
      case 'SupplementRequested':
        if (event.data.pauses) this.supplements.set(event.data.supplement, { from: at, to: NEVER });
        return;
      case 'SupplementReceived':
      case 'SupplementLapsed':
        if (this.supplements.has(event.data.supplement)) (this.supplements.get(event.data.supplement) as { to: Ms }).to = at;
        return;
      case 'ResultIssued':
        if (event.data.last) this.result = at;
        return;
      case 'DossierWithdrawn':
      case 'ProcessingStopped':
        this.ended = at;
        return;
      default:
        return;
    }
  }

  /** The clock's end for good: the last result; without one a withdrawal, a stop or a final state. */
  get end(): Ms {
    return this.result < NEVER ? this.result : this.ended;
  }

  /** The mode of the dossier's clock at an instant. */
  modeAt(at: Ms): Mode {
    for (const { from, to } of this.supplements.values()) if (from <= at && at < to) return 'paused';
    const active = [...this.stays.values()].filter(
      (s) => s.from <= at && at < Math.min(s.to, this.cuts.get(s.leg ?? '') ?? NEVER),
    );
    for (const mode of ['running', 'excluded', 'paused', 'stopped'] as const)
      if (active.some((s) => s.mode === mode)) return mode;
    return 'running';
  }

  /** Every instant at which the mode may change. */
  turns(): Ms[] {
    const stays = [...this.stays.values()].flatMap((s) => [s.from, s.to]);
    const all = [this.start, ...stays, ...this.cuts.values(), ...[...this.supplements.values()].flatMap((s) => [s.from, s.to])];
    return [...new Set(all)].filter((at) => at >= this.start && at < this.end).sort((a, b) => a - b);
  }

  gaps(): Gap[] {
    const turns = this.turns();
    return turns.flatMap((from, i) =>
      this.modeAt(from) === 'running' ? [] : [{ from, to: turns[i + 1] ?? (this.end < NEVER ? this.end : null) }],
    );
  }
}

/** The due instant of the dossier's clock (null while it stands) and the working minutes it has run until `now` or its end. */
export const oracleClock = (log: Log, layersOf: LayersOf, now: Ms): { dueAt: Ms | null; used: number } | null => {
  const story = new Story(log);
  const { receipt } = story;
  if (receipt === null) return null;
  const layers = layersOf(receipt.calendar, story.revisions[receipt.calendar] as string);
  const { limit, policy, cutoff } = receipt;
  const { dueAt, countedFrom } = oracleDue(layers, { start: story.start, limit, policy, cutoff, gaps: story.gaps() });
  const works = workingMinute(layers);
  let used = 0;
  for (let minute = countedFrom; minute < floor(Math.min(story.end, now)); minute += MINUTE) {
    if (works(minute) && story.modeAt(minute + MINUTE - 1) === 'running') used += 1;
  }
  return { dueAt, used };
};

/** Each day of a calendar is looked at once, minute by minute. */
const memory = new Map<string, Map<Ms, readonly boolean[]>>();
const workingMinute = (layers: readonly CalendarDefinition[]): ((minute: Ms) => boolean) => {
  const key = JSON.stringify(layers.map((layer) => [layer.id, layer.days]));
  const days = memory.get(key) ?? new Map<Ms, readonly boolean[]>();
  memory.set(key, days);
  return (minute) => {
    const day = Math.floor(minute / DAY) * DAY;
    const minutes =
      days.get(day) ??
      Array.from({ length: 1440 }, (_, i) => oracleWorkingMinutes(layers, day + i * MINUTE, day + (i + 1) * MINUTE) === 1);
    days.set(day, minutes);
    return minutes[(minute - day) / MINUTE] as boolean;
  };
};
