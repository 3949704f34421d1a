-- The round in which mailboxes that are done are counted once more at the end of an import (S4). 0: a mailbox's turn is, or
-- was, its own import; 1: it comes to that round as it was done; 2: the same, after its turn in it was cut short.
ALTER TABLE import_mailbox ADD COLUMN last_round INTEGER NOT NULL DEFAULT 0;
