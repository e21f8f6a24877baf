-- Evaluation of live traffic and of past ranges (docs/decisions/015-evaluation-tasks.md). Owned by packages/evaluation. Checked by hand.

CREATE TABLE evaluation_task (
  project_id     uuid NOT NULL REFERENCES project (id) ON DELETE CASCADE,
  id             uuid NOT NULL,
  name           text NOT NULL,
  state          text NOT NULL CHECK (state IN ('created', 'running', 'paused', 'blocked', 'completed', 'stopped', 'failed')),
  state_reason   jsonb,                           -- { code, message, ...facts }: why it is blocked or failed
  version        integer NOT NULL,                -- the one that picks traces now
  budget         jsonb,                           -- caps; they change without a new version, because no score depends on them
  created_by     text,
  created_at     timestamptz NOT NULL DEFAULT now(),
  updated_at     timestamptz NOT NULL DEFAULT now(),
  started_at     timestamptz,
  ended_at       timestamptz,
  deleted_at     timestamptz,
  removes_results boolean NOT NULL DEFAULT false, -- set with deleted_at: the worker deletes evaluations and decisions bit by bit
  PRIMARY KEY (project_id, id)
);
-- The list of a project, newest first.
CREATE INDEX evaluation_task_list_idx ON evaluation_task (project_id, created_at DESC, id DESC) WHERE deleted_at IS NULL;
-- What the worker looks at every two seconds, of all projects.
CREATE INDEX evaluation_task_active_idx ON evaluation_task (project_id, id)
  WHERE (state IN ('created', 'running') AND deleted_at IS NULL) OR removes_results;

-- What a task judges, and how. Never changed after it was made, but for how far its scan is.
CREATE TABLE evaluation_task_version (
  project_id       uuid NOT NULL,
  task_id          uuid NOT NULL,
  version          integer NOT NULL,
  application      text,                          -- null: every one
  filter           text,                          -- in the language of Trace Query; null: every trace
  config           jsonb NOT NULL,                -- EvaluationConfig
  judge_model_id   uuid NOT NULL REFERENCES judge_model (id),
  judge_snapshot   jsonb NOT NULL,
  judging_hash     text NOT NULL,                 -- SHA-256 of config and judge: equal ones give a trace the same result
  sampling_start   timestamptz NOT NULL,
  sampling_end     timestamptz,                   -- null: until it is stopped
  sampling         jsonb NOT NULL,                -- { policy: window, everyMinutes } or { policy: probability, percent }
  salt             text NOT NULL,                 -- of the task: a higher percentage keeps the traces of a lower one
  quiet_seconds    integer,                       -- null: as the traces of the application need it
  measured_quiet_seconds integer,                 -- what was found then
  measured_at      timestamptz,
  backfill_start   timestamptz,                   -- checkpoint: the last trace that was read in the order of start
  backfill_trace   uuid,
  is_backfilled    boolean NOT NULL DEFAULT false,
  received_through timestamptz NOT NULL,          -- every trace whose last span was received until then has been looked at
  created_by       text,
  created_at       timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (project_id, task_id, version),
  FOREIGN KEY (project_id, task_id) REFERENCES evaluation_task (project_id, id) ON DELETE CASCADE
);

-- What became of each trace of the sampling period: exactly one row per trace and version. One that is taken has its state
-- from its evaluation.
CREATE TABLE evaluation_decision (
  project_id       uuid NOT NULL,
  task_id          uuid NOT NULL,
  trace_id         uuid NOT NULL,
  trace_start_time timestamptz NOT NULL,
  due_at           timestamptz,                   -- waiting: when it may be judged; taken: when to see whether late spans matter
  window_start     timestamptz,                   -- only while the window is open
  seen_through     timestamptz,                   -- taken: the trace's last receipt that is in the evaluation
  evaluation_id    uuid,
  version          integer NOT NULL,
  state            text NOT NULL CHECK (state IN ('filtered_out', 'sampled_out', 'waiting', 'taken', 'skipped_budget', 'cancelled')),
  reason           jsonb,
  PRIMARY KEY (project_id, task_id, version, trace_id)
);
-- What a task has to see to next. Most rows are filtered or sampled out and stand in neither of these two.
CREATE INDEX evaluation_decision_due_idx ON evaluation_decision (project_id, task_id, version, due_at)
  WHERE due_at IS NOT NULL AND window_start IS NULL;
-- The members of windows that are not closed yet.
CREATE INDEX evaluation_decision_window_idx ON evaluation_decision (project_id, task_id, version, window_start)
  WHERE window_start IS NOT NULL;
-- The traces of one state, newest first, and their number.
CREATE INDEX evaluation_decision_list_idx
  ON evaluation_decision (project_id, task_id, version, state, trace_start_time DESC, trace_id DESC);
-- Why a trace has no score, for every task.
CREATE INDEX evaluation_decision_trace_idx ON evaluation_decision (project_id, trace_id);

-- A window of time of which one trace was picked, with the number of those it was picked from.
CREATE TABLE evaluation_window (
  project_id      uuid NOT NULL,
  task_id         uuid NOT NULL,
  version         integer NOT NULL,
  window_start    timestamptz NOT NULL,
  population      integer NOT NULL,
  picked_trace_id uuid,                           -- null: nothing in it matched in the end
  closed_at       timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (project_id, task_id, version, window_start)
);

-- What a task with caps has spent, by day (UTC) and in total (day infinity), and what calls under way may cost at most.
CREATE TABLE evaluation_spend (
  project_id      uuid NOT NULL,
  task_id         uuid NOT NULL,
  day             date NOT NULL,
  tokens_spent    bigint NOT NULL DEFAULT 0,
  tokens_reserved bigint NOT NULL DEFAULT 0,
  cost_spent      numeric NOT NULL DEFAULT 0,     -- US dollars; exact, so that thousands of calls leave no rest
  cost_reserved   numeric NOT NULL DEFAULT 0,
  PRIMARY KEY (project_id, task_id, day)
);

-- One call under way. A run that dies leaves it behind, and it counts as spent when the evaluation is taken back.
CREATE TABLE evaluation_reservation (
  project_id    uuid NOT NULL,
  evaluation_id uuid NOT NULL,
  id            uuid NOT NULL,
  task_id       uuid NOT NULL,
  day           date NOT NULL,
  tokens        bigint NOT NULL,
  cost          numeric NOT NULL,
  PRIMARY KEY (project_id, evaluation_id, id)
);

-- Null: asked for by a person, for this one trace.
ALTER TABLE evaluation
  ADD COLUMN task_id uuid,
  ADD COLUMN task_version integer;
-- How many evaluations of a task are under way.
CREATE INDEX evaluation_task_state_idx ON evaluation (project_id, task_id, task_version, state) WHERE task_id IS NOT NULL;
