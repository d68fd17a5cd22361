import type { Event, Recorded } from '@lien-thong/domain';

/** The command id was used for another body. */
export class CommandReused extends Error {
  constructor(
    readonly stream: string,
    readonly commandId: string,
  ) {
    super(`command ${commandId} is in ${stream} with another body`);
    this.name = 'CommandReused';
  }
}

/** The caller meant another revision; these are the events that it had not seen. */
export class RevisionMismatch<E extends Event = Event> extends Error {
  constructor(
    readonly stream: string,
    readonly ifRevision: number,
    readonly currentRevision: number,
    readonly missedEvents: readonly Recorded<E>[],
  ) {
    super(`stream ${stream} is at revision ${currentRevision}, not ${ifRevision}`);
    this.name = 'RevisionMismatch';
  }
}

/** The race for the stream was lost every time. */
export class LostRaces extends Error {
  constructor(
    readonly stream: string,
    readonly attempts: number,
  ) {
    super(`lost the race for ${stream} ${attempts} times`);
    this.name = 'LostRaces';
  }
}

/** A poison event: its codec, upcaster or `evolve` cannot read it. The message holds no data of the event. */
export class UnreadableEvent extends Error {
  constructor(
    readonly stream: string,
    readonly revision: number,
    readonly type: string,
    cause: unknown,
  ) {
    super(`event ${revision} of ${stream} (${type}) cannot be read`, { cause });
    this.name = 'UnreadableEvent';
  }
}
