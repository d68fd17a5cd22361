import { join } from 'node:path';
import type { StoredEvent } from '@lien-thong/event-store';
import { ReadModel } from '@lien-thong/read-model';
import { type Applicant, KeyMissing } from '@lien-thong/security';
import { type Engine, KEPT_DOSSIERS } from './engine.js';

/** The views of this process, in their disposable file; search tokens come from the unsealed applicant, keyed. */
export const openViews = (engine: Engine): ReadModel =>
  new ReadModel({
    file: join(engine.config.dataDir, 'views.sqlite'),
    keptDossiers: KEPT_DOSSIERS,
    store: engine.store,
    searchTokensOf: (event) => searchTokensOf(engine, event),
  });

/** Null where the event names no applicant. An erased person has no tokens; one whose key is lost cannot be found either. */
const searchTokensOf = async (engine: Engine, event: StoredEvent): Promise<string[] | null> => {
  try {
    const personal = await engine.personalOf(event);
    const applicant = personal?.applicant as Applicant | undefined;
    return applicant === undefined ? null : [...engine.blindIndex.tokensOf(applicant)];
  } catch (error) {
    if (error instanceof KeyMissing) return null;
    throw error;
  }
};
