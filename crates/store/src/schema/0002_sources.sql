-- Who said what: Exchange's word on domains, the weaker sources of kinds, the technician's own word. And objects and
-- addresses in a form that a hundred thousand of them take less time and room.

ALTER TABLE client ADD COLUMN sign_in_checks TEXT NOT NULL DEFAULT '[]';
ALTER TABLE client ADD COLUMN sign_in_guest TEXT;

ALTER TABLE domain ADD COLUMN accepted TEXT;

-- Objects that each resource of Graph shows, as JSON.
ALTER TABLE snapshot ADD COLUMN present TEXT NOT NULL DEFAULT '{}';
UPDATE snapshot SET present = (
  SELECT json_group_object(resource, n) FROM (
    SELECT resource, count(*) AS n FROM object
    WHERE object.client = snapshot.client AND resource IS NOT NULL GROUP BY resource));

-- What a person says that a recipient is.
ALTER TABLE choice ADD COLUMN kind TEXT;

-- The domains in which an object has addresses: few different sets, so that each object needs a number only.
CREATE TABLE domain_set (
  id      INTEGER PRIMARY KEY,
  client  INTEGER NOT NULL REFERENCES client (id) ON DELETE CASCADE,
  -- Row ids, each between commas, in order.
  domains TEXT    NOT NULL,
  UNIQUE (client, domains)
) STRICT;

-- An object of the tenant: what was said of it, and what that makes of it.
CREATE TABLE new_object (
  id            INTEGER PRIMARY KEY,
  client        INTEGER NOT NULL REFERENCES client (id) ON DELETE CASCADE,
  directory_id  BLOB    NOT NULL CHECK (length(directory_id) = 16),
  -- What Graph says: a line of words (resource, kind, its source, why it is no recipient or `-`, 1 when it passes
  -- without Exchange, 1 when the first address is the primary), a line with the name, then the addresses. Without the
  -- lines they are `name` and `addresses`. Null when Graph does not show it.
  graph         TEXT,
  -- What Exchange says, in the same form: kind or why it is none, 1 when the id is Exchange's own, 1 when the first
  -- address is the primary. Null when Exchange does not list it.
  exchange      TEXT,
  -- A complete reading of Exchange was made while the object was there: its silence means something.
  heard         INTEGER NOT NULL,
  -- What weaker sources than Exchange's own list said since that was last read; null: nothing.
  kind_api      TEXT,
  kind_report   TEXT,
  kind_purpose  TEXT,
  -- All of it weighed. Kind and source of who left are those it had.
  taken         INTEGER NOT NULL,
  not_taken     TEXT,
  kind          TEXT    NOT NULL,
  kind_source   TEXT    NOT NULL,
  name          TEXT    NOT NULL,
  addresses     TEXT    NOT NULL,
  exchange_only INTEGER NOT NULL,
  domain_set    INTEGER NOT NULL,
  -- Key of its primary address within the selected domains.
  scope_key     TEXT,
  first_seen_at INTEGER,
  vanished_at   INTEGER,
  UNIQUE (client, directory_id)
) STRICT;
INSERT INTO new_object
SELECT id, client, directory_id,
  CASE WHEN resource IS NOT NULL THEN
    resource || ' ' || graph_kind || ' ' || graph_source || ' ' || coalesce(graph_not_taken, '-') || ' ' || graph_passes
    || ' ' || (graph_primary IS NOT NULL) || char(10) || graph_name || char(10)
    || coalesce(graph_primary || CASE graph_aliases WHEN '' THEN '' ELSE char(10) END, '') || graph_aliases END,
  CASE WHEN exchange_name IS NOT NULL THEN
    exchange_kind || ' ' || exchange_own_id || ' ' || (exchange_primary IS NOT NULL) || char(10) || exchange_name
    || char(10) || coalesce(exchange_primary || CASE exchange_aliases WHEN '' THEN '' ELSE char(10) END, '')
    || exchange_aliases END,
  exchange_heard, NULL, NULL, NULL, taken, not_taken, kind, kind_source, name, addresses, exchange_only, 0, scope_key,
  first_seen_at, vanished_at
FROM object ORDER BY client, directory_id;
DROP TABLE object;
ALTER TABLE new_object RENAME TO object;
CREATE INDEX object_not_taken ON object (client, name) WHERE not_taken IS NOT NULL;

-- Which recipients may have an address: 64 bits of it stand for it, and `object.addresses` tells.
DROP TABLE address;
CREATE TABLE address (
  client INTEGER NOT NULL,
  hash   INTEGER NOT NULL,
  object INTEGER NOT NULL,
  PRIMARY KEY (client, hash, object)
) STRICT, WITHOUT ROWID;

ALTER TABLE grid ADD COLUMN domain_set INTEGER NOT NULL DEFAULT 0;
UPDATE client SET grid_stale = 1;

-- The domains whose held steps a recipient waits for, with all of it or with its addresses there.
ALTER TABLE plan_step ADD COLUMN waits_for TEXT;
-- The step with those addresses, when the rest of it does not wait.
ALTER TABLE plan_step ADD COLUMN whole TEXT;

-- As what the program is registered with Microsoft, by cloud.
CREATE TABLE registration (
  cloud     TEXT PRIMARY KEY,
  client_id TEXT NOT NULL
) STRICT, WITHOUT ROWID;
