/** The store has neither a key nor a tombstone for a stream that needs one: it was lost, or an old copy was put back. */
export class KeyMissing extends Error {
  constructor(readonly stream: string) {
    super(`there is no data key for ${stream}: the key store is older than the log, or was lost`);
    this.name = 'KeyMissing';
  }
}

/** The log holds dossiers and the key store not one key: it is another one, or an empty one in the place of the lost. */
export class KeysLost extends Error {
  constructor() {
    super(
      'sổ khóa trống mà nhật ký đã có hồ sơ: trả lại keys.sqlite từ bản sao lưu, hoặc sửa KEYSTORE_URL / the key store is empty although the log holds dossiers: put keys.sqlite back from a backup, or mend KEYSTORE_URL',
    );
    this.name = 'KeysLost';
  }
}

/** The data keys were wrapped by another key-encryption key than the one in use. */
export class WrongKeyEncryptionKey extends Error {
  constructor() {
    super('the data keys were wrapped by another key-encryption key: check LIEN_THONG_KEY or the installation key file');
    this.name = 'WrongKeyEncryptionKey';
  }
}

/** A wrapped key was changed, cut short, or moved to another stream. */
export class CorruptedKey extends Error {
  constructor(readonly stream: string) {
    super(`the wrapped data key of ${stream} is damaged`);
    this.name = 'CorruptedKey';
  }
}

/** Another store's key was to be taken for a stream that has one of its own here: events were sealed under both. */
export class KeyConflict extends Error {
  constructor(readonly stream: string) {
    super(`there is another data key for ${stream} already: both stores gave this stream a key of its own`);
    this.name = 'KeyConflict';
  }
}

/** The key is destroyed, but another connection kept its former bytes from being wiped off the disk. Destroy it again. */
export class ErasureIncomplete extends Error {
  constructor(readonly stream: string) {
    super(`the data key of ${stream} is destroyed, but its former bytes are not yet wiped: another process reads the key store`);
    this.name = 'ErasureIncomplete';
  }
}

/** The key store cannot be reached, or cannot work now. Whether a creation or destruction under way was done is not known. */
export class KeyStoreUnavailable extends Error {
  constructor(reason: string, options?: ErrorOptions) {
    super(reason, options);
    this.name = 'KeyStoreUnavailable';
  }
}

/** The database server is set to lose what it acknowledged: keys in it could be gone after a power cut, and the data with them. */
export class KeyStoreNotDurable extends Error {
  constructor(place: string) {
    super(`the key store (${place}) is set to fsync = off: acknowledged keys could be lost. Set fsync = on in postgresql.conf`);
    this.name = 'KeyStoreNotDurable';
  }
}
