import { randomUUID } from 'node:crypto';
import type { Engine } from '@lien-thong/engine';
import type { Principal } from '@lien-thong/security';
import type { FastifyRequest } from 'fastify';
import { Problem } from '../problems/problem.js';

/** What makes a repeat known: the command's id, and the keyed hash of what was asked. */
export interface CommandIdentity {
  readonly commandId: string;
  readonly bodyHash: string;
  readonly dryRun: boolean;
}

/**
 * The identity of a command from its `Idempotency-Key`: scoped to the caller's agency and the path, and hashed with a
 * secret of the installation. A dry run needs no key, for it records nothing.
 */
export const commandIdentity = (engine: Engine, request: FastifyRequest, caller: Principal, path: string): CommandIdentity => {
  const { dryRun: wanted, ...query } = request.query as Record<string, unknown>;
  const dryRun = wanted === 'true' || wanted === '';
  if (wanted !== undefined && !dryRun && wanted !== 'false') throw new Problem('parameter-invalid', { pointer: '/dryRun' });
  const bodyHash = engine.secrets.bodyHash({ body: request.body ?? null, query });
  if (dryRun) return { commandId: randomUUID(), bodyHash, dryRun };
  return { commandId: engine.secrets.idFor('command', caller.agency, path, idempotencyKey(request)), bodyHash, dryRun };
};

export const idempotencyKey = (request: FastifyRequest): string => {
  const key = request.headers['idempotency-key'];
  if (key === undefined || key === '') throw new Problem('idempotency-key-required');
  if (typeof key !== 'string' || !/^[\x20-\x7e]{1,200}$/.test(key)) throw new Problem('idempotency-key-invalid');
  return key;
};

/** `If-Match: "<revision>"`; anything else is no revision that could ever match. */
export const ifMatch = (request: FastifyRequest): number | undefined => {
  const header = request.headers['if-match'];
  if (header === undefined || header === '*') return undefined;
  const revision = /^(?:W\/)?"(\d{1,15})"$/.exec(header)?.[1];
  return revision === undefined ? Number.MAX_SAFE_INTEGER : Number(revision);
};
