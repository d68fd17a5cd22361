import { type CalendarDefinition, type Instant, type WorkingCalendar } from '@lien-thong/calendar';
import { type DeadlinePage, type Dossier, deadlinePages, type Rules } from '@lien-thong/domain';
import { differences, openDossiers, reaches, receivedDossiers } from './calendar-adoption.js';
import type { Engine } from './engine.js';

/** One deadline, as it is and as it would be. */
export interface DeadlineImpact {
  readonly id: string;
  readonly kind: DeadlinePage['kind'];
  readonly step: string | null;
  readonly agency: string | null;
  readonly before: DeadlineOutlook;
  readonly after: DeadlineOutlook;
}

export interface DeadlineOutlook {
  readonly dueAt: Instant | null;
  readonly state: DeadlinePage['state'];
  readonly provisional: boolean;
}

export interface DossierImpact {
  readonly dossier: { readonly id: string; readonly code: string };
  readonly deadlines: readonly DeadlineImpact[];
}

/** Every open dossier whose deadlines would move if a layer were as given. Nothing is recorded. */
export async function* impactOf(engine: Engine, changed: CalendarDefinition): AsyncGenerator<DossierImpact> {
  const imagined = new Map(
    engine.catalogue.calendars.restingOn(changed.id).map((id) => [id, engine.catalogue.calendars.imagined(id, changed)]),
  );
  const rules = imagining(engine.rules, imagined);
  const now = engine.clock.now();
  const adopting = wouldAdopt(engine, imagined);
  for await (const dossier of openDossiers(engine, receivedDossiers(engine))) {
    const after = adopting(dossier);
    if (after === dossier) continue;
    const deadlines = moved(deadlinePages(dossier, engine.rules, now), deadlinePages(after, rules, now));
    if (deadlines.length > 0) yield { dossier: { id: dossier.id, code: dossier.code }, deadlines };
  }
}

const imagining = (rules: Rules, imagined: ReadonlyMap<string, WorkingCalendar>): Rules => ({
  ...rules,
  calendar: (id, revision) =>
    imagined.get(id)?.revision === revision ? (imagined.get(id) as WorkingCalendar) : rules.calendar(id, revision),
});

/** The dossier with the imagined calendars pinned where they touch it; itself where none does. */
const wouldAdopt = (
  { catalogue: { calendars } }: Engine,
  imagined: ReadonlyMap<string, WorkingCalendar>,
): ((dossier: Dossier) => Dossier) => {
  const differ = differences();
  return (dossier) => {
    const touched = Object.entries(dossier.calendars).flatMap(([id, pinned]): [string, string][] => {
      const after = imagined.get(id);
      return after && reaches(dossier, differ(calendars.get(id, pinned), after)) ? [[id, after.revision]] : [];
    });
    return touched.length === 0 ? dossier : { ...dossier, calendars: { ...dossier.calendars, ...Object.fromEntries(touched) } };
  };
};

const moved = (before: readonly DeadlinePage[], after: readonly DeadlinePage[]): DeadlineImpact[] =>
  before.flatMap((was) => {
    const will = after.find(({ id }) => id === was.id);
    if (will === undefined || JSON.stringify(outlook(was)) === JSON.stringify(outlook(will))) return [];
    const { id, kind, step, agency } = was;
    return [{ id, kind, step, agency, before: outlook(was), after: outlook(will) }];
  });

const outlook = ({ dueAt, state, provisional }: DeadlinePage): DeadlineOutlook => ({ dueAt, state, provisional });
