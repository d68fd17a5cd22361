import { comparePositions, type StoredEvent, verifyChain } from '@lien-thong/event-store';
import type { Acknowledgement } from './acknowledgements.js';

/** What the judge has before it: the whole log, what was acknowledged, and how many requests are still without an answer. */
export interface Case {
  readonly log: readonly StoredEvent[];
  readonly acknowledged: readonly Acknowledgement[];
  readonly unanswered: number;
}

interface Command {
  readonly stream: string;
  readonly first: StoredEvent;
  readonly last: StoredEvent;
}

export const isOfClient = ({ metadata }: Pick<StoredEvent, 'metadata'>): boolean => metadata.actor.subject.startsWith('client-');

/** Every way in which the log and the clients' own log differ, in words; none when all is well. */
export const judge = ({ log, acknowledged, unanswered }: Case): string[] => {
  const faults: string[] = [];
  const streams = byStream(log);
  const commands = commandsOf(log, faults);
  const claimed = new Map<string, string>();
  const latest = new Map<string, StoredEvent>();

  for (const [stream, events] of streams) {
    const verdict = verifyChain(events);
    if (!verdict.ok) faults.push(`${stream}: ${verdict.fault} at ${verdict.revision}`);
  }
  for (const [index, event] of log.entries())
    if (index > 0 && comparePositions((log[index - 1] as StoredEvent).position, event.position) >= 0)
      faults.push(`position ${event.position} does not rise`);

  for (const answer of acknowledged) {
    const events = streams.get(`dossier-${answer.dossier}`) ?? [];
    const last = events[answer.revision];
    if (last === undefined || missing(answer, events)) {
      faults.push(`lost: ${answer.key} of ${answer.client}, dossier ${answer.dossier}, revision ${answer.revision}`);
      continue;
    }
    const { commandId } = last.metadata;
    if (answer.commandId !== null && answer.commandId !== commandId)
      faults.push(`another command stands where ${answer.key} was acknowledged`);
    if (commands.get(commandId)?.last !== last) faults.push(`${answer.key} was acknowledged in its middle`);
    const owner = claimed.get(commandId);
    if (owner !== undefined && owner !== answer.key) faults.push(`one command for two keys: ${owner} and ${answer.key}`);
    if (owner !== undefined) continue;
    claimed.set(commandId, answer.key);
    const before = latest.get(answer.client);
    if (before !== undefined && comparePositions(before.position, last.position) >= 0)
      faults.push(`${answer.key} of ${answer.client} stands before what was acknowledged earlier`);
    latest.set(answer.client, last);
  }
  const keys = new Set(acknowledged.map(({ key }) => key));
  if (keys.size !== claimed.size && faults.length === 0)
    faults.push(`${keys.size} keys were acknowledged, and ${claimed.size} commands stand for them`);
  const unclaimed = [...commands].filter(([id, { first }]) => isOfClient(first) && !claimed.has(id));
  if (unclaimed.length > unanswered)
    faults.push(`${unclaimed.length} commands that nobody was told of, with ${unanswered} requests unanswered`);
  return faults;
};

const byStream = (log: readonly StoredEvent[]): Map<string, StoredEvent[]> => {
  const streams = new Map<string, StoredEvent[]>();
  for (const event of log) {
    const events = streams.get(event.stream);
    if (events === undefined) streams.set(event.stream, [event]);
    else events.push(event);
  }
  return streams;
};

const missing = ({ events }: Acknowledgement, stored: readonly StoredEvent[]): boolean =>
  events.some(({ id, revision }) => stored[revision]?.id !== id);

/** The commands on dossiers. The events of one stand side by side, once. */
const commandsOf = (log: readonly StoredEvent[], faults: string[]): Map<string, Command> => {
  const commands = new Map<string, Command>();
  for (const event of log) {
    if (!event.stream.startsWith('dossier-')) continue;
    const { commandId } = event.metadata;
    const known = commands.get(commandId);
    if (known !== undefined && (known.stream !== event.stream || known.last.revision + 1 !== event.revision))
      faults.push(`doubled: command ${commandId} in ${event.stream} at ${event.revision}`);
    commands.set(commandId, { stream: event.stream, first: known?.first ?? event, last: event });
  }
  return commands;
};
