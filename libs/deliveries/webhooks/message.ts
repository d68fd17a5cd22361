import { randomBytes } from 'node:crypto';
import type { Actor } from '@lien-thong/domain';
import type { StoredEvent } from '@lien-thong/event-store';
import { Webhook } from 'standardwebhooks';

/** A new signing secret in the form of Standard Webhooks: 32 random bytes. */
export const newSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`;

/**
 * An event as a webhook tells it: the item of the feed without anything of a person. What was sealed is left out, and of the
 * official who acted only agency and roles are told; whoever may know more reads the dossier.
 */
export const dossierMessage = (event: StoredEvent, dossier: { readonly id: string; readonly code: string }): string => {
  const { id, type, revision, position, metadata } = event;
  const { occurredAt, recordedAt, hash, prevHash } = metadata;
  const { sealed: _sealed, ...data } = event.data as Record<string, unknown>;
  const item = { position, dossier, revision, id, type, occurredAt, recordedAt, actor: impersonal(metadata.actor), data };
  return JSON.stringify({ type, timestamp: occurredAt, data: { ...item, hash, prevHash } });
};

/** A test: it says which endpoint was meant. */
export const pingMessage = ({ type, metadata }: StoredEvent, endpoint: string): string =>
  JSON.stringify({ type, timestamp: metadata.occurredAt, data: { endpoint } });

const impersonal = ({ subject, agency, roles }: Actor): object =>
  subject === 'system' ? { subject, agency, roles } : { agency, roles };

/**
 * The headers of Standard Webhooks, signed with every secret that is valid now. `id` stays the same however often it is sent.
 * Receivers compare the timestamp with their own clocks: `at` (milliseconds) is the wall clock's.
 */
export const signedHeaders = (
  secrets: readonly string[],
  id: string,
  body: string,
  at: number = Date.now(),
): Record<string, string> => ({
  'content-type': 'application/json',
  'user-agent': 'lien-thong-webhooks/1',
  'webhook-id': id,
  'webhook-timestamp': String(Math.floor(at / 1000)),
  'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(id, new Date(at), body)).join(' '),
});
