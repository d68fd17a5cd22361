import { randomUUID } from 'node:crypto';
import { toText } from '@lien-thong/calendar';
import type { Actor } from '@lien-thong/domain';
import { type EventStore, eventIdOf, type StoredEvent, WrongExpectedRevision } from '@lien-thong/event-store';
import type { Sealer } from '@lien-thong/security';
import { chainedEvent } from './chained-event.js';

/** Who read the personal data of a dossier unmasked, when, which fields, and for what purpose. */
export interface Access {
  readonly at: string;
  readonly subject: string;
  readonly agency: string;
  readonly dossier: string;
  readonly fields: readonly string[];
  readonly purpose: string | null;
}

/** The access records: a stream per dossier, chained like every other. The purpose is free text, and so sealed. */
export class Accesses {
  constructor(
    private readonly store: EventStore,
    private readonly sealer: Sealer,
    private readonly now: () => number,
  ) {}

  async record(dossier: string, actor: Actor, fields: readonly string[], purpose: string): Promise<void> {
    const stream = `access-${dossier}`;
    const commandId = randomUUID();
    const id = eventIdOf(commandId, 0);
    const sealed = await this.sealer.seal(`dossier-${dossier}`, id, { purpose }, false);
    for (;;) {
      const [last] = await this.store.readStream(stream, { direction: 'backwards', limit: 1 });
      const at = toText(this.now());
      const data = { dossier, fields: [...fields], sealed };
      const event = chainedEvent({ stream, after: last ?? null, id, commandId, type: 'PersonalDataRead', at, actor, data });
      try {
        await this.store.append(stream, last?.revision ?? 'no-stream', [event]);
        return;
      } catch (error) {
        if (!(error instanceof WrongExpectedRevision)) throw error;
      }
    }
  }

  async ofDossier(dossier: string, limit: number): Promise<Access[]> {
    const events = await this.store.readStream(`access-${dossier}`, { direction: 'backwards', limit });
    return Promise.all(events.map((event) => this.#access(event)));
  }

  async #access(event: StoredEvent): Promise<Access> {
    const { dossier, fields, sealed } = event.data as { dossier: string; fields: string[]; sealed: string };
    const personal = await this.sealer.open(`dossier-${dossier}`, event.id, sealed);
    const { actor, recordedAt } = event.metadata;
    return {
      at: recordedAt,
      subject: actor.subject,
      agency: actor.agency,
      dossier,
      fields,
      purpose: (personal?.purpose as string | undefined) ?? null,
    };
  }
}
