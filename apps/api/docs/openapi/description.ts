import type { Text } from '@lien-thong/domain';
import type { ProblemCode } from '../../problems/catalogue.js';
import type { Schema } from './schema.js';

export interface QueryParameter {
  readonly schema: Schema;
  readonly description?: string;
  readonly example?: unknown;
}
/** A body that the route takes as it stands: the spec sends it. */
export interface Example {
  readonly summary: string;
  readonly value: unknown;
}
export interface Answer {
  readonly status: number;
  readonly schema?: Schema;
  /** Where it is not JSON. */
  readonly type?: string;
}

/** What a route is for, in words, and what goes in and out. Everything that can be derived is derived in `document.ts`. */
export interface Description {
  readonly tag: string;
  readonly summary: Text;
  readonly notes?: string;
  readonly open?: true;
  /** A POST that records: idempotency key, dry run. `versioned`: it also takes If-Match and answers with an ETag. */
  readonly records?: 'once' | 'versioned';
  /** A read of one dossier: `asOf` and `validAt`. */
  readonly past?: true;
  /** A list: `limit`, `cursor`, `atLeast`. */
  readonly listed?: true;
  readonly query?: Readonly<Record<string, QueryParameter>>;
  readonly body?: { readonly schema: Schema; readonly examples: Readonly<Record<string, Example>> };
  readonly answer: Answer;
  readonly problems?: readonly ProblemCode[];
}

/** By `METHOD /template`, as Nest registers it. */
export type Descriptions = Readonly<Record<string, Description>>;
