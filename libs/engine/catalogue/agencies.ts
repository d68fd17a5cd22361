import type { Day } from '@lien-thong/calendar';
import { type Agency, type Decider, type Event, Refusal } from '@lien-thong/domain';
import { canonicalJson } from '@lien-thong/security';

/** The agency directory: one stream per agency, the newest entry counts. */
export type AgencyEvent = Event<'AgencyRegistered', Agency>;
export interface RegisterAgency {
  readonly type: 'register-agency';
  readonly agency: Agency;
}

export const agencyDecider: Decider<RegisterAgency, Agency | null, AgencyEvent> = {
  initial: null,
  decide: ({ agency }, known, recordedAt) => {
    if (agency.validTo !== null && agency.validTo < agency.validFrom)
      throw new Refusal('validity-invalid', { pointer: '/validTo', validFrom: agency.validFrom, validTo: agency.validTo });
    const same = known !== null && canonicalJson(known) === canonicalJson(agency);
    return { occurredAt: recordedAt, events: same ? [] : [{ type: 'AgencyRegistered', data: agency }] };
  },
  evolve: (_known, event) => event.data,
};

export class Agencies {
  readonly #byCode = new Map<string, Agency>();

  apply(agency: Agency): void {
    this.#byCode.set(agency.code, agency);
  }
  get(code: string): Agency | undefined {
    return this.#byCode.get(code);
  }
  all(): Agency[] {
    return [...this.#byCode.values()].sort((a, b) => (a.code < b.code ? -1 : 1));
  }
  /** Every agency that serves the party for the procedure on that day. */
  serving(party: string, procedure: string, day: Day): Agency[] {
    return this.all().filter((a) => {
      const serves = Object.hasOwn(a.serves, party) ? a.serves[party] : undefined;
      const valid = a.validFrom <= day && (a.validTo === null || day <= a.validTo);
      return valid && serves !== undefined && (serves.includes('*') || serves.includes(procedure));
    });
  }
}
