-- The different values under one attribute key of a segment, where these are short and few, for "contains". A segment without a row may
-- hold any: those that were indexed before this table are read as before.
CREATE TABLE search_text (
  project_id uuid NOT NULL,
  key_hash   integer NOT NULL,
  segment_id uuid NOT NULL,
  texts      bytea NOT NULL,         -- span-store/src/search/short-texts.ts
  PRIMARY KEY (project_id, key_hash, segment_id)
);
