-- A person's word that a step is done holds for as many objects as it was said of (W8).

-- What was said before holds for none: whom the gateway refuses is looked at again.
ALTER TABLE cutover_mark ADD COLUMN objects INTEGER NOT NULL DEFAULT 0;
