import type { PostgresConnections } from './postgres-connections.js';

/** A destroyed key's bytes are wiped by rewriting its part of the table (`postgres-wiping.ts`): the parts keep that small. */
const PARTS = 32;
/** Any number, as long as every process takes the same. */
const LOCK = 4_112_026;

const part = (i: number): string =>
  `create table lien_thong.data_key_${i} partition of lien_thong.data_key for values with (modulus ${PARTS}, remainder ${i})`;

/**
 * `wrapped` is null for a destroyed key: a tombstone can be neither taken back nor removed. No statistics are kept of
 * `wrapped`, because they are samples of what it holds, in another table.
 */
const SCHEMA = [
  'create schema if not exists lien_thong',
  `create table lien_thong.data_key (stream text collate "C" primary key, wrapped bytea) partition by hash (stream)`,
  ...Array.from({ length: PARTS }, (_, i) => part(i)),
  'alter table lien_thong.data_key alter column wrapped set statistics 0',
  `create or replace function lien_thong.refuse() returns trigger language plpgsql as
    $$ begin raise exception '%', tg_argv[0] using errcode = 'restrict_violation'; end $$`,
  `create trigger tombstones_stay before update on lien_thong.data_key for each row
    when (new.wrapped is not null or new.stream <> old.stream)
    execute function lien_thong.refuse('a key is destroyed or left as it is')`,
  `create trigger rows_stay before delete on lien_thong.data_key for each row
    execute function lien_thong.refuse('keys are destroyed, never removed')`,
  `create trigger table_stays before truncate on lien_thong.data_key
    execute function lien_thong.refuse('keys are destroyed, never removed')`,
];

/** Makes the table where it is not there. Many processes may start at once; a later one needs no right to make anything. */
export const prepareSchema = async (connections: PostgresConnections): Promise<void> => {
  if (await isThere(connections)) return;
  await connections.inTransaction(async (client) => {
    await client.query('select pg_advisory_xact_lock($1)', [LOCK]);
    const { rows } = await client.query<{ there: boolean }>(THERE);
    if (rows[0]?.there !== true) for (const statement of SCHEMA) await client.query(statement);
  });
};

const THERE = "select to_regclass('lien_thong.data_key') is not null as there";
const isThere = async (connections: PostgresConnections): Promise<boolean> =>
  (await connections.rows<{ there: boolean }>(THERE))[0]?.there === true;
