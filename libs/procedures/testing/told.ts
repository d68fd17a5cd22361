import { type AnalysisContext, analyse } from '../analysis/analyse.js';
import { type Draft, licence } from './licence.js';

/** What analysis says of the licence once it was changed, as code and pointer. */
export const told = (change: (draft: Draft) => void, context?: AnalysisContext) => {
  const draft = licence();
  change(draft);
  return analyse(draft, context).findings.map(({ code, pointer }) => `${code} ${pointer}`);
};
