import { createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import type { Instant } from '@lien-thong/calendar';
import { canonicalJson } from '@lien-thong/security';
import type { StreamHead } from '../log-scan.js';
import { merkleRoot } from './merkle.js';

/** Where a log stood: everything in it is fixed by these few values, for each hash covers all of its stream before it. */
export interface Statement {
  readonly format: 'lien-thong-heads/1';
  readonly at: Instant;
  /** Of the last event, as the store counted that held the log then. */
  readonly position: string | null;
  readonly events: number;
  readonly streams: number;
  /** Merkle root over the heads of all streams. */
  readonly root: string;
  /** How many keys were destroyed, and the Merkle root over the names of their streams. */
  readonly destroyed: number;
  readonly destroyedRoot: string;
}

export interface SignedStatement {
  readonly statement: Statement;
  /** Ed25519, 32 bytes, base64url. */
  readonly publicKey: string;
  /** Over `lien-thong-heads/1`, a line feed and the RFC 8785 form of the statement; base64url. */
  readonly signature: string;
}

/** What a statement is about: it says that these, and no others, were the heads and the destroyed keys. */
export interface Heads {
  readonly streams: ReadonlyMap<string, StreamHead>;
  readonly destroyed: readonly string[];
}

/** The heads' part of a statement. */
export const digested = ({ streams, destroyed }: Heads): Pick<Statement, 'streams' | 'root' | 'destroyed' | 'destroyedRoot'> => ({
  streams: streams.size,
  root: merkleRoot(sorted(streams.keys()).map((stream) => leafOf(stream, streams.get(stream) as StreamHead))),
  destroyed: destroyed.length,
  destroyedRoot: merkleRoot(sorted(destroyed)),
});

const leafOf = (stream: string, { revision, hash }: StreamHead): string => canonicalJson([stream, revision, hash]);

/** By the bytes of the names in UTF-8, as key stores order them. */
export const sorted = (names: Iterable<string>): string[] =>
  [...names]
    .map((name) => ({ name, bytes: Buffer.from(name) }))
    .sort((a, b) => Buffer.compare(a.bytes, b.bytes))
    .map(({ name }) => name);

export const signed = (statement: Statement, signingKey: KeyObject): SignedStatement => ({
  statement,
  publicKey: publicKeyOf(signingKey),
  signature: sign(null, messageOf(statement), signingKey).toString('base64url'),
});

/** The installation's public key as auditors note it: Ed25519, base64url. */
export const publicKeyOf = (signingKey: KeyObject): string => String(createPublicKey(signingKey).export({ format: 'jwk' }).x);

/** Was it signed by this key? */
export const isSignedBy = (publicKey: string, { statement, signature }: SignedStatement): boolean => {
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: publicKey }, format: 'jwk' });
  return verify(null, messageOf(statement), key, Buffer.from(signature, 'base64url'));
};

const messageOf = (statement: Statement): Buffer => Buffer.from(`lien-thong-heads/1\n${canonicalJson(statement)}`, 'utf8');
