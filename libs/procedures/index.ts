export { civilStatusCopies, constructionPermit, criminalRecord, landChange } from './built-in.js';
export { ENGINE_EVENTS } from './engine-events.js';
export { hashOf } from './hash.js';
