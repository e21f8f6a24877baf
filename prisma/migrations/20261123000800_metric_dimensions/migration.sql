-- Figures by deployment environment, a day's charts from rows of ten minutes, and roll-ups that do not grow without bound
-- (docs/decisions/010-metrics-and-cost.md). Tables of packages/span-store.

-- A column with a constant default is added without writing to any row. Rows that were counted before are made again below.
ALTER TABLE metric ADD COLUMN environment text NOT NULL DEFAULT '';        -- of the trace; empty: none reported
ALTER TABLE metric_error ADD COLUMN environment text NOT NULL DEFAULT '';
COMMENT ON COLUMN metric.resolution IS '0 minute, 3 ten minutes, 1 hour, 2 day; so in metric_error and metric_due';

-- From when on the rows of a resolution are kept. Readers take coarser ones for what lies before; what is late there is
-- counted from the traces into the finest rows that are kept.
CREATE TABLE metric_horizon (
  project_id uuid NOT NULL,
  resolution smallint NOT NULL,
  kept_from  timestamptz NOT NULL,                 -- start of a day (UTC)
  PRIMARY KEY (project_id, resolution)
);

-- Traces that were stored before roll-ups knew all they know now: noted as due day by day, newest first. A row goes when its
-- project is done.
CREATE TABLE metric_backfill (
  project_id uuid PRIMARY KEY,
  before     timestamptz NOT NULL                  -- what began earlier is still to be noted
);
INSERT INTO metric_backfill (project_id, before) SELECT id, now() + interval '3 days' FROM project;

-- Calls that are priced again after a change of prices, an hour of traces at a time.
CREATE TABLE repricing (
  id             uuid PRIMARY KEY,
  project_id     uuid NOT NULL REFERENCES project (id) ON DELETE CASCADE,
  from_time      timestamptz NOT NULL,             -- traces that began from here on
  to_time        timestamptz NOT NULL,
  done_until     timestamptz NOT NULL,             -- hours before it are done
  traces         bigint NOT NULL DEFAULT 0,        -- with a call whose cost has changed
  spans          bigint NOT NULL DEFAULT 0,        -- whose cost has changed
  requested_at   timestamptz NOT NULL DEFAULT now(),
  finished_at    timestamptz,
  CHECK (from_time < to_time AND done_until BETWEEN from_time AND to_time)
);
-- Serves the list of a project, newest first.
CREATE INDEX repricing_project_idx ON repricing (project_id, requested_at DESC, id);
-- Serves the worker. One at a time per project: two would undo each other's progress.
CREATE UNIQUE INDEX repricing_open_idx ON repricing (project_id) WHERE finished_at IS NULL;
