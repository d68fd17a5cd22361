import { type Dossier, type DossierEvent, encode, type Recorded } from '@lien-thong/domain';
import { dossierStream, type Engine } from '@lien-thong/engine';
import { type Outcome, RevisionMismatch } from '@lien-thong/event-store';
import type { FastifyReply } from 'fastify';
import type { CommandIdentity } from '../access/idempotency.js';
import { writtenAt } from '../http/position.js';
import { Problem } from '../problems/problem.js';
import { answeredAt, dossierView, eventViews } from './presenter.js';

type Driven = Outcome<Dossier, DossierEvent>;

/** Waits for a command's outcome and sets what the answer's head says of it: revision, replay, dry run. */
export const driven = async (
  engine: Engine,
  reply: FastifyReply,
  identity: CommandIdentity,
  running: Promise<Driven>,
): Promise<Driven> => {
  const outcome = await withMissedEvents(engine, running);
  if (identity.dryRun) {
    reply.status(200);
    return outcome;
  }
  reply.header('ETag', `"${outcome.revision}"`);
  writtenAt(reply, outcome.position);
  if (outcome.repeated) reply.header('Idempotency-Replayed', 'true');
  return outcome;
};

/** What a command answers: its events as recorded, and the dossier as it was right after them. */
export const commandAnswer = async (
  engine: Engine,
  identity: CommandIdentity,
  { state, revision, position, events }: Driven,
) => ({
  commandId: identity.commandId,
  revision,
  position,
  events: identity.dryRun ? events.map(foreseen) : await stored(engine, state.id, events),
  dossier: await dossierView(engine, state, answeredAt(events, engine.clock.now())),
});

/** An event that would be recorded, under the name that it would have in the log. */
const foreseen = (event: Recorded<DossierEvent>) => {
  const { personal: _personal, bodyHash: _bodyHash, ...shown } = event;
  return { ...shown, ...encode(event) };
};

const stored = async (engine: Engine, id: string, events: readonly { readonly revision: number }[]) => {
  const from = events[0]?.revision;
  return from === undefined
    ? []
    : eventViews(engine, await engine.store.readStream(dossierStream(id), { from, limit: events.length }));
};

/** 412 says what the caller missed, as the events route would have. */
const withMissedEvents = async <T>(engine: Engine, running: Promise<T>): Promise<T> => {
  try {
    return await running;
  } catch (error) {
    if (!(error instanceof RevisionMismatch)) throw error;
    const from = error.missedEvents[0]?.revision;
    const missed =
      from === undefined ? [] : await engine.store.readStream(error.stream, { from, limit: error.missedEvents.length });
    throw new Problem('revision-mismatch', {
      currentRevision: error.currentRevision,
      missedEvents: await eventViews(engine, missed),
    });
  }
};
