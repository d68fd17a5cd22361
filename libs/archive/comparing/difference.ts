import type { ChainFault } from '@lien-thong/event-store';

/** One way in which a target is not what its source is. Revisions are those of the first event concerned. */
export type Difference = { readonly stream: string } & (
  | { readonly is: 'missing' }
  | { readonly is: 'extra' }
  | { readonly is: 'shorter' | 'longer' | 'another-event'; readonly revision: number }
  | { readonly is: 'broken'; readonly revision: number; readonly fault: ChainFault }
  | { readonly is: 'folds-otherwise' }
  | { readonly is: 'key-missing' | 'key-differs' | 'key-not-destroyed' }
);
