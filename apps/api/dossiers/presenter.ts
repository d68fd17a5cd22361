import { toMs } from '@lien-thong/calendar';
import { type Dossier, type DossierPage, dossierPage, type Text } from '@lien-thong/domain';
import { dossierScope, dossierStream, type Engine } from '@lien-thong/engine';
import type { StoredEvent } from '@lien-thong/event-store';
import { type Applicant, type DossierScope, lookUpSecretOf, masked } from '@lien-thong/security';

/** A dossier as the contract shows it: the page of its fold, and the applicant, masked. */
export type DossierView = DossierPage & { readonly applicant: object; readonly receipt?: { readonly secret: string } };

/** The agencies of a dossier as the policy sees them today. */
export const scopeOf = (dossier: Dossier, engine: Engine): DossierScope => dossierScope(dossier, engine.rules, engine.today());

export const dossierView = async (engine: Engine, dossier: Dossier, now: number, unmasked = false): Promise<DossierView> => {
  const page = dossierPage(dossier, engine.rules, now);
  const personal = await applicationOf(engine, dossier.id);
  if (personal === null) return { ...page, applicant: { name: '***', masked: true, erased: true } };
  const applicant = personal.applicant as Applicant;
  if (!unmasked) return { ...page, applicant: masked(applicant) };
  return {
    ...page,
    facts: { ...page.facts, ...((personal.facts ?? {}) as DossierPage['facts']) },
    applicant: { ...applicant, masked: false },
  };
};

/** With the secret for the look-up, which stands in the first answer and its replays only. */
export const receiptView = async (engine: Engine, dossier: Dossier, now: number): Promise<DossierView> => {
  const view = await dossierView(engine, dossier, now);
  const secret = await lookUpSecretOf(engine.keys, dossierStream(dossier.id));
  return secret === null ? view : { ...view, receipt: { secret } };
};

/** The personal part of the application; null once the person was erased. */
const applicationOf = async (engine: Engine, id: string): Promise<Readonly<Record<string, unknown>> | null> => {
  const [first] = await engine.store.readStream(dossierStream(id), { limit: 1 });
  return first ? engine.personalOf(first) : null;
};

export interface EventView {
  readonly revision: number;
  readonly id: string;
  readonly type: string;
  readonly occurredAt: string;
  readonly recordedAt: string;
  readonly actor: object;
  readonly data: unknown;
  readonly hash: string;
  readonly prevHash: string;
}

/** Recorded events with what was sealed in them: free texts readable, the applicant masked, the hash that of the sealed form. */
export const eventViews = (engine: Engine, events: readonly StoredEvent[]): Promise<EventView[]> =>
  Promise.all(events.map((event) => eventView(engine, event)));

export const eventView = async (engine: Engine, event: StoredEvent): Promise<EventView> => {
  const { actor, occurredAt, recordedAt, hash, prevHash } = event.metadata;
  return {
    revision: event.revision,
    id: event.id,
    type: event.type,
    occurredAt,
    recordedAt,
    actor,
    data: await shown(engine, event),
    hash,
    prevHash,
  };
};

const shown = async (engine: Engine, event: StoredEvent): Promise<unknown> => {
  const { sealed, ...data } = event.data as Record<string, unknown>;
  if (sealed === undefined) return data;
  const personal = await engine.personalOf(event);
  if (personal === null) return { ...data, erased: true };
  const { applicant, facts, items, evidenceReference, ...texts } = personal;
  return {
    ...data,
    ...texts,
    ...(items ? { items: zipped(data.items, items) } : {}),
    ...(evidenceReference ? { evidence: { ...(data.evidence as object), reference: evidenceReference } } : {}),
    ...(applicant ? { applicant: masked(applicant as Applicant) } : {}),
    ...(facts ? { facts: { ...(data.facts as object), ...Object.fromEntries(Object.keys(facts).map((k) => [k, '***'])) } } : {}),
  };
};

const zipped = (open: unknown, sealed: unknown): unknown =>
  Array.isArray(open) && Array.isArray(sealed) ? open.map((item, i) => ({ ...item, ...sealed[i] })) : open;

/** The instant of an answer: that of its last event, so that a replay shows the dossier as it was then. */
export const answeredAt = (events: readonly { readonly recordedAt: string }[], now: number): number => {
  const last = events.at(-1);
  return last ? toMs(last.recordedAt) : now;
};

/** The ground of the cause that stands: in the engine's words, or unsealed from the person's own. */
export const causeGround = async (engine: Engine, dossier: Dossier): Promise<Text | string | null> => {
  const events =
    dossier.cause === null ? [] : await engine.store.readStream(dossierStream(dossier.id), { limit: dossier.revision + 1 });
  const event = events.find((e) => e.id === dossier.cause?.event);
  if (!event) return null;
  const engineSays = (event.data as { grounds?: Text }).grounds;
  return engineSays ?? ((await engine.personalOf(event))?.ground as string | undefined) ?? null;
};
