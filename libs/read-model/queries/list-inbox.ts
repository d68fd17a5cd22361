import type { Ms } from '@lien-thong/calendar';
import type { ViewsFile } from '../store/views-file.js';
import type { InboxRow } from '../views/inbox.js';
import { clause, when } from './clause.js';
import { type Nearness, nearness } from './deadline-state.js';
import { type Order, type Page, type PageRequest, page } from './page.js';

/** The open steps of an agency, most urgent first. */
export interface InboxQuery extends PageRequest {
  readonly now: Ms;
  readonly agency: string;
  readonly state?: string;
  readonly procedure?: string;
  readonly handover?: InboxRow['handover'];
}

export interface InboxItem extends Omit<InboxRow, 'dossier' | 'inTransit' | 'dueOrder' | 'status'> {
  readonly dossier: { readonly id: string; readonly code: string };
  readonly revision: number;
  readonly procedure: string;
  readonly receivingAgency: string;
  readonly inTransit: boolean;
  readonly deadlineState: Nearness;
}

type Listed = InboxRow & { code: string; revision: number; procedure: string; receivingAgency: string; deadlineState: Nearness };

const ORDER: Order = {
  name: 'inbox',
  columns: [
    ['i.dueOrder', 'number'],
    ['i.dossier', 'string'],
    ['i.step', 'string'],
  ],
  descending: false,
};

export const listInbox = (file: ViewsFile, query: InboxQuery): Page<InboxItem> => {
  // A step in the inbox is open, so a deadline that it missed is overdue.
  const state = nearness(query.now, 'status', 'open', 'i');
  const listed = page<Listed>({
    file,
    select: clause(
      `SELECT i.*, ${state.sql} AS deadlineState, d.code, d.revision, d.procedure, d.receivingAgency
         FROM (SELECT *, 1 AS open FROM inbox) i CROSS JOIN dossiers d ON d.dossier = i.dossier`,
      ...state.params,
    ),
    alias: 'i',
    where: [
      clause('i.agency = ?', query.agency),
      ...when(query.state, (wanted) => clause('i.state = ?', wanted)),
      ...when(query.procedure, (procedure) => clause('d.procedure = ?', procedure)),
      ...when(query.handover, (handover) => clause('i.handover = ?', handover)),
    ],
    order: ORDER,
    request: query,
    keyOf: (row) => [row.dueOrder, row.dossier, row.step],
  });
  return { ...listed, data: listed.data.map(item) };
};

const item = ({ dueOrder, status, dossier, code, inTransit, ...row }: Listed & { open?: number }): InboxItem => {
  const { open, ...shown } = row;
  return { ...shown, dossier: { id: dossier, code }, inTransit: inTransit === 1 };
};
