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
