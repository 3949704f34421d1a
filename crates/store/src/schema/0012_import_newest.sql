-- One import of a client goes on at a time; the one that was begun or let go on last is the one that is shown (S2).

-- Grows with each import that is begun or let go on.
ALTER TABLE import_job ADD COLUMN touched INTEGER NOT NULL DEFAULT 0;
UPDATE import_job SET state = 'paused' WHERE state = 'running' AND EXISTS (SELECT 1 FROM import_job AS later
  WHERE later.client = import_job.client AND later.state = 'running' AND later.id > import_job.id);
UPDATE import_job SET touched = id + iif(state = 'running', (SELECT max(id) FROM import_job), 0);

-- As long as nothing was listed a person may choose other mailboxes.
CREATE TRIGGER import_mailbox_removed AFTER DELETE ON import_mailbox BEGIN
  UPDATE import_tally SET mailboxes = mailboxes - 1, counted = counted - OLD.counted,
      sized = sized - (OLD.counted AND OLD.size IS NOT NULL), total = total - OLD.total,
      size = size - coalesce(OLD.size, 0), here = here - OLD.here, open = open - OLD.open,
      imported = imported - OLD.imported, duplicate = duplicate - OLD.duplicate, skipped = skipped - OLD.skipped,
      gone = gone - OLD.gone, bytes = bytes - OLD.bytes
    WHERE job = OLD.job AND state = OLD.state;
END;
