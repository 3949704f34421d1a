-- What failed and counts as a try, what may be in an archive twice, and what Microsoft was asked lately (S2 to S4).

-- When the last try that counts failed, in seconds since 1970.
ALTER TABLE import_message ADD COLUMN tried INTEGER;

-- So often a message was handed over once more to an archive that may have had it already and cannot say so.
ALTER TABLE import_mailbox ADD COLUMN again INTEGER NOT NULL DEFAULT 0;
ALTER TABLE import_tally ADD COLUMN again INTEGER NOT NULL DEFAULT 0;

DROP TRIGGER import_mailbox_added;
DROP TRIGGER import_mailbox_moved;
DROP TRIGGER import_mailbox_removed;

CREATE TRIGGER import_mailbox_added AFTER INSERT ON import_mailbox BEGIN
  INSERT INTO import_tally VALUES (NEW.job, NEW.state, 1, NEW.counted, NEW.counted AND NEW.size IS NOT NULL, NEW.total,
      coalesce(NEW.size, 0), NEW.here, NEW.open, NEW.imported, NEW.duplicate, NEW.skipped, NEW.gone, NEW.bytes,
      NEW.again)
    ON CONFLICT DO UPDATE SET mailboxes = mailboxes + 1, counted = counted + excluded.counted,
      sized = sized + excluded.sized, total = total + excluded.total, size = size + excluded.size,
      here = here + excluded.here, open = open + excluded.open, imported = imported + excluded.imported,
      duplicate = duplicate + excluded.duplicate, skipped = skipped + excluded.skipped, gone = gone + excluded.gone,
      bytes = bytes + excluded.bytes, again = again + excluded.again;
END;

CREATE TRIGGER import_mailbox_moved AFTER UPDATE OF state, counted, total, size, here, open, imported, duplicate, skipped,
  gone, bytes, again ON import_mailbox BEGIN
  UPDATE import_tally SET mailboxes = mailboxes - 1, counted = counted - OLD.counted,
      sized = sized - (OLD.counted AND OLD.size IS NOT NULL), total = total - OLD.total,
      size = size - coalesce(OLD.size, 0), here = here - OLD.here, open = open - OLD.open,
      imported = imported - OLD.imported, duplicate = duplicate - OLD.duplicate, skipped = skipped - OLD.skipped,
      gone = gone - OLD.gone, bytes = bytes - OLD.bytes, again = again - OLD.again
    WHERE job = OLD.job AND state = OLD.state;
  INSERT INTO import_tally VALUES (NEW.job, NEW.state, 1, NEW.counted, NEW.counted AND NEW.size IS NOT NULL, NEW.total,
      coalesce(NEW.size, 0), NEW.here, NEW.open, NEW.imported, NEW.duplicate, NEW.skipped, NEW.gone, NEW.bytes,
      NEW.again)
    ON CONFLICT DO UPDATE SET mailboxes = mailboxes + 1, counted = counted + excluded.counted,
      sized = sized + excluded.sized, total = total + excluded.total, size = size + excluded.size,
      here = here + excluded.here, open = open + excluded.open, imported = imported + excluded.imported,
      duplicate = duplicate + excluded.duplicate, skipped = skipped + excluded.skipped, gone = gone + excluded.gone,
      bytes = bytes + excluded.bytes, again = again + excluded.again;
END;

CREATE TRIGGER import_mailbox_removed AFTER DELETE ON import_mailbox BEGIN
  UPDATE import_tally SET mailboxes = mailboxes - 1, counted = counted - OLD.counted,
      sized = sized - (OLD.counted AND OLD.size IS NOT NULL), total = total - OLD.total,
      size = size - coalesce(OLD.size, 0), here = here - OLD.here, open = open - OLD.open,
      imported = imported - OLD.imported, duplicate = duplicate - OLD.duplicate, skipped = skipped - OLD.skipped,
      gone = gone - OLD.gone, bytes = bytes - OLD.bytes, again = again - OLD.again
    WHERE job = OLD.job AND state = OLD.state;
END;

-- Since when a mailbox that was there is not.
ALTER TABLE import_mailbox ADD COLUMN away_at INTEGER;

-- When the application was deleted, as long as its tenant may have it back (M8).
ALTER TABLE import_app ADD COLUMN deleted_at INTEGER;

-- What a mailbox was asked, as long as Microsoft counts it; a line is written before the requests leave (S2).
CREATE TABLE import_asked (
  id       INTEGER PRIMARY KEY,
  -- Its immutable id in the directory.
  mailbox  TEXT    NOT NULL,
  at       INTEGER NOT NULL,
  -- So many may have left from then on.
  requests INTEGER NOT NULL,
  -- For so many microseconds Microsoft then wanted to be left alone.
  wait     INTEGER NOT NULL,
  -- From then on it says nothing any more.
  until    INTEGER NOT NULL
) STRICT;
CREATE INDEX import_asked_mailbox ON import_asked (mailbox);
CREATE INDEX import_asked_until ON import_asked (until);
