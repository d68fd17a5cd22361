export { Agencies } from './catalogue/agencies.js';
export { NATION } from './catalogue/calendars.js';
export { Catalogue } from './catalogue/catalogue.js';
export { type By, Catalogues, SYSTEM } from './catalogue/catalogues.js';
export { Clock, SystemClock, TestClock } from './clock.js';
export { DOSSIER_CODE, DossierCodes } from './codes.js';
export { openViews } from './views.js';
export { type DossierExecutor, dossierOfStream, type DossierRecorded, dossierStream, Engine } from './engine.js';
