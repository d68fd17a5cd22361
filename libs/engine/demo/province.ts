import type { CalendarDefinition, Ms } from '@lien-thong/calendar';
import type { Actor, Agency } from '@lien-thong/domain';
import { NATION } from '../catalogue/calendars.js';
import { SYSTEM } from '../catalogue/catalogues.js';
import type { Engine } from '../engine.js';
import data from './data/agencies.json' with { type: 'json' };
import { OfficeDays } from './office-days.js';

/** The receiving agency of every demo dossier. */
export const DESK = 'H99.01';

/** Fills the directory and the province's layer of the calendar. What is there already is left as it is. */
export const openProvince = async (engine: Engine, anchor: Ms): Promise<number> => {
  const by = (name: string) => ({ commandId: engine.secrets.idFor('demo', name), actor: SYSTEM });
  const calendar = provinceCalendar(engine, anchor);
  await engine.catalogues.registerCalendar(calendar, by(`calendar/${calendar.id}`));
  for (const agency of AGENCIES) await engine.catalogues.registerAgency(agency, by(`agency/${agency.code}`));
  return AGENCIES.length;
};

const AGENCIES: readonly Agency[] = data.agencies.map(({ serves, kind, ...agency }) => ({
  ...agency,
  kind: kind as Agency['kind'],
  serves: Object.fromEntries(serves.map((party) => [party, ['*']])),
  validFrom: '2018-01-01',
  validTo: null,
  successor: null,
}));

/** Its one day off lies so many working days back, on a day on which the nation works. */
const provinceCalendar = (engine: Engine, anchor: Ms): CalendarDefinition => {
  const days = new OfficeDays(engine.catalogue.calendars.current(NATION), anchor);
  return {
    ...data.calendar,
    days: data.calendar.days.map(({ daysAgo, reason, document }) => ({
      date: days.day(-daysAgo),
      kind: 'off',
      reason,
      source: { document },
      confirmed: true,
    })),
  };
};

/** The parties of a procedure, bound by name: an agency that somebody else added changes nothing. */
export const partiesOf = (definition: {
  readonly parties: Readonly<Record<string, { readonly kind: string }>>;
}): Record<string, string> => {
  const bound = Object.entries(definition.parties).filter(([, { kind }]) => kind !== 'one-stop' && kind !== 'applicant');
  return Object.fromEntries(bound.map(([party]) => [party, AGENCIES.find((a) => party in a.serves)?.code ?? '']));
};

const STAFF: Readonly<Record<string, Omit<Actor, 'subject'>>> = data.staff;

export const officer = (subject: string): Actor => {
  const known = STAFF[subject];
  if (known === undefined) throw new Error(`nobody of the demo is called ${subject}`);
  return { subject, ...known };
};
