/** `application_id` of a log of this project ("LiTh"), and the layout below. */
export const APPLICATION_ID = 0x4c69_5468;
export const LAYOUT = 1;

/**
 * Positions are given by the one writer, without gaps. UNIQUE (stream, revision) is the backstop behind the writer's
 * own check of the expected revision, and the index by which a stream is read.
 */
export const SCHEMA = `
  CREATE TABLE streams (
    id   INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
  ) STRICT;

  CREATE TABLE events (
    position INTEGER PRIMARY KEY,
    stream   INTEGER NOT NULL REFERENCES streams (id),
    revision INTEGER NOT NULL,
    id       TEXT NOT NULL,
    type     TEXT NOT NULL,
    data     TEXT NOT NULL,
    metadata TEXT NOT NULL,
    UNIQUE (stream, revision)
  ) STRICT;

  CREATE TRIGGER events_are_never_updated BEFORE UPDATE ON events BEGIN SELECT RAISE(ABORT, 'events are never updated'); END;
  CREATE TRIGGER events_are_never_deleted BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, 'events are never deleted'); END;
  CREATE TRIGGER streams_are_never_updated BEFORE UPDATE ON streams BEGIN SELECT RAISE(ABORT, 'streams are never updated'); END;
  CREATE TRIGGER streams_are_never_deleted BEFORE DELETE ON streams BEGIN SELECT RAISE(ABORT, 'streams are never deleted'); END;
`;
