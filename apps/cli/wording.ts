import type { Engine } from '@lien-thong/engine';
import type { StoredEvent } from '@lien-thong/event-store';
import { type Applicant, KeyMissing, type MaskedApplicant, masked } from '@lien-thong/security';
import type { Words } from './cli-failure.js';

export const both = ({ vi, en }: Words): string => (vi === en ? vi : `${vi} / ${en}`);

/** `2026-03-02 08:00:00`, Vietnamese time, as everything that is printed. */
export const clockTime = (instant: string | null): string => (instant === null ? '–' : instant.slice(0, 19).replace('T', ' '));

/** `3 d 2 h 15 min` of working days of eight hours. */
export const duration = (minutes: number): string => {
  const parts = [`${Math.floor(minutes / 480)} d`, `${Math.floor((minutes % 480) / 60)} h`, `${minutes % 60} min`].filter(
    (p) => !p.startsWith('0 '),
  );
  return parts.length === 0 ? '0 min' : parts.join(' ');
};

export interface Sealed {
  /** What stands sealed in the event, by name: its text is not printed. */
  readonly names: readonly string[];
  readonly applicant: MaskedApplicant | null;
  readonly erased: boolean;
}

/** What an event keeps sealed. The applicant is masked; of other texts only the names are told. */
export const sealedIn = async (engine: Engine, event: StoredEvent): Promise<Sealed | null> => {
  if ((event.data as { sealed?: string }).sealed === undefined) return null;
  const personal = await openedOf(engine, event);
  if (personal === null) return { names: [], applicant: null, erased: true };
  const { applicant, ...rest } = personal;
  return { names: Object.keys(rest).sort(), applicant: applicant ? masked(applicant as Applicant) : null, erased: false };
};

const openedOf = async (engine: Engine, event: StoredEvent): Promise<Readonly<Record<string, unknown>> | null> => {
  try {
    return await engine.personalOf(event);
  } catch (error) {
    if (error instanceof KeyMissing) return null;
    throw error;
  }
};
