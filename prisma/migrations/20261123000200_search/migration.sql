-- Finding attributes and text (docs/decisions/009-search.md). Owned by packages/span-store.

-- What was written since a moment: the indexer takes traces in this order, a search reads what lies beyond its watermark.
CREATE INDEX trace_received_idx ON trace (project_id, last_received_at);

-- How far the index of a project reaches: every trace whose last span was received until then stands in a segment.
CREATE TABLE search_state (
  project_id      uuid PRIMARY KEY,
  indexed_through timestamptz NOT NULL
);

-- Some 2,000 spans in whole traces, and which tokens occur in them. Written once, never changed.
CREATE TABLE search_segment (
  project_id  uuid NOT NULL,
  segment_id  uuid NOT NULL,
  from_time   timestamptz NOT NULL,  -- no trace of it starts earlier
  to_time     timestamptz NOT NULL,  -- or later
  span_count  integer NOT NULL,
  trace_ids   bytea NOT NULL,        -- 16 bytes each; sixteen groups of neighbours
  blocks      integer NOT NULL,      -- of 64 bytes, in filter
  filter      bytea NOT NULL,        -- blocked Bloom filter: span-store/src/search/block-filter.ts
  PRIMARY KEY (project_id, segment_id)
);
-- One block is read by its offset, without the rest of the value: that needs it uncompressed.
ALTER TABLE search_segment ALTER COLUMN filter SET STORAGE EXTERNAL;
-- Segments of a time range, newest first.
CREATE INDEX search_segment_time_idx ON search_segment (project_id, to_time DESC, segment_id DESC) INCLUDE (from_time);

-- Smallest and largest number under one attribute key in each group of a segment's traces.
CREATE TABLE search_number (
  project_id uuid NOT NULL,
  key_hash   integer NOT NULL,
  segment_id uuid NOT NULL,
  ranges     bytea NOT NULL,         -- sixteen pairs of float4; NaN where the group has no number
  PRIMARY KEY (project_id, key_hash, segment_id)
);

-- Attribute paths that were observed, with some of their values, for suggestions.
CREATE TABLE attribute_key (
  project_id uuid NOT NULL,
  path       text NOT NULL,          -- as queries write it: attributes.retrieval.documents[*].document.score
  types      text[] NOT NULL,        -- string, number, boolean, list, object
  samples    text[] NOT NULL,        -- short values, at most 20
  last_seen  timestamptz NOT NULL,
  PRIMARY KEY (project_id, path)
);
