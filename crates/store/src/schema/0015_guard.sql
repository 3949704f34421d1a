-- What is known of a client's cut-over outlasts a look that fails, and a mark is of one reason (W8).

-- How asking Exchange came out since it last told anything, as JSON; `exchange` is what it told then.
ALTER TABLE cutover ADD COLUMN exchange_trouble TEXT;
ALTER TABLE cutover ADD COLUMN exchange_trouble_at INTEGER;

UPDATE cutover SET exchange_trouble = exchange, exchange_trouble_at = exchange_at, exchange = NULL, exchange_at = NULL
  WHERE exchange ->> '$.look' <> 'read';

-- Why the step stood open when it was marked; NULL: that was not kept.
ALTER TABLE cutover_mark ADD COLUMN code TEXT;
