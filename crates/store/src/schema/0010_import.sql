-- Existing mail on its way into an archive (S1 to S4), and the application that reads it (M8).

-- The application in a client's tenant; its key lies in the keyring.
CREATE TABLE import_app (
  client               INTEGER PRIMARY KEY REFERENCES client (id) ON DELETE CASCADE,
  app_id               TEXT    NOT NULL,
  -- NULL where a person registered it and gave its id alone.
  object_id            TEXT,
  service_principal_id TEXT,
  -- SHA-256 of its certificate, and until when that holds.
  thumbprint           TEXT    NOT NULL,
  expires_at           INTEGER NOT NULL,
  -- Registered by us, so that we may take it away.
  ours                 INTEGER NOT NULL,
  -- What it may read, as far as that was said.
  scope                TEXT,
  made_at              INTEGER NOT NULL
) STRICT;

CREATE TABLE import_job (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  client     INTEGER NOT NULL REFERENCES client (id) ON DELETE CASCADE,
  -- The archive's address, without a secret.
  sink       TEXT    NOT NULL,
  -- Messages received from then on, and before then.
  since      INTEGER,
  until      INTEGER,
  -- Which folders, in the engine's words.
  folders    TEXT    NOT NULL,
  state      TEXT    NOT NULL CHECK (state IN ('running', 'paused', 'ended')),
  created_at INTEGER NOT NULL,
  state_at   INTEGER NOT NULL
) STRICT;
CREATE INDEX import_job_client ON import_job (client);

CREATE TABLE import_mailbox (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  job         INTEGER NOT NULL REFERENCES import_job (id) ON DELETE CASCADE,
  object      BLOB    NOT NULL CHECK (length(object) = 16),
  address     TEXT    NOT NULL,
  state       TEXT    NOT NULL CHECK (state IN ('queued', 'counting', 'running', 'waiting', 'paused', 'done',
                'exceptions', 'differs', 'refused')),
  reason      TEXT,
  -- What of it cannot be read at all, as a JSON array of words.
  unreachable TEXT    NOT NULL DEFAULT '[]',
  -- Of imported messages.
  bytes       INTEGER NOT NULL DEFAULT 0,
  state_at    INTEGER NOT NULL,
  UNIQUE (job, object)
) STRICT;
CREATE INDEX import_mailbox_object ON import_mailbox (object);

CREATE TABLE import_folder (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  mailbox  INTEGER NOT NULL REFERENCES import_mailbox (id) ON DELETE CASCADE,
  graph_id TEXT    NOT NULL,
  path     TEXT    NOT NULL,
  kind     TEXT,
  hidden   INTEGER NOT NULL,
  -- Messages and bytes in it, by the server's word.
  total    INTEGER NOT NULL,
  size     INTEGER,
  -- The server shows it.
  present  INTEGER NOT NULL DEFAULT 1,
  -- The next page; once the list has ended, where its changes are asked for. NULL: it begins.
  link     TEXT,
  ended    INTEGER NOT NULL DEFAULT 0,
  -- It is listed once more from its beginning: what is not shown by its end is no longer there.
  anew     INTEGER NOT NULL DEFAULT 0,
  UNIQUE (mailbox, graph_id)
) STRICT;

-- The ledger: each message that the server ever listed, once (S3).
CREATE TABLE import_message (
  id       INTEGER PRIMARY KEY,
  mailbox  INTEGER NOT NULL REFERENCES import_mailbox (id) ON DELETE CASCADE,
  -- The first half of the SHA-256 of its immutable id.
  digest   BLOB    NOT NULL CHECK (length(digest) = 16),
  folder   INTEGER NOT NULL,
  -- 0 listed, 1 taken: handed to the archive and not answered, 2 imported, 3 duplicate, 4 skipped, 5 gone.
  state    INTEGER NOT NULL DEFAULT 0 CHECK (state BETWEEN 0 AND 5),
  -- The server shows it.
  present  INTEGER NOT NULL DEFAULT 1,
  -- Tries that failed and may be repeated.
  tries    INTEGER NOT NULL DEFAULT 0,
  reason   TEXT,
  -- SHA-256 of its content.
  hash     BLOB    CHECK (length(hash) = 32),
  size     INTEGER,
  -- Seconds since 1970.
  received INTEGER,
  UNIQUE (mailbox, digest)
) STRICT;
CREATE INDEX import_message_state ON import_message (mailbox, state, present, folder);
-- Finds a content again; a part of the hash is enough to find few.
CREATE INDEX import_message_content ON import_message (substr(hash, 1, 8)) WHERE state = 2;

-- What is needed of a message until it is settled, and of a skipped one to tell a person which it is: by far the larger
-- part, which goes when it has arrived.
CREATE TABLE import_item (
  mailbox    INTEGER NOT NULL REFERENCES import_mailbox (id) ON DELETE CASCADE,
  -- It is still to be imported.
  open       INTEGER NOT NULL,
  message    INTEGER NOT NULL,
  -- Its immutable id.
  item       TEXT    NOT NULL,
  message_id TEXT,
  PRIMARY KEY (mailbox, open, message)
) STRICT, WITHOUT ROWID;
