-- Imports that run in the background and are watched in a window (S2): hours, what stopped them, whose turn comes first,
-- and sums that are kept with each change, so that nobody counts messages to show how far it is.

-- Messages are read in these hours of the client's zone only: minutes of the day, both or neither.
ALTER TABLE import_job ADD COLUMN hours_from INTEGER CHECK (hours_from BETWEEN 0 AND 1439);
ALTER TABLE import_job ADD COLUMN hours_to INTEGER CHECK (hours_to BETWEEN 0 AND 1439);
-- Why its last run ended, as JSON; NULL: it did not have to.
ALTER TABLE import_job ADD COLUMN problem TEXT;
-- What nobody ended goes on by itself from now on, which nobody knew when it was begun.
UPDATE import_job SET state = 'paused' WHERE state = 'running';

-- As far as it is known whether it was read.
ALTER TABLE import_item ADD COLUMN read INTEGER;

ALTER TABLE import_mailbox ADD COLUMN first INTEGER NOT NULL DEFAULT 0;
-- Its folders were counted at least once: messages and bytes in them, by the server's word.
ALTER TABLE import_mailbox ADD COLUMN counted INTEGER NOT NULL DEFAULT 0;
ALTER TABLE import_mailbox ADD COLUMN total INTEGER NOT NULL DEFAULT 0;
ALTER TABLE import_mailbox ADD COLUMN size INTEGER;
-- Its messages: that the server shows, and by state.
ALTER TABLE import_mailbox ADD COLUMN here INTEGER NOT NULL DEFAULT 0;
ALTER TABLE import_mailbox ADD COLUMN open INTEGER NOT NULL DEFAULT 0;
ALTER TABLE import_mailbox ADD COLUMN imported INTEGER NOT NULL DEFAULT 0;
ALTER TABLE import_mailbox ADD COLUMN duplicate INTEGER NOT NULL DEFAULT 0;
ALTER TABLE import_mailbox ADD COLUMN skipped INTEGER NOT NULL DEFAULT 0;
ALTER TABLE import_mailbox ADD COLUMN gone INTEGER NOT NULL DEFAULT 0;
-- Where it is shown: what is at work, what needs a look, what waits for its turn, what is over.
ALTER TABLE import_mailbox ADD COLUMN place INTEGER GENERATED ALWAYS AS (CASE state WHEN 'paused' THEN 1
  WHEN 'differs' THEN 2 WHEN 'refused' THEN 3 WHEN 'exceptions' THEN 4 WHEN 'queued' THEN 5 WHEN 'done' THEN 6
  ELSE 0 END) VIRTUAL;
CREATE INDEX import_mailbox_place ON import_mailbox (job, place, first DESC, address COLLATE NOCASE);
CREATE INDEX import_mailbox_total ON import_mailbox (job, total);
CREATE INDEX import_mailbox_uncounted ON import_mailbox (job, id) WHERE counted = 0;

UPDATE import_mailbox SET
  (here, open, imported, duplicate, skipped, gone, bytes) = (
    SELECT coalesce(sum(present), 0), coalesce(sum(state < 2), 0), coalesce(sum(state = 2), 0),
      coalesce(sum(state = 3), 0), coalesce(sum(state = 4), 0), coalesce(sum(state = 5), 0),
      coalesce(sum(iif(state = 2, size, 0)), 0)
    FROM import_message WHERE mailbox = import_mailbox.id),
  (counted, total, size) = (
    SELECT count(*) > 0, coalesce(sum(total), 0), iif(count(*) = count(size), sum(size), NULL)
    FROM import_folder WHERE mailbox = import_mailbox.id AND present = 1);

-- Mailboxes of an import that stand the same, together.
CREATE TABLE import_tally (
  job       INTEGER NOT NULL REFERENCES import_job (id) ON DELETE CASCADE,
  state     TEXT    NOT NULL,
  mailboxes INTEGER NOT NULL,
  counted   INTEGER NOT NULL,
  -- Of the counted ones: those whose bytes are known.
  sized     INTEGER NOT NULL,
  total     INTEGER NOT NULL,
  size      INTEGER NOT NULL,
  here      INTEGER NOT NULL,
  open      INTEGER NOT NULL,
  imported  INTEGER NOT NULL,
  duplicate INTEGER NOT NULL,
  skipped   INTEGER NOT NULL,
  gone      INTEGER NOT NULL,
  bytes     INTEGER NOT NULL,
  PRIMARY KEY (job, state)
) STRICT, WITHOUT ROWID;
INSERT INTO import_tally SELECT job, state, count(*), sum(counted), sum(counted AND size IS NOT NULL), sum(total),
    coalesce(sum(size), 0), sum(here), sum(open), sum(imported), sum(duplicate), sum(skipped), sum(gone), sum(bytes)
  FROM import_mailbox GROUP BY job, state;

-- Messages of an import that were skipped, by reason.
CREATE TABLE import_skip (
  job      INTEGER NOT NULL REFERENCES import_job (id) ON DELETE CASCADE,
  reason   TEXT    NOT NULL,
  messages INTEGER NOT NULL,
  PRIMARY KEY (job, reason)
) STRICT, WITHOUT ROWID;
INSERT INTO import_skip SELECT b.job, coalesce(m.reason, ''), count(*)
  FROM import_mailbox b JOIN import_message m ON m.mailbox = b.id AND m.state = 4 GROUP BY 1, 2;

CREATE TRIGGER import_message_listed AFTER INSERT ON import_message BEGIN
  UPDATE import_mailbox SET here = here + NEW.present, open = open + (NEW.state < 2),
      imported = imported + (NEW.state = 2), duplicate = duplicate + (NEW.state = 3), skipped = skipped + (NEW.state = 4),
      gone = gone + (NEW.state = 5), bytes = bytes + iif(NEW.state = 2, coalesce(NEW.size, 0), 0)
    WHERE id = NEW.mailbox;
END;

CREATE TRIGGER import_message_moved AFTER UPDATE OF state, present ON import_message
WHEN NEW.state <> OLD.state OR NEW.present <> OLD.present BEGIN
  UPDATE import_mailbox SET here = here + NEW.present - OLD.present, open = open + (NEW.state < 2) - (OLD.state < 2),
      imported = imported + (NEW.state = 2) - (OLD.state = 2), duplicate = duplicate + (NEW.state = 3) - (OLD.state = 3),
      skipped = skipped + (NEW.state = 4) - (OLD.state = 4), gone = gone + (NEW.state = 5) - (OLD.state = 5),
      bytes = bytes + iif(NEW.state = 2, coalesce(NEW.size, 0), 0) - iif(OLD.state = 2, coalesce(OLD.size, 0), 0)
    WHERE id = NEW.mailbox;
END;

CREATE TRIGGER import_message_skipped AFTER UPDATE OF state ON import_message
WHEN NEW.state = 4 AND OLD.state <> 4 BEGIN
  INSERT INTO import_skip SELECT job, coalesce(NEW.reason, ''), 1 FROM import_mailbox WHERE id = NEW.mailbox
    ON CONFLICT DO UPDATE SET messages = messages + 1;
END;

CREATE TRIGGER import_mailbox_added AFTER INSERT ON import_mailbox BEGIN
  INSERT INTO import_tally VALUES (NEW.job, NEW.state, 1, NEW.counted, NEW.counted AND NEW.size IS NOT NULL, NEW.total,
      coalesce(NEW.size, 0), NEW.here, NEW.open, NEW.imported, NEW.duplicate, NEW.skipped, NEW.gone, NEW.bytes)
    ON CONFLICT DO UPDATE SET mailboxes = mailboxes + 1, counted = counted + excluded.counted,
      sized = sized + excluded.sized, total = total + excluded.total, size = size + excluded.size,
      here = here + excluded.here, open = open + excluded.open, imported = imported + excluded.imported,
      duplicate = duplicate + excluded.duplicate, skipped = skipped + excluded.skipped, gone = gone + excluded.gone,
      bytes = bytes + excluded.bytes;
END;

CREATE TRIGGER import_mailbox_moved AFTER UPDATE OF state, counted, total, size, here, open, imported, duplicate, skipped,
  gone, bytes ON import_mailbox BEGIN
  UPDATE import_tally SET mailboxes = mailboxes - 1, counted = counted - OLD.counted,
      sized = sized - (OLD.counted AND OLD.size IS NOT NULL), total = total - OLD.total,
      size = size - coalesce(OLD.size, 0), here = here - OLD.here, open = open - OLD.open,
      imported = imported - OLD.imported, duplicate = duplicate - OLD.duplicate, skipped = skipped - OLD.skipped,
      gone = gone - OLD.gone, bytes = bytes - OLD.bytes
    WHERE job = OLD.job AND state = OLD.state;
  INSERT INTO import_tally VALUES (NEW.job, NEW.state, 1, NEW.counted, NEW.counted AND NEW.size IS NOT NULL, NEW.total,
      coalesce(NEW.size, 0), NEW.here, NEW.open, NEW.imported, NEW.duplicate, NEW.skipped, NEW.gone, NEW.bytes)
    ON CONFLICT DO UPDATE SET mailboxes = mailboxes + 1, counted = counted + excluded.counted,
      sized = sized + excluded.sized, total = total + excluded.total, size = size + excluded.size,
      here = here + excluded.here, open = open + excluded.open, imported = imported + excluded.imported,
      duplicate = duplicate + excluded.duplicate, skipped = skipped + excluded.skipped, gone = gone + excluded.gone,
      bytes = bytes + excluded.bytes;
END;
