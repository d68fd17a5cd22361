import type { NewEvent, StoredEvent } from '@lien-thong/event-store';
import type { LogSource } from '../log-source.js';

/** What one command recorded in one stream, as it was appended: together. */
export interface RecordedCommand {
  readonly stream: string;
  /** Of its first event. */
  readonly revision: number;
  readonly events: readonly NewEvent[];
  /** Of its last event, where it was read. */
  readonly position: string;
}

/** The log command by command, in its order. A command that a page's end cuts in two is put together again. */
export async function* recordedCommands(source: LogSource): AsyncGenerator<RecordedCommand> {
  let together: StoredEvent[] = [];
  for await (const page of source.pages())
    for (const event of page) {
      if (together.length > 0 && !continues(together.at(-1) as StoredEvent, event)) {
        yield commandOf(together);
        together = [];
      }
      together.push(event);
    }
  if (together.length > 0) yield commandOf(together);
}

const continues = (before: StoredEvent, event: StoredEvent): boolean =>
  event.stream === before.stream &&
  event.revision === before.revision + 1 &&
  event.metadata.commandId === before.metadata.commandId;

const commandOf = (together: readonly StoredEvent[]): RecordedCommand => {
  const [first, last] = [together[0], together.at(-1)] as [StoredEvent, StoredEvent];
  return { stream: first.stream, revision: first.revision, events: together.map(newEvent), position: last.position };
};

const newEvent = ({ id, type, data, metadata }: StoredEvent): NewEvent => ({ id, type, data, metadata });
