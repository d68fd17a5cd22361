import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Config, type Environment, readConfig } from '@lien-thong/config';
import { DOSSIER_CODE, DossierCodes, dossierStream, Engine } from '@lien-thong/engine';
import { type EventStore, writerOf } from '@lien-thong/event-store';
import { failed, type Words } from './cli-failure.js';

export const logFile = ({ dataDir }: Config): string => join(dataDir, 'events.sqlite');

/** This process's replica of the views. */
export const viewsFile = ({ dataDir }: Config): string => join(dataDir, 'views.sqlite');

/** ` (pid 7)` of the process that holds this SQLite file, nothing where its number is not known; null when nobody holds it. */
export const holderOf = (file: string): string | null => {
  const held = writerOf(file);
  if (held === null) return null;
  return held.pid === null ? '' : ` (pid ${held.pid})`;
};

/** Says so plainly when there is nothing to read; a reading command makes nothing. */
export const refuseWithoutLog = (config: Config): void => {
  if (config.eventStoreUrl !== undefined || existsSync(logFile(config))) return;
  throw failed(
    `Không có nhật ký trong ${config.dataDir}: máy chủ chưa chạy lần nào ở đây, hoặc LIEN_THONG_DATA_DIR chỉ nhầm chỗ`,
    `There is no log in ${config.dataDir}: no server has run here yet, or LIEN_THONG_DATA_DIR points elsewhere`,
  );
};

/** Reads beside a running server, or without one. */
export const reading = async <T>(env: Environment, work: (engine: Engine) => Promise<T>): Promise<T> => {
  const config = readConfig(env);
  refuseWithoutLog(config);
  return closing(await Engine.openReader(config), work);
};

/** Writes; refused while a server holds the SQLite log. `instead` says what to do then. */
export const writing = async <T>(config: Config, instead: Words, work: (engine: Engine) => Promise<T>): Promise<T> => {
  const pid = config.eventStoreUrl === undefined ? holderOf(logFile(config)) : null;
  if (pid !== null)
    throw failed(
      `Một máy chủ đang chạy và giữ nhật ký${pid}. ${instead.vi}`,
      `A running server holds the log${pid}. ${instead.en}`,
    );
  return closing(await Engine.open(config), work);
};

const closing = async <T>(engine: Engine, work: (engine: Engine) => Promise<T>): Promise<T> => {
  try {
    return await work(engine);
  } finally {
    await engine.close();
  }
};

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The stream of a dossier, by its id or its code. */
export const streamOf = async (store: EventStore, idOrCode: string): Promise<string> => {
  const id = UUID.test(idOrCode)
    ? idOrCode
    : DOSSIER_CODE.test(idOrCode)
      ? await new DossierCodes(store, Date.now).dossierOf(idOrCode)
      : null;
  const [first] = id === null ? [] : await store.readStream(dossierStream(id), { limit: 1 });
  if (first) return first.stream;
  throw failed(`Không có hồ sơ ${idOrCode}`, `There is no dossier ${idOrCode}`);
};
