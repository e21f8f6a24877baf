-- Fewer bytes per span, in rows and in indexes (docs/performance.md tells how many). Checked by hand.

-- ---------------------------------------------------------------- span: columns by width

-- PostgreSQL aligns every column to its own width: widest first leaves no gaps. Columns cannot be moved, so the rows are
-- written again, a partition at a time; an installation that has spans already waits for this once.
ALTER TABLE span RENAME TO span_before;
ALTER INDEX span_pkey RENAME TO span_before_pkey;
ALTER INDEX span_start_brin RENAME TO span_before_start_brin;

CREATE TABLE span (
  project_id         uuid NOT NULL,
  trace_id           uuid NOT NULL,
  span_id            bigint NOT NULL,
  parent_span_id     bigint,
  start_time         timestamptz NOT NULL,
  duration_ns        bigint,                        -- null: the span has not ended
  content_hash       bigint NOT NULL,
  cost               double precision,              -- US dollars; null: no price is known, or no tokens were reported
  input_tokens       integer,
  output_tokens      integer,
  cache_read_tokens  integer,
  cache_write_tokens integer,
  reasoning_tokens   integer,
  ttft_ms            real,
  start_time_ns      smallint NOT NULL DEFAULT 0,   -- nanoseconds below the microsecond of start_time, 0 to 999
  kind               smallint NOT NULL,             -- packages/span kinds
  otel_kind          smallint NOT NULL,
  status             smallint NOT NULL,             -- OTLP: 0 unset, 1 ok, 2 error
  attribute_count    smallint NOT NULL,
  flags              smallint NOT NULL DEFAULT 0,   -- packages/span-store/src/flags.ts: what had to be mended
  normaliser         smallint NOT NULL,
  name               text NOT NULL,
  service            text NOT NULL,
  model              text,
  provider           text,
  price_id           text,                          -- the price that was used: packages/span/src/pricing/find-price-row.ts
  session_id         text,
  user_id            text,
  error_type         text,
  error_message      text,                          -- status message or exception message, first 300 characters
  response_id        text,
  PRIMARY KEY (project_id, trace_id, span_id, start_time)
) PARTITION BY RANGE (start_time);
CREATE INDEX span_start_brin ON span USING brin (start_time);

DO $$
DECLARE
  part record;
  column_names text;
BEGIN
  SELECT string_agg(quote_ident(attname), ', ') INTO column_names
    FROM pg_attribute WHERE attrelid = 'span'::regclass AND attnum > 0 AND NOT attisdropped;
  FOR part IN
    SELECT child.relname AS name, pg_get_expr(child.relpartbound, child.oid) AS bounds
      FROM pg_inherits JOIN pg_class child ON child.oid = inhrelid
     WHERE inhparent = 'span_before'::regclass
     ORDER BY 1
  LOOP
    -- The old one goes first, with its indexes, so that the names are free.
    EXECUTE format('ALTER TABLE span_before DETACH PARTITION %I', part.name);
    EXECUTE format('CREATE TEMPORARY TABLE moved ON COMMIT DROP AS TABLE %I', part.name);
    EXECUTE format('DROP TABLE %I', part.name);
    EXECUTE format('CREATE TABLE %I PARTITION OF span %s', part.name, part.bounds);
    EXECUTE format('INSERT INTO %I (%s) SELECT %s FROM moved', part.name, column_names, column_names);
    DROP TABLE moved;
  END LOOP;
END $$;
DROP TABLE span_before;

-- ---------------------------------------------------------------- trace: fewer and narrower indexes

-- Every list in the order of time. Included: the session list walks past the sessions that it has met, and a strip over a
-- filtered list counts traces, errors and durations, both without touching a row. What else was included is counted from the
-- roll-ups now.
DROP INDEX trace_list_idx;
DROP INDEX trace_session_recent_idx;
CREATE INDEX trace_list_idx ON trace (project_id, start_time DESC, trace_id DESC)
  INCLUDE (duration_ns, status, session_id);

-- The traces of a session, from either end of its time. Their rows are read anyway, so the trace id need not stand here.
DROP INDEX trace_session_idx;
CREATE INDEX trace_session_idx ON trace (project_id, session_id, start_time DESC) WHERE session_id IS NOT NULL;

-- Inserts wait in a list that every search reads from end to end: 4 MB of it (the default) cost a search more than the
-- index itself.
ALTER INDEX trace_span_names_idx SET (gin_pending_list_limit = 256);
ALTER INDEX trace_models_idx SET (gin_pending_list_limit = 256);
