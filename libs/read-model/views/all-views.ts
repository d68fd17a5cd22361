import type { AnyView } from '../view.js';
import { alarms } from './alarms.js';
import { apologyTasks } from './apology-tasks.js';
import { deadlines } from './deadlines.js';
import { dossiers } from './dossiers.js';
import { holders } from './holders.js';
import { inbox } from './inbox.js';
import { participants } from './participants.js';
import { searchTokens } from './search-tokens.js';

export type ViewName =
  | 'dossiers'
  | 'participants'
  | 'holders'
  | 'searchTokens'
  | 'inbox'
  | 'deadlines'
  | 'alarms'
  | 'apologyTasks';

export const ALL_VIEWS: readonly AnyView[] = [
  dossiers,
  participants,
  holders,
  searchTokens,
  inbox,
  deadlines,
  alarms,
  apologyTasks,
];
