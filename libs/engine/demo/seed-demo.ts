import { dayOf, type Ms } from '@lien-thong/calendar';
import { civilStatusCopies, constructionPermit, criminalRecord, landChange } from '@lien-thong/procedures';
import { dossierStream, type Engine } from '../engine.js';
import { DemoProgress, type Seeded } from './demo-progress.js';
import { OfficeDays } from './office-days.js';
import { DESK, openProvince } from './province.js';
import { stories } from './story.js';
import { ToldDossier } from './told-dossier.js';

const PROCEDURES = [landChange, criminalRecord, civilStatusCopies, constructionPermit];
const WEEK_MS = 7 * 24 * 60 * 60 * 1000;

/**
 * One fictitious province and its office over the last weeks, up to now. Everything went through the domain at its own
 * instant, so it comes before anything that watches deadlines. Run again it adds nothing; broken off, it is completed.
 */
export const seedDemo = async (engine: Engine): Promise<Seeded> => {
  const progress = new DemoProgress(engine);
  const before = await progress.seeded();
  if (before !== null) return before;
  const today = await progress.start();
  for (const procedure of PROCEDURES) await engine.catalogues.registerBuiltIn(procedure);
  const agencies = await openProvince(engine, today);
  const seeded = { agencies, dossiers: await tellAll(engine, today) };
  await progress.finish(seeded);
  return seeded;
};

/** Week by week over all stories: the log is roughly in the order of time, and dossiers share its commits. */
const tellAll = async (engine: Engine, today: Ms): Promise<number> => {
  const calendar = engine.rules.calendarOf(DESK);
  const days = new OfficeDays(engine.rules.calendar(calendar.id, calendar.revision), today);
  const told = stories()
    .map((story) => new ToldDossier(engine, days, story))
    .filter((dossier) => dossier.beginsAt() <= today && isInForce(engine, dossier));
  // All keys in one transaction, before the first event that needs one.
  await Promise.all(told.map((dossier) => engine.keys.keyFor(dossierStream(dossier.id), true)));
  const first = Math.min(...told.map((dossier) => dossier.beginsAt()));
  for (let to = first + WEEK_MS; to < today; to += WEEK_MS) await Promise.all(told.map((dossier) => dossier.until(to)));
  await Promise.all(told.map((dossier) => dossier.until(today)));
  return told.length;
};

/** A sandbox clock may stand before a procedure begins: its dossiers are left out then. */
const isInForce = (engine: Engine, dossier: ToldDossier): boolean =>
  engine.rules.procedureInForce(dossier.story.procedure, dayOf(dossier.beginsAt())) !== undefined;
