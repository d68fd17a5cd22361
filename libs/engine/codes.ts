import { type Day, toText } from '@lien-thong/calendar';
import { type Actor, Refusal } from '@lien-thong/domain';
import { type EventStore, eventIdOf, WrongExpectedRevision } from '@lien-thong/event-store';
import { chainedEvent } from './chained-event.js';

/** `<agency>-<yyMMdd>-<serial>`; a caller may bring an existing one (ruling 36). */
export const DOSSIER_CODE = /^[A-Za-z0-9.]{2,40}-\d{6}-\d{4,}$/;

/**
 * The codes of dossiers. Each code is a stream of its own, so that two dossiers can never have the same one and a code leads
 * to its dossier with one read. Serials run per agency and day; a gap (a receipt that failed half-way) does no harm.
 */
export class DossierCodes {
  /** The next serial to try, per agency and day. */
  readonly #next = new Map<string, number>();

  constructor(
    private readonly store: EventStore,
    private readonly now: () => number,
  ) {}

  async dossierOf(code: string): Promise<string | null> {
    const [event] = await this.store.readStream(streamOf(code), { limit: 1 });
    return event ? (event.data as { dossier: string }).dossier : null;
  }

  /** Takes the code that a caller brought. */
  async take(code: string, dossier: string, actor: Actor): Promise<string> {
    if (await this.#reserve(code, dossier, actor)) return code;
    throw new Refusal('code-taken', { pointer: '/code', taken: code });
  }

  /** Takes the next code of an agency's day. */
  async next(agency: string, day: Day, dossier: string, actor: Actor): Promise<string> {
    const prefix = `${agency}-${day.slice(2).replaceAll('-', '')}`;
    if (!this.#next.has(prefix)) {
      const known = await this.#lastSerial(prefix);
      if (!this.#next.has(prefix)) this.#next.set(prefix, known + 1);
    }
    for (;;) {
      const serial = this.#next.get(prefix) ?? 1;
      this.#next.set(prefix, serial + 1);
      const code = codeOf(prefix, serial);
      if (await this.#reserve(code, dossier, actor)) return code;
    }
  }

  async #reserve(code: string, dossier: string, actor: Actor): Promise<boolean> {
    const stream = streamOf(code);
    const at = toText(this.now());
    const id = eventIdOf(`${dossier}/${code}`, 0);
    const data = { dossier };
    const event = chainedEvent({ stream, after: null, id, commandId: id, type: 'CodeAssigned', at, actor, data });
    try {
      await this.store.append(stream, 'no-stream', [event]);
      return true;
    } catch (error) {
      if (error instanceof WrongExpectedRevision) return false;
      throw error;
    }
  }

  /** Doubles up to a free serial, then halves: a few reads, once per agency and day after a start. */
  async #lastSerial(prefix: string): Promise<number> {
    const taken = async (serial: number): Promise<boolean> =>
      (await this.store.readStream(streamOf(codeOf(prefix, serial)), { limit: 1 })).length > 0;
    let high = 1;
    while (await taken(high)) high *= 2;
    let low = high >> 1;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (await taken(middle)) low = middle;
      else high = middle;
    }
    return low;
  }
}

const streamOf = (code: string): string => `code-${code}`;
const codeOf = (prefix: string, serial: number): string => `${prefix}-${String(serial).padStart(4, '0')}`;
