import { application } from './application.js';
import type { Clerk, Reply } from './office.js';

/** Vietnamese clock time of the year in which the stories play: `at('03-02 08:00')`. */
export const at = (time: string): string => `2026-${time.replace(' ', 'T')}${time.length === 11 ? ':00' : ''}+07:00`;

/** The answer of something that has to go well. */
export const accepted = ({ status, body }: Reply): any => {
  if (status < 200 || status > 299) throw new Error(`${status}: ${JSON.stringify(body)}`);
  return body;
};

/** What a refusal says, briefly. */
export const refusal = ({ status, body }: Reply): [status: number, code: string] => [status, body?.code];

export interface CommandEnvelope {
  readonly occurredAt?: string;
  readonly evidence?: object;
}

export const command = (
  clerk: Clerk,
  dossier: string,
  type: string,
  data: object = {},
  envelope: CommandEnvelope = {},
  headers?: Record<string, string>,
) => clerk.post(`/dossiers/${dossier}/commands`, { type, data, ...envelope }, headers);

/** A command that has to go well. */
export const tell = async (clerk: Clerk, dossier: string, type: string, data: object = {}, envelope: CommandEnvelope = {}) =>
  accepted(await command(clerk, dossier, type, data, envelope));

/** An action that has to go well. */
export const act = (clerk: Clerk, dossier: string, action: string, facts?: object, envelope: CommandEnvelope = {}) =>
  tell(clerk, dossier, 'take-action', { action, ...(facts ? { facts } : {}) }, envelope);

export const receive = async (
  desk: Clerk,
  procedure: string,
  change: object = {},
): Promise<{ readonly id: string; readonly code: string } & Record<string, any>> =>
  accepted(await desk.post('/dossiers', application(procedure, change)));

export const read = async (clerk: Clerk, dossier: string, what = ''): Promise<any> =>
  accepted(await clerk.get(`/dossiers/${dossier}${what}`));

export interface EventSeen {
  readonly id: string;
  readonly revision: number;
  readonly type: string;
  readonly occurredAt: string;
  readonly recordedAt: string;
  readonly actor: { readonly subject: string; readonly agency: string };
  readonly data: any;
}

export const eventsOf = async (clerk: Clerk, dossier: string): Promise<EventSeen[]> =>
  (await read(clerk, dossier, '/events')).data;

/** The events of some types, in the order of the log. */
export const eventsNamed = async (clerk: Clerk, dossier: string, ...types: string[]): Promise<EventSeen[]> =>
  (await eventsOf(clerk, dossier)).filter(({ type }) => types.includes(type));

export const deadlineOf = async (clerk: Clerk, dossier: string, id: string): Promise<any> =>
  (await read(clerk, dossier, '/deadlines')).data.find((deadline: { id: string }) => deadline.id === id);

export const stepOf = (page: any, id: string): any => page.steps.find((step: { id: string }) => step.id === id);

export const sum = (numbers: readonly number[]): number => numbers.reduce((total, n) => total + n, 0);

const ANNOUNCEMENTS = /^(StepEntered|StepLeft|Deadline.*|Clock.*|DueDateRevised|Cause.*)$/;
/** The names of what happened, without what the engine announced of it. */
export const storyOf = async (clerk: Clerk, dossier: string): Promise<string[]> =>
  (await eventsOf(clerk, dossier)).map(({ type }) => type).filter((type) => !ANNOUNCEMENTS.test(type));
