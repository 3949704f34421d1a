-- How many steps of a client's cut-over wait for a person, so that its row in the cockpit is read without a look at its
-- mailboxes (W0, W8), and the revision of the grid of which that was counted; NULL: it never was.
ALTER TABLE client ADD COLUMN open_steps INTEGER NOT NULL DEFAULT 0;
ALTER TABLE client ADD COLUMN steps_counted INTEGER;

-- Recipients that the gateway does not list, neither by us nor before us: after the first run they are few.
ALTER TABLE grid ADD COLUMN unlisted INTEGER NOT NULL DEFAULT 0;
CREATE INDEX grid_unlisted ON grid (client) WHERE unlisted;
UPDATE client SET grid_stale = 1;
