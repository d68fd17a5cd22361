import type { Engine } from '@lien-thong/engine';
import type { StoredEvent } from '@lien-thong/event-store';
import type { Command } from '../command.js';
import { reading, streamOf } from '../opening.js';
import { clockTime, type Sealed, sealedIn } from '../wording.js';

export const dossierHistory: Command = {
  name: 'dossier history',
  usage: 'dossier history <id|code> [--json]',
  about: {
    vi: 'Mọi sự kiện đã ghi của một hồ sơ; người nộp được che',
    en: 'Every recorded event of a dossier; the applicant is masked',
  },
  options: { json: { type: 'boolean' } },
  takes: [1, 1],
  run: ({ positionals: [idOrCode], options }, { env, out }) =>
    reading(env, async (engine) => {
      const events = await engine.store.readStream(await streamOf(engine.store, idOrCode as string));
      if (options.json === true) out(JSON.stringify(await Promise.all(events.map((event) => asJson(engine, event))), null, 2));
      else for (const event of events) for (const line of lines(event, await sealedIn(engine, event))) out(line);
      return 0;
    }),
};

const asJson = async (engine: Engine, event: StoredEvent) => {
  const { revision, id, type, metadata } = event;
  const { occurredAt, recordedAt, actor, hash, prevHash } = metadata;
  const { sealed: _sealed, ...data } = event.data as Record<string, unknown>;
  const sealed = await sealedIn(engine, event);
  const shown =
    sealed === null
      ? data
      : {
          ...data,
          ...(sealed.applicant ? { applicant: sealed.applicant } : {}),
          sealed: sealed.erased ? 'erased' : sealed.names,
        };
  return { revision, id, type, occurredAt, recordedAt, actor, data: shown, hash, prevHash };
};

const lines = (event: StoredEvent, sealed: Sealed | null): string[] => {
  const { actor, occurredAt, recordedAt } = event.metadata;
  const who = actor.subject === 'system' ? 'system' : `${actor.subject} (${actor.agency})`;
  const happened = occurredAt === recordedAt ? [] : [`xảy ra / happened ${clockTime(occurredAt)}`];
  const facts = [...happened, ...factsOf(event.data as Record<string, unknown>), ...sealedFacts(sealed)].join(' · ');
  return [
    `${String(event.revision).padStart(4)}  ${clockTime(recordedAt)}  ${event.type}  ${who}`,
    ...(facts === '' ? [] : [`      ${facts}`]),
  ];
};

const SHOWN = [
  'code',
  'procedure',
  'channel',
  'action',
  'step',
  'target',
  'how',
  'result',
  'supplement',
  'deadline',
  'rung',
  'to',
  'dueAt',
  'promisedAt',
  'task',
  'number',
  'correction',
  'occurredAt',
  'cause',
  'agency',
];

const factsOf = (data: Readonly<Record<string, unknown>>): string[] =>
  SHOWN.flatMap((key) => {
    const value = data[key];
    if (typeof value !== 'string' && typeof value !== 'number') return [];
    return [`${key} ${key.endsWith('At') ? clockTime(String(value)) : value}`];
  });

const sealedFacts = (sealed: Sealed | null): string[] => {
  if (sealed === null) return [];
  if (sealed.erased) return ['‹đã xóa dữ liệu cá nhân / personal data erased›'];
  const { applicant, names } = sealed;
  const who = applicant
    ? [`người nộp / applicant ${[applicant.name, applicant.identifier, applicant.phone].filter(Boolean).join(', ')}`]
    : [];
  return [...who, ...(names.length > 0 ? [`‹niêm phong / sealed: ${names.join(', ')}›`] : [])];
};
