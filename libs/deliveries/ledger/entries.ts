import type { DeliveryRow, DeliveryState, EndpointRow, Entry } from './ledger-file.js';

/** What the events of the log do to the tables: in one transaction with the checkpoint, so each once. */

type NewRow = Omit<DeliveryRow, 'state' | 'round' | 'settledAt' | 'attempts' | 'status' | 'reason' | 'channel'>;

const COLUMNS = ['id', 'kind', 'lane', 'about', 'stream', 'revision', 'event', 'type', 'code', 'position', 'owedSince'] as const;
const OWE = `
  INSERT INTO deliveries (${COLUMNS.join(', ')}, state, round) VALUES (${COLUMNS.map(() => '?').join(', ')}, 'owed', 0)
  ON CONFLICT (id) DO`;
const AGAIN =
  "state = 'owed', round = round + 1, owedSince = excluded.owedSince, settledAt = NULL, attempts = NULL, status = NULL, reason = NULL";

export const owe =
  (row: NewRow): Entry =>
  (file) =>
    void file.statement(`${OWE} NOTHING`).run(COLUMNS.map((column) => row[column]));

/** Owed once more, unless it is owed still; for the first time where it never was. */
export const oweAgain =
  (row: NewRow): Entry =>
  (file) =>
    void file.statement(`${OWE} UPDATE SET ${AGAIN} WHERE state <> 'owed'`).run(COLUMNS.map((column) => row[column]));

const ASKED = `
  UPDATE deliveries SET state = 'owed', round = round + 1, owedSince = ?, settledAt = NULL, attempts = NULL, status = NULL,
    reason = NULL WHERE id = ? AND state <> 'owed'`;
export const askedAgain =
  (id: string, at: number): Entry =>
  (file) =>
    void file.statement(ASKED).run(at, id);

export interface Settlement {
  readonly id: string;
  readonly round: number;
  readonly state: Exclude<DeliveryState, 'owed'>;
  readonly at: number;
  readonly attempts: number | null;
  readonly status: number | null;
  readonly reason: string | null;
  /** Of a notice. */
  readonly channel?: string | null;
}

const SETTLE = `
  UPDATE deliveries SET state = ?, settledAt = ?, attempts = ?, status = ?, reason = ?, channel = ? WHERE id = ? AND round = ? AND state = 'owed'`;
export const settle =
  ({ id, round, state, at, attempts, status, reason, channel = null }: Settlement): Entry =>
  (file) =>
    void file.statement(SETTLE).run(state, at, attempts, status, reason, channel, id, round);

const ENDPOINT = `
  INSERT INTO endpoints (id, agency, state, page) VALUES (?, ?, ?, ?)
  ON CONFLICT (id) DO UPDATE SET state = excluded.state, page = excluded.page`;
export const keepEndpoint =
  ({ id, agency, state, page }: Pick<EndpointRow, 'id' | 'agency' | 'state' | 'page'>): Entry =>
  (file) =>
    void file.statement(ENDPOINT).run(id, agency, state, page);

export const forgetEndpoint =
  (id: string): Entry =>
  (file) => {
    file.statement('DELETE FROM endpoints WHERE id = ?').run(id);
    file.statement('DELETE FROM deliveries WHERE lane = ?').run(id);
  };

/** One more failure in a row; a delivery, or a person who enables it, ends the row. */
export const countDead =
  (endpoint: string, at: number): Entry =>
  (file) =>
    void file
      .statement('UPDATE endpoints SET deadInARow = deadInARow + 1, deadSince = coalesce(deadSince, ?) WHERE id = ?')
      .run(at, endpoint);

export const endDeadRow =
  (endpoint: string): Entry =>
  (file) =>
    void file.statement('UPDATE endpoints SET deadInARow = 0, deadSince = NULL WHERE id = ?').run(endpoint);

/** `since`: notices of what was recorded earlier are not owed. */
export const switchedOn =
  (channel: string, since: number): Entry =>
  (file) =>
    void file.statement('INSERT OR REPLACE INTO channels VALUES (?, ?)').run(channel, since);

export const switchedOff =
  (channel: string): Entry =>
  (file) =>
    void file.statement('DELETE FROM channels WHERE name = ?').run(channel);
