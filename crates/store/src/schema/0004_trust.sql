-- What a person decides about the plan and takes back: exceptions, leavers, approvals, undo; and the tenant as it was
-- on earlier days.

-- A person's decision that Tenantry leaves an object alone: a recipient, or a domain by its name.
CREATE TABLE exception (
  id     INTEGER PRIMARY KEY AUTOINCREMENT,
  client INTEGER NOT NULL REFERENCES client (id) ON DELETE CASCADE,
  object INTEGER REFERENCES object (id) ON DELETE CASCADE,
  domain TEXT,
  reason TEXT    NOT NULL,
  owner  TEXT    NOT NULL,
  since  INTEGER NOT NULL,
  -- From then on what it held back is shown for review; null: it stands until a person ends it.
  until  INTEGER,
  cause  TEXT    NOT NULL CHECK (cause IN ('person', 'undone', 'drift')),
  -- The undoing run that made it.
  run    INTEGER,
  CHECK ((object IS NULL) <> (domain IS NULL))
) STRICT;
CREATE UNIQUE INDEX exception_object ON exception (object) WHERE object IS NOT NULL;
CREATE UNIQUE INDEX exception_domain ON exception (client, domain) WHERE domain IS NOT NULL;
CREATE INDEX exception_client ON exception (client);

-- Recipients that left, and of whom a person said so; gone when they return.
CREATE TABLE leaver (
  object       INTEGER PRIMARY KEY REFERENCES object (id) ON DELETE CASCADE,
  confirmed_at INTEGER NOT NULL,
  confirmed_by TEXT    NOT NULL
) STRICT;

-- Who approved a plan.
CREATE TABLE approval (
  id      INTEGER PRIMARY KEY AUTOINCREMENT,
  plan    INTEGER NOT NULL REFERENCES plan (id) ON DELETE CASCADE,
  hash    TEXT    NOT NULL,
  who     TEXT    NOT NULL,
  -- The Microsoft account that signed in to say so.
  account TEXT,
  -- The immutable id of that account in the tenant.
  subject TEXT,
  at      INTEGER NOT NULL,
  kind    TEXT    NOT NULL CHECK (kind IN ('first', 'second'))
) STRICT;
CREATE INDEX approval_plan ON approval (plan);
-- The immutable id, in the tenant, of the account that the client is connected with.
ALTER TABLE client ADD COLUMN sign_in_object TEXT;

-- Changes to the options that guard a plan: the brake and the second person.
CREATE TABLE setting_change (
  id      INTEGER PRIMARY KEY AUTOINCREMENT,
  client  INTEGER NOT NULL REFERENCES client (id) ON DELETE CASCADE,
  at      INTEGER NOT NULL,
  who     TEXT    NOT NULL,
  setting TEXT    NOT NULL,
  was     TEXT    NOT NULL,
  became  TEXT    NOT NULL
) STRICT;
CREATE INDEX setting_change_client ON setting_change (client);

ALTER TABLE plan ADD COLUMN kind TEXT NOT NULL DEFAULT 'sync' CHECK (kind IN ('sync', 'undo', 'rehearsal', 'saved'));
-- The run that the plan takes back.
ALTER TABLE plan ADD COLUMN undoes INTEGER;
-- What was rehearsed, or where a saved plan came from, as JSON.
ALTER TABLE plan ADD COLUMN about TEXT;
ALTER TABLE plan ADD COLUMN bill_by_kind TEXT;
-- The row of the journal that the step takes back.
ALTER TABLE plan_step ADD COLUMN undoes INTEGER;

-- Who sat at the keyboard.
ALTER TABLE run ADD COLUMN who TEXT;
ALTER TABLE run ADD COLUMN undoes INTEGER;

-- What was remembered of the object before the step, as JSON; null: nothing.
ALTER TABLE journal ADD COLUMN prior TEXT;
-- Services that somebody lost by it who left, without a person's word on that, and 8 for a lost address: what the brake
-- counts.
ALTER TABLE journal ADD COLUMN lost INTEGER NOT NULL DEFAULT 0;
UPDATE journal SET lost = coalesce((
  SELECT (json_extract(s.step, '$.before.services.incoming') AND NOT json_extract(s.step, '$.after.services.incoming')
          OR json_extract(s.step, '$.before.listed') AND NOT json_extract(s.step, '$.after.listed'))
       + 2 * (json_extract(s.step, '$.before.services.outgoing')
              AND NOT json_extract(s.step, '$.after.services.outgoing'))
       + 4 * (json_extract(s.step, '$.before.services.archiving')
              AND NOT json_extract(s.step, '$.after.services.archiving'))
  FROM run r JOIN plan_step s ON s.id = (r.plan << 32) + (journal.id & 0xffffffff)
  WHERE r.id = journal.id >> 32), 7)
WHERE grp = 5;
DROP INDEX journal_removed;
CREATE INDEX journal_lost ON journal (client, at) WHERE lost <> 0;

-- When a person last applied the client's settings to a recipient that is looked after (R12).
ALTER TABLE choice ADD COLUMN settings_revision INTEGER NOT NULL DEFAULT 0;

CREATE INDEX object_vanished ON object (client, vanished_at) WHERE vanished_at IS NOT NULL;

-- The domain whose recipients this one mirrors (R14).
ALTER TABLE domain ADD COLUMN alias_of TEXT;

-- Complete readings that a plan can be rehearsed against.
CREATE TABLE snapshot_day (
  client         INTEGER NOT NULL REFERENCES client (id) ON DELETE CASCADE,
  read_at        INTEGER NOT NULL,
  digest         TEXT    NOT NULL,
  recipients     INTEGER NOT NULL,
  exchange_asked TEXT    NOT NULL,
  -- What the tenant said of its domains, as JSON.
  domains        TEXT    NOT NULL,
  PRIMARY KEY (client, read_at)
) STRICT, WITHOUT ROWID;

-- An object as it was until a reading: written only when a reading changed it. Absent: it was not there.
CREATE TABLE object_past (
  client        INTEGER NOT NULL REFERENCES client (id) ON DELETE CASCADE,
  until_at      INTEGER NOT NULL,
  directory_id  BLOB    NOT NULL CHECK (length(directory_id) = 16),
  absent        INTEGER NOT NULL,
  taken         INTEGER NOT NULL,
  kind          TEXT    NOT NULL,
  kind_source   TEXT    NOT NULL,
  name          TEXT    NOT NULL,
  addresses     TEXT    NOT NULL,
  exchange_only INTEGER NOT NULL,
  domain_set    INTEGER NOT NULL,
  first_seen_at INTEGER,
  vanished_at   INTEGER,
  PRIMARY KEY (client, until_at, directory_id)
) STRICT, WITHOUT ROWID;

-- Steps side by side that were sent, or done, together, and before which nothing was remembered. A step has a row of the
-- journal or lies in a span.
CREATE TABLE journal_span (
  run   INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
  first INTEGER NOT NULL,
  last  INTEGER NOT NULL,
  grp   INTEGER NOT NULL,
  state TEXT    NOT NULL CHECK (state IN ('sent', 'done')),
  at    INTEGER NOT NULL,
  PRIMARY KEY (run, first)
) STRICT, WITHOUT ROWID;

-- Sum of the fingerprints of all steps, modulo 2^128; null in plans of earlier versions.
ALTER TABLE plan ADD COLUMN content BLOB CHECK (length(content) = 16);
-- 0: every step is kept; 1: those of the journal; 2: none.
ALTER TABLE plan ADD COLUMN trimmed INTEGER NOT NULL DEFAULT 0;
CREATE INDEX plan_step_undoes ON plan_step (undoes) WHERE undoes IS NOT NULL;
-- Fingerprint of what the gateway is to show; null in plans of earlier versions.
ALTER TABLE plan_step ADD COLUMN shape INTEGER;

UPDATE client SET grid_stale = 1;
