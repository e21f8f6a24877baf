-- Cost of model calls, and figures over time from roll-ups (docs/decisions/010-metrics-and-cost.md).

-- ---------------------------------------------------------------- cost (columns of packages/span-store)

-- A column that may be null and has no default is added without writing to any row, in every partition at once.
ALTER TABLE span
  ADD COLUMN cost     double precision,            -- US dollars; null: no price is known, or no tokens were reported
  ADD COLUMN price_id text;                        -- the row of the price list that was used: packages/span/src/pricing

ALTER TABLE trace
  ADD COLUMN cost             double precision,    -- US dollars, each model call once; null: no call has a price
  ADD COLUMN uncounted_spans  bigint[],            -- model calls that repeat the usage of another one; null: none
  ADD COLUMN has_old_versions boolean NOT NULL DEFAULT false; -- a span has several rows (its versions start at different times)

-- Prices that a project sets for itself; they go before the bundled ones. Rows are ended, never changed or deleted: the
-- arithmetic of a call that one has priced stays readable.
CREATE TABLE model_price (
  id                      uuid PRIMARY KEY,
  project_id              uuid NOT NULL REFERENCES project (id) ON DELETE CASCADE,
  model_pattern           text NOT NULL,           -- a model name; * stands for any letters
  provider                text,                    -- null: any
  currency                text NOT NULL DEFAULT 'USD' CHECK (currency ~ '^[A-Z]{3}$'),
  usd_rate                double precision NOT NULL DEFAULT 1 CHECK (usd_rate > 0), -- dollars for one unit of the currency
  input_per_million       double precision CHECK (input_per_million >= 0),
  cache_read_per_million  double precision CHECK (cache_read_per_million >= 0),
  cache_write_per_million double precision CHECK (cache_write_per_million >= 0),
  output_per_million      double precision CHECK (output_per_million >= 0),
  reasoning_per_million   double precision CHECK (reasoning_per_million >= 0),
  valid_from              timestamptz NOT NULL,
  note                    text,
  created_at              timestamptz NOT NULL DEFAULT now(),
  removed_at              timestamptz,
  CHECK (currency <> 'USD' OR usd_rate = 1),
  CHECK (input_per_million IS NOT NULL OR output_per_million IS NOT NULL)
);
-- Serves the list in the settings and ingest's look at it once a minute.
CREATE INDEX model_price_project_idx ON model_price (project_id, created_at DESC, id);

-- ---------------------------------------------------------------- roll-ups (owned by packages/span-store)

-- What has to be counted (again): written with every flush, emptied by the worker. No key and no index: flushes never wait
-- for each other here, and the table holds a few seconds of flushes.
CREATE TABLE metric_due (
  project_id uuid NOT NULL,
  resolution smallint NOT NULL DEFAULT 0,          -- 0 minute, 1 hour, 2 day, as in metric
  starts     integer[] NOT NULL                    -- minutes, hours or days since 1970 (UTC)
);
-- All its rows come and go every few seconds.
ALTER TABLE metric_due SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);

-- Counts of the traces that began in one minute, hour or day, and of their spans, wherever in time those lie.
CREATE TABLE metric (
  project_id         uuid NOT NULL,
  resolution         smallint NOT NULL,            -- 0 minute, 1 hour, 2 day
  grain              smallint NOT NULL,            -- 0 applications, 1 span names, 3 models; 2 and 4: the same of one application
  scope              text NOT NULL,                -- the application of grains 2 and 4; else empty
  at                 timestamptz NOT NULL,         -- start of the minute, hour or day
  key                uuid NOT NULL,                -- digest of name, kind, model and provider, which may be too long for an index
  name               text NOT NULL,                -- application or span name; empty in grains 3 and 4
  kind               smallint NOT NULL,            -- packages/span kinds; 0 in grain 0
  model              text NOT NULL,                -- empty: not a model call, or none reported
  provider           text NOT NULL,
  count              bigint NOT NULL,              -- traces, spans or model calls
  errors             bigint NOT NULL,
  duration_ns        double precision NOT NULL,    -- sum
  durations          bytea NOT NULL,               -- histograms: span-store/src/metrics/histogram.ts
  ttfts              bytea NOT NULL,               -- of model calls, in nanoseconds
  input_tokens       bigint,                       -- sums; null: none reported
  output_tokens      bigint,
  cache_read_tokens  bigint,
  cache_write_tokens bigint,
  reasoning_tokens   bigint,
  cost               double precision,             -- null: no call has a price
  calls              bigint NOT NULL,              -- model calls that reported tokens, each once
  unpriced_calls     bigint NOT NULL,              -- those of them without a price
  last_received_at   timestamptz,                  -- grain 0
  -- Serves every chart: one grain and scope over a range of time.
  PRIMARY KEY (project_id, resolution, grain, scope, at, key)
);
-- Serves the worker, which replaces all rows of a minute, hour or day.
CREATE INDEX metric_at_idx ON metric (project_id, resolution, at);
-- The histograms are dense already.
ALTER TABLE metric ALTER COLUMN durations SET STORAGE MAIN, ALTER COLUMN ttfts SET STORAGE MAIN;

-- Failed spans without a failed child, by the type and shape of what they say; by start of their trace as well.
CREATE TABLE metric_error (
  project_id    uuid NOT NULL,
  resolution    smallint NOT NULL,
  at            timestamptz NOT NULL,
  key           uuid NOT NULL,                     -- digest of application, error type and shape
  application   text NOT NULL,
  error_type    text NOT NULL,                     -- empty: none reported
  shape         text NOT NULL,                     -- the message with numbers, ids and quoted parts left out
  span_name     text NOT NULL,                     -- of the newest occurrence, like the message
  message       text NOT NULL,
  occurrences   bigint NOT NULL,
  traces        bigint NOT NULL,
  first_seen    timestamptz NOT NULL,
  last_seen     timestamptz NOT NULL,
  sample_traces uuid[] NOT NULL,                   -- up to 5, the newest first
  PRIMARY KEY (project_id, resolution, at, key)
);
