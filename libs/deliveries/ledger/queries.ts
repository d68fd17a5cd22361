import { InvalidCursor } from '@lien-thong/read-model';
import { type DeliveryState, type EndpointRow, type LedgerFile, type ListedRow, NOTICES_LANE } from './ledger-file.js';

/** What a list answers: `next` is the cursor of the next page, null at the end; `position` what the rows reflect. */
export interface LedgerPage<T> {
  readonly data: readonly T[];
  readonly next: string | null;
  readonly position: string | null;
}
export interface LedgerPageRequest {
  /** 1 to 200. */
  readonly limit?: number;
  readonly cursor?: string | null;
}

const USUAL = 50;

/** The endpoints of an agency, oldest first. */
export const endpointsOf = (file: LedgerFile, agency: string, request: LedgerPageRequest): LedgerPage<EndpointRow> => {
  const sql = 'SELECT * FROM endpoints WHERE agency = ? AND seq > ? ORDER BY seq LIMIT ?';
  return page(file, 'endpoints', request, (after, limit) => file.statement(sql).all(agency, after ?? 0, limit) as EndpointRow[]);
};

/** The deliveries to an endpoint, newest first. */
export const deliveriesTo = (
  file: LedgerFile,
  { lane, state, ...request }: LedgerPageRequest & { readonly lane: string; readonly state?: DeliveryState },
): LedgerPage<ListedRow> => {
  const sql = `SELECT * FROM deliveries WHERE lane = ? ${state ? 'AND state = ?' : ''} AND seq < ? ORDER BY seq DESC LIMIT ?`;
  const filter = state ? [lane, state] : [lane];
  return page(
    file,
    'deliveries',
    request,
    (before, limit) => file.statement(sql).all(...filter, before ?? Number.MAX_SAFE_INTEGER, limit) as ListedRow[],
  );
};

/** The notices about a dossier, newest first. */
export const noticesAbout = (
  file: LedgerFile,
  { stream, ...request }: LedgerPageRequest & { readonly stream: string },
): LedgerPage<ListedRow> => {
  const sql = 'SELECT * FROM deliveries WHERE stream = ? AND lane = ? AND seq < ? ORDER BY seq DESC LIMIT ?';
  return page(
    file,
    'notices',
    request,
    (before, limit) => file.statement(sql).all(stream, NOTICES_LANE, before ?? Number.MAX_SAFE_INTEGER, limit) as ListedRow[],
  );
};

export const deliveryById = (file: LedgerFile, id: string): ListedRow | null =>
  (file.statement('SELECT * FROM deliveries WHERE id = ?').get(id) as ListedRow | undefined) ?? null;

export const endpointRow = (file: LedgerFile, id: string): EndpointRow | null =>
  (file.statement('SELECT * FROM endpoints WHERE id = ?').get(id) as EndpointRow | undefined) ?? null;

/** Owed, and to be carried: of each lane the oldest, so many; disabled endpoints are left alone. */
export const toCarry = (file: LedgerFile, ofEachLane: number): ListedRow[] => {
  const lanes = file.statement("SELECT id FROM endpoints WHERE state = 'enabled'").pluck().all() as string[];
  const sql = "SELECT * FROM deliveries WHERE lane = ? AND state = 'owed' ORDER BY seq LIMIT ?";
  return [...lanes, NOTICES_LANE].flatMap((lane) => file.statement(sql).all(lane, ofEachLane) as ListedRow[]);
};

/** Owed to whoever takes deliveries now; dead ones; and since when (milliseconds) the oldest is owed. */
export interface LedgerCounts {
  readonly owed: number;
  readonly dead: number;
  readonly oldestOwedSince: number | null;
}
const OWED = `
  SELECT count(*) AS owed, min(d.owedSince) AS oldestOwedSince FROM deliveries d LEFT JOIN endpoints e ON e.id = d.lane
  WHERE d.state = 'owed' AND (e.id IS NULL OR e.state = 'enabled')`;
export const counts = (file: LedgerFile): LedgerCounts => {
  const owed = file.statement(OWED).get() as Omit<LedgerCounts, 'dead'>;
  const { dead } = file.statement("SELECT count(*) AS dead FROM deliveries WHERE state = 'dead'").get() as { dead: number };
  return { ...owed, dead };
};

export const channelsOn = (file: LedgerFile): string[] =>
  file.statement('SELECT name FROM channels ORDER BY name').pluck().all() as string[];

const page = <T extends { readonly seq: number }>(
  file: LedgerFile,
  list: string,
  { limit = USUAL, cursor }: LedgerPageRequest,
  rowsFrom: (seq: number | null, limit: number) => readonly T[],
): LedgerPage<T> => {
  const rows = rowsFrom(cursor ? seqOf(list, cursor) : null, limit + 1);
  const data = rows.slice(0, limit);
  const last = data.at(-1);
  const next = rows.length > limit && last !== undefined ? cursorOf(list, last.seq) : null;
  return { data, next, position: file.position };
};

const cursorOf = (list: string, seq: number): string => Buffer.from(JSON.stringify([list, seq])).toString('base64url');

/** @throws InvalidCursor */
const seqOf = (list: string, cursor: string): number => {
  try {
    const [named, seq] = JSON.parse(Buffer.from(cursor.slice(0, 200), 'base64url').toString('utf8')) as [unknown, unknown];
    if (named === list && Number.isSafeInteger(seq)) return seq as number;
  } catch {
    // No cursor of ours.
  }
  throw new InvalidCursor();
};
