-- What gateways of more kinds need: settings that a person makes by hand, Microsoft's ranges, another gateway.

-- A setting that a gateway has no call for: of a domain by its name, or of a recipient by its directory id.
CREATE TABLE by_hand (
  id        INTEGER PRIMARY KEY AUTOINCREMENT,
  client    INTEGER NOT NULL REFERENCES client (id) ON DELETE CASCADE,
  domain    TEXT,
  recipient BLOB    CHECK (length(recipient) = 16),
  -- Domain or primary address, for people.
  key       TEXT    NOT NULL,
  setting   TEXT    NOT NULL,
  -- How it is to be, as JSON.
  value     TEXT    NOT NULL,
  wanted_at INTEGER NOT NULL,
  done_at   INTEGER,
  done_by   TEXT,
  CHECK ((domain IS NULL) <> (recipient IS NULL)),
  CHECK ((done_at IS NULL) = (done_by IS NULL))
) STRICT;
CREATE UNIQUE INDEX by_hand_domain ON by_hand (client, domain, setting) WHERE domain IS NOT NULL;
CREATE UNIQUE INDEX by_hand_recipient ON by_hand (client, recipient, setting) WHERE recipient IS NOT NULL;
CREATE INDEX by_hand_waiting ON by_hand (client, setting) WHERE done_at IS NULL;

-- The address ranges that a cloud of Microsoft's sends mail from, as it last told them.
CREATE TABLE network_list (
  cloud   TEXT    PRIMARY KEY,
  version TEXT    NOT NULL,
  -- As JSON.
  ranges  TEXT    NOT NULL,
  read_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- When the client got another gateway: what runs did before is in the former one.
ALTER TABLE client ADD COLUMN gateway_since INTEGER;
