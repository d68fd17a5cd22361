/** What the checkpointing thread is asked for. TRUNCATE only while the writer holds still. */
export type CheckpointMode = 'PASSIVE' | 'TRUNCATE';
/** `held`: somebody reads on a state of the past, and keeps the WAL from being carried over whole. */
export type CheckpointReply = { readonly held: boolean } | { readonly error: string };

/**
 * The thread's own program, as text: the same from TypeScript sources under a test runner and from the built `dist`,
 * where a file of its own would have two names.
 */
export const CHECKPOINT_WORKER = `
  const { parentPort, workerData } = require('node:worker_threads');
  const Database = require(workerData.driver);
  const db = new Database(workerData.file, { timeout: 1000, fileMustExist: true });
  db.pragma('synchronous = FULL');
  db.pragma('wal_autocheckpoint = 0');
  parentPort.on('message', (mode) => {
    if (mode === 'CLOSE') {
      db.close();
      parentPort.close();
      return;
    }
    try {
      const [{ busy, log, checkpointed }] = db.pragma('wal_checkpoint(' + mode + ')');
      parentPort.postMessage({ held: busy !== 0 || checkpointed < log });
    } catch (error) {
      parentPort.postMessage({ error: String(error && error.message) });
    }
  });
`;
