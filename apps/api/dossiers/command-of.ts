import type { Actor, DossierCommand } from '@lien-thong/domain';
import type { DossierCommandType, TaskCommandType } from '@lien-thong/security';
import { validated } from '../bodies/validated.js';
import { Problem } from '../problems/problem.js';
import { COMMAND_DATA, CommandBody, type RequestCorrectionData, TASK_DATA } from './bodies.js';

/** A command as the contract has it, checked, as the dossier decides it. */
export interface Asked<T extends string> {
  readonly type: T;
  command(commandId: string, by: Actor): DossierCommand;
}

export const dossierCommand = (body: unknown): Asked<DossierCommandType> => {
  const { type, envelope, data } = parsed(body, COMMAND_DATA);
  return {
    type,
    command: (commandId, by) => ({ type, ...domainData(type, data), ...envelope, commandId, by }) as DossierCommand,
  };
};

export const taskCommand = (task: string, body: unknown): Asked<TaskCommandType> => {
  const { type, envelope, data } = parsed(body, TASK_DATA);
  return { type, command: (commandId, by) => ({ type, ...data, task, ...envelope, commandId, by }) as DossierCommand };
};

const parsed = <K extends string>(body: unknown, table: Readonly<Record<K, new () => object>>) => {
  const envelope = validated(CommandBody, body);
  if (!Object.hasOwn(table, envelope.type))
    throw new Problem('command-unknown', { pointer: '/type', allowed: Object.keys(table) });
  const type = envelope.type as K;
  // Plain objects, however deep: the log takes no instances of a class.
  const data = structuredClone(validated(table[type], envelope.data, '/data'));
  const { occurredAt, evidence } = envelope;
  return {
    type,
    data,
    envelope: {
      ...(occurredAt === undefined ? {} : { occurredAt }),
      ...(evidence === undefined ? {} : { evidence: { ...evidence } }),
    },
  };
};

/** The domain keeps the claimed time of a correction apart from the time of the request. */
const domainData = (type: DossierCommandType, data: object): object => {
  if (type !== 'request-correction') return data;
  const { eventId, occurredAt } = data as RequestCorrectionData;
  return { eventId, claimedAt: occurredAt };
};
