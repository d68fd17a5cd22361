export { type Analysis, type AnalysisContext, analyse } from './analysis/analyse.js';
export type { Finding, FindingCode, Severity } from './analysis/findings.js';
export { civilStatusCopies, constructionPermit, criminalRecord, landChange } from './built-in.js';
export { type Catalogue, type CatalogueEntry, createCatalogue } from './catalogue.js';
export { ENGINE_EVENTS } from './engine-events.js';
export { hashOf } from './hash.js';
export { type Party, partiesOf } from './parties.js';
export { PROCEDURE_SCHEMA } from './schema.js';
