-- Whom the gateway lists is told by its newest word: what it last showed, or what it took since (W8).

-- When what is remembered of a domain was last applied; as exactly as that is known by now.
ALTER TABLE domain ADD COLUMN remembered_at INTEGER;

UPDATE domain SET remembered_at = (SELECT max(r.written_at) FROM remembered r WHERE r.client = domain.client)
  WHERE remembered IS NOT NULL;

-- `unlisted` says now in which domains: 0 in none, else the number of a set, negative where aliases alone are missing.
UPDATE client SET grid_stale = 1;
