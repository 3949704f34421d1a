-- What the desktop needs: the cut-over guard.

-- What a client's gateway is called from outside, and what Exchange last told.
CREATE TABLE cutover (
  client      INTEGER PRIMARY KEY REFERENCES client (id) ON DELETE CASCADE,
  -- As JSON; NULL: nobody said it, so that the kind of gateway decides.
  target      TEXT,
  target_by   TEXT,
  target_at   INTEGER,
  -- As JSON.
  exchange    TEXT,
  exchange_at INTEGER
) STRICT;

-- What DNS last told of a domain, as JSON.
CREATE TABLE cutover_dns (
  client     INTEGER NOT NULL REFERENCES client (id) ON DELETE CASCADE,
  domain     TEXT    NOT NULL,
  facts      TEXT    NOT NULL,
  checked_at INTEGER NOT NULL,
  PRIMARY KEY (client, domain)
) STRICT, WITHOUT ROWID;

-- Steps that a person marked as done; of the whole tenant where the domain is empty.
CREATE TABLE cutover_mark (
  client INTEGER NOT NULL REFERENCES client (id) ON DELETE CASCADE,
  domain TEXT    NOT NULL,
  step   TEXT    NOT NULL,
  at     INTEGER NOT NULL,
  who    TEXT    NOT NULL,
  note   TEXT,
  PRIMARY KEY (client, domain, step)
) STRICT, WITHOUT ROWID;

-- Settings of the program that a person changed, each as JSON (W10).
CREATE TABLE app_setting (
  name  TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- What a person was notified of, so that nobody is told of one cause twice (W10).
CREATE TABLE notified (
  client INTEGER NOT NULL REFERENCES client (id) ON DELETE CASCADE,
  cause  TEXT    NOT NULL,
  mark   TEXT    NOT NULL,
  PRIMARY KEY (client, cause)
) STRICT, WITHOUT ROWID;

-- Which rows of the grid were written since: what is held of it in memory is brought up to date row by row (W4, P9).
ALTER TABLE client ADD COLUMN grid_revision INTEGER NOT NULL DEFAULT 0;
ALTER TABLE grid ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;
CREATE INDEX grid_revised ON grid (client, revision);

-- Views of the grid that a person saved (W4); the view as JSON.
CREATE TABLE saved_view (
  id     INTEGER PRIMARY KEY AUTOINCREMENT,
  client INTEGER NOT NULL REFERENCES client (id) ON DELETE CASCADE,
  name   TEXT    NOT NULL,
  view   TEXT    NOT NULL,
  UNIQUE (client, name)
) STRICT;

-- What a client's last change of choices can be taken back to: one step, never a run (W4).
CREATE TABLE choice_step (
  client INTEGER PRIMARY KEY REFERENCES client (id) ON DELETE CASCADE,
  at     INTEGER NOT NULL,
  rows   INTEGER NOT NULL
) STRICT;
-- The choices before that change; all NULL: there was none.
CREATE TABLE choice_before (
  client            INTEGER NOT NULL REFERENCES client (id) ON DELETE CASCADE,
  object            INTEGER NOT NULL,
  selected          INTEGER,
  incoming          INTEGER,
  outgoing          INTEGER,
  archiving         INTEGER,
  services_revision INTEGER NOT NULL DEFAULT 0,
  settings_revision INTEGER NOT NULL DEFAULT 0,
  chosen_at         INTEGER,
  PRIMARY KEY (client, object)
) STRICT, WITHOUT ROWID;
