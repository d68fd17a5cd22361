import { frozen } from './frozen.js';
import schema from './schema/lien-thong-procedure-1.schema.json' with { type: 'json' };

/** The format as a JSON Schema (draft 2020-12), for editors and for the first look at a definition. */
export const PROCEDURE_SCHEMA: Readonly<Record<string, unknown>> = frozen(schema);
