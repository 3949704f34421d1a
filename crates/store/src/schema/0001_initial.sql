-- Times are microseconds since 1970 in UTC. Ids of directory objects are their 16 bytes. Lists of addresses are
-- lines of text. Services are bits: 1 incoming, 2 outgoing, 4 archiving.

CREATE TABLE client (
  id               INTEGER PRIMARY KEY AUTOINCREMENT,
  name             TEXT    NOT NULL COLLATE NOCASE UNIQUE,
  colour           TEXT    NOT NULL,
  cloud            TEXT    NOT NULL,
  gateway          TEXT    NOT NULL,
  gateway_identity TEXT,
  tenant           BLOB    UNIQUE CHECK (length(tenant) = 16),
  tenant_typed     TEXT    NOT NULL DEFAULT '',
  tenant_name      TEXT,
  tenant_initial   TEXT,
  tenant_country   TEXT,
  options          TEXT    NOT NULL,
  paused           INTEGER NOT NULL DEFAULT 0,
  created_at       INTEGER NOT NULL,
  sign_in_account  TEXT,
  sign_in_at       INTEGER NOT NULL DEFAULT 0,
  sign_in_granted  TEXT    NOT NULL DEFAULT '[]',
  sign_in_used     INTEGER NOT NULL DEFAULT 0,
  first_applied_at INTEGER,
  last_good_sync   INTEGER,
  next_sync        INTEGER,
  last_problem     TEXT,
  observed_at      INTEGER,
  observed_digest  TEXT    NOT NULL DEFAULT '',
  -- Counts choices of services, so that "chosen after we applied" needs no clock.
  choice_revision  INTEGER NOT NULL DEFAULT 0,
  -- Every row of the grid has to be computed again.
  grid_stale       INTEGER NOT NULL DEFAULT 1,
  grid_at          INTEGER NOT NULL DEFAULT 0
) STRICT;

-- The newest complete reading of each tenant.
CREATE TABLE snapshot (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  client         INTEGER NOT NULL UNIQUE REFERENCES client (id) ON DELETE CASCADE,
  read_at        INTEGER NOT NULL,
  last_full      INTEGER NOT NULL,
  exchange       TEXT    NOT NULL,
  -- What Exchange last said when it was asked.
  exchange_asked TEXT    NOT NULL,
  requests       INTEGER NOT NULL,
  by_kind        TEXT    NOT NULL,
  -- Sum of the fingerprints of all recipients, modulo 2^128.
  content        BLOB    NOT NULL CHECK (length(content) = 16),
  digest         TEXT    NOT NULL
) STRICT;

CREATE TABLE delta_link (
  client   INTEGER NOT NULL REFERENCES client (id) ON DELETE CASCADE,
  resource TEXT    NOT NULL,
  link     TEXT    NOT NULL,
  PRIMARY KEY (client, resource)
) STRICT, WITHOUT ROWID;

CREATE TABLE domain (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  client        INTEGER NOT NULL REFERENCES client (id) ON DELETE CASCADE,
  name          TEXT    NOT NULL,
  -- The tenant has it; a chosen domain that vanished stays known.
  present       INTEGER NOT NULL DEFAULT 1,
  verified      INTEGER NOT NULL DEFAULT 0,
  mail          INTEGER NOT NULL DEFAULT 0,
  is_default    INTEGER NOT NULL DEFAULT 0,
  is_initial    INTEGER NOT NULL DEFAULT 0,
  mx_host       TEXT,
  mx_preference INTEGER NOT NULL DEFAULT 0,
  chosen        INTEGER NOT NULL DEFAULT 0,
  selected      INTEGER NOT NULL DEFAULT 0,
  archiving     INTEGER NOT NULL DEFAULT 0,
  region        TEXT,
  selected_at   INTEGER,
  remembered    TEXT,
  observed      TEXT,
  UNIQUE (client, name)
) STRICT;
-- No two clients synchronise one domain.
CREATE UNIQUE INDEX domain_selected ON domain (name) WHERE selected = 1;

CREATE TABLE domain_kind (
  domain     INTEGER NOT NULL REFERENCES domain (id) ON DELETE CASCADE,
  kind       TEXT    NOT NULL,
  recipients INTEGER NOT NULL,
  PRIMARY KEY (domain, kind)
) STRICT, WITHOUT ROWID;

-- An object of the tenant: what Graph said, what Exchange said, and what that makes of it.
CREATE TABLE object (
  id               INTEGER PRIMARY KEY AUTOINCREMENT,
  client           INTEGER NOT NULL REFERENCES client (id) ON DELETE CASCADE,
  directory_id     BLOB    NOT NULL CHECK (length(directory_id) = 16),
  -- Graph; resource is null when Graph does not show it.
  resource         TEXT,
  graph_name       TEXT    NOT NULL DEFAULT '',
  graph_primary    TEXT,
  graph_aliases    TEXT    NOT NULL DEFAULT '',
  graph_kind       TEXT    NOT NULL DEFAULT '',
  graph_source     TEXT    NOT NULL DEFAULT '',
  graph_not_taken  TEXT,
  graph_passes     INTEGER NOT NULL DEFAULT 0,
  -- Exchange; name is null when Exchange does not list it.
  exchange_name    TEXT,
  exchange_primary TEXT,
  exchange_aliases TEXT    NOT NULL DEFAULT '',
  exchange_kind    TEXT    NOT NULL DEFAULT '',
  exchange_own_id  INTEGER NOT NULL DEFAULT 0,
  -- A complete reading of Exchange was made while the object was there: its silence means something.
  exchange_heard   INTEGER NOT NULL DEFAULT 0,
  -- Both weighed.
  taken            INTEGER NOT NULL DEFAULT 0,
  not_taken        TEXT,
  kind             TEXT    NOT NULL DEFAULT '',
  kind_source      TEXT    NOT NULL DEFAULT '',
  name             TEXT    NOT NULL DEFAULT '',
  addresses        TEXT    NOT NULL DEFAULT '',
  exchange_only    INTEGER NOT NULL DEFAULT 0,
  fingerprint      BLOB    NOT NULL,
  -- Key of its primary address within the selected domains.
  scope_key        TEXT,
  first_seen_at    INTEGER,
  vanished_at      INTEGER,
  UNIQUE (client, directory_id)
) STRICT;
CREATE INDEX object_not_taken ON object (client, name) WHERE not_taken IS NOT NULL;

CREATE TABLE address (
  client INTEGER NOT NULL,
  key    TEXT    NOT NULL,
  object INTEGER NOT NULL REFERENCES object (id) ON DELETE CASCADE,
  domain INTEGER NOT NULL REFERENCES domain (id) ON DELETE CASCADE,
  PRIMARY KEY (client, key, object)
) STRICT, WITHOUT ROWID;
CREATE INDEX address_object ON address (object, domain);
CREATE INDEX address_domain ON address (domain, object);

-- What a person decided; null: nobody did.
CREATE TABLE choice (
  object            INTEGER PRIMARY KEY REFERENCES object (id) ON DELETE CASCADE,
  selected          INTEGER,
  incoming          INTEGER,
  outgoing          INTEGER,
  archiving         INTEGER,
  services_revision INTEGER NOT NULL DEFAULT 0,
  chosen_at         INTEGER NOT NULL
) STRICT;

-- What we last applied to a recipient and therefore own.
CREATE TABLE remembered (
  object               INTEGER PRIMARY KEY REFERENCES object (id) ON DELETE CASCADE,
  client               INTEGER NOT NULL,
  key                  TEXT    NOT NULL,
  addresses            TEXT    NOT NULL,
  kind                 TEXT    NOT NULL,
  listed               INTEGER NOT NULL,
  services             INTEGER NOT NULL,
  profile              TEXT    NOT NULL DEFAULT '',
  standing             TEXT    NOT NULL,
  services_when_active INTEGER NOT NULL,
  services_revision    INTEGER NOT NULL,
  written_at           INTEGER NOT NULL
) STRICT;
CREATE INDEX remembered_client ON remembered (client, standing);

-- What the gateway had when it was last observed.
CREATE TABLE observed_recipient (
  client       INTEGER NOT NULL REFERENCES client (id) ON DELETE CASCADE,
  key          TEXT    NOT NULL,
  directory_id BLOB    CHECK (length(directory_id) = 16),
  addresses    TEXT    NOT NULL,
  kind         TEXT    NOT NULL,
  listed       INTEGER NOT NULL,
  services     INTEGER NOT NULL,
  profile      TEXT    NOT NULL DEFAULT '',
  PRIMARY KEY (client, key)
) STRICT, WITHOUT ROWID;

-- What the planner says about each recipient, ready to be shown: rebuilt from the tables above when they change.
CREATE TABLE grid (
  object         INTEGER PRIMARY KEY REFERENCES object (id) ON DELETE CASCADE,
  client         INTEGER NOT NULL,
  name           TEXT    NOT NULL,
  name_key       TEXT    NOT NULL,
  address        TEXT    NOT NULL,
  address_key    TEXT    NOT NULL,
  kind           TEXT    NOT NULL,
  kind_source    TEXT    NOT NULL,
  aliases        INTEGER NOT NULL,
  selected       INTEGER NOT NULL,
  services       INTEGER NOT NULL,
  now            INTEGER,
  state          INTEGER NOT NULL,
  reason         TEXT,
  name_words     TEXT    NOT NULL,
  address_lines  TEXT    NOT NULL
) STRICT;
CREATE INDEX grid_name ON grid (client, name_key);
CREATE INDEX grid_address ON grid (client, address_key);
CREATE INDEX grid_kind ON grid (client, kind, name_key);
CREATE INDEX grid_state ON grid (client, state, name_key);
CREATE INDEX grid_aliases ON grid (client, aliases, name_key);

CREATE TABLE grid_stale (
  object INTEGER PRIMARY KEY REFERENCES object (id) ON DELETE CASCADE,
  client INTEGER NOT NULL
) STRICT;
CREATE INDEX grid_stale_client ON grid_stale (client);

CREATE TABLE plan (
  id               INTEGER PRIMARY KEY AUTOINCREMENT,
  client           INTEGER NOT NULL REFERENCES client (id) ON DELETE CASCADE,
  hash             TEXT    NOT NULL,
  made_at          INTEGER NOT NULL,
  snapshot_read_at INTEGER NOT NULL,
  snapshot_digest  TEXT    NOT NULL,
  observed_digest  TEXT    NOT NULL,
  choice_revision  INTEGER NOT NULL,
  counts           TEXT    NOT NULL,
  bill             TEXT    NOT NULL,
  notices          TEXT    NOT NULL,
  brake            TEXT    NOT NULL
) STRICT;
CREATE INDEX plan_client ON plan (client);

-- The row id is plan * 2^32 + place in the plan.
CREATE TABLE plan_step (
  id       INTEGER PRIMARY KEY,
  plan     INTEGER NOT NULL REFERENCES plan (id) ON DELETE CASCADE,
  grp      INTEGER NOT NULL,
  reason   TEXT    NOT NULL,
  held     TEXT,
  approved INTEGER NOT NULL DEFAULT 0,
  key      TEXT    NOT NULL,
  name     TEXT    NOT NULL,
  search   TEXT    NOT NULL,
  step     TEXT    NOT NULL
) STRICT;
CREATE INDEX plan_step_group ON plan_step (plan, grp, held, approved);

CREATE TABLE run (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  client     INTEGER NOT NULL REFERENCES client (id) ON DELETE CASCADE,
  plan       INTEGER NOT NULL REFERENCES plan (id) ON DELETE CASCADE,
  started_by TEXT    NOT NULL,
  state      TEXT    NOT NULL,
  started_at INTEGER NOT NULL,
  ended_at   INTEGER,
  verified   INTEGER,
  problem    TEXT,
  -- Numbers of a run that ended; those of a run under way are counted.
  numbers    TEXT
) STRICT;
CREATE INDEX run_client ON run (client);
CREATE INDEX run_plan ON run (plan);

-- The row id is run * 2^32 + place in the plan. A step is sent before the call, done or failed after it.
CREATE TABLE journal (
  id      INTEGER PRIMARY KEY,
  client  INTEGER NOT NULL REFERENCES client (id) ON DELETE CASCADE,
  grp     INTEGER NOT NULL,
  state   TEXT    NOT NULL CHECK (state IN ('sent', 'done', 'failed')),
  at      INTEGER NOT NULL,
  problem TEXT
) STRICT;
-- Group 5 is removals: what the brake counts.
CREATE INDEX journal_removed ON journal (client, at) WHERE grp = 5 AND state = 'done';
CREATE INDEX journal_client ON journal (client);
