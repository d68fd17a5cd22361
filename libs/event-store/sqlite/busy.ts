/**
 * SQLite's own word for "somebody else holds the lock". By its code alone: the driver gives its errors the class of
 * whoever loaded it first in the process, which need not be ours.
 */
export const isBusy = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && String(error.code).startsWith('SQLITE_BUSY');
