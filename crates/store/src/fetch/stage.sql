CREATE TEMP TABLE seen (
  seq       INTEGER PRIMARY KEY,
  id        BLOB    NOT NULL,
  gone      INTEGER NOT NULL,
  resource  TEXT    NOT NULL,
  name      TEXT    NOT NULL DEFAULT '',
  first     TEXT,
  others    TEXT    NOT NULL DEFAULT '',
  kind      TEXT    NOT NULL DEFAULT '',
  source    TEXT    NOT NULL DEFAULT '',
  not_taken TEXT,
  passes    INTEGER NOT NULL DEFAULT 0
);
CREATE TEMP TABLE heard (
  seq    INTEGER PRIMARY KEY,
  id     BLOB    NOT NULL,
  name   TEXT    NOT NULL,
  first  TEXT,
  others TEXT    NOT NULL,
  kind   TEXT    NOT NULL,
  own_id INTEGER NOT NULL
);
CREATE TEMP TABLE visit (
  id    BLOB PRIMARY KEY,
  seen  INTEGER,
  heard INTEGER
) WITHOUT ROWID;
CREATE TEMP TABLE new_address (
  key    TEXT    NOT NULL,
  object INTEGER NOT NULL,
  domain INTEGER NOT NULL
);
CREATE TEMP TABLE said (
  seq     INTEGER PRIMARY KEY,
  id      BLOB,
  address TEXT,
  kind    TEXT NOT NULL,
  source  TEXT NOT NULL
);
