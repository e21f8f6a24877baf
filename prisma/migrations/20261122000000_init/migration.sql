-- The first data model. Checked by hand; the Prisma models beside it describe the same tables.
--
-- Rules that every table of a project's data keeps: project_id comes first in every key, ids are made by the
-- application, no trigger, and no foreign key points at or from the span tables. That is what lets the span tables be
-- distributed by project later (docs/decisions/002-span-store.md).

-- ---------------------------------------------------------------- accounts (owned by better-auth)

CREATE TABLE "user" (
  id             text PRIMARY KEY,
  name           text NOT NULL,
  email          text NOT NULL UNIQUE,
  email_verified boolean NOT NULL DEFAULT false,
  image          text,
  created_at     timestamptz NOT NULL DEFAULT now(),
  updated_at     timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE session (
  id         text PRIMARY KEY,
  token      text NOT NULL UNIQUE,
  user_id    text NOT NULL REFERENCES "user" (id) ON DELETE CASCADE,
  expires_at timestamptz NOT NULL,
  ip_address text,
  user_agent text,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX session_user_id_idx ON session (user_id);

CREATE TABLE account (
  id                       text PRIMARY KEY,
  account_id               text NOT NULL,
  provider_id              text NOT NULL,
  user_id                  text NOT NULL REFERENCES "user" (id) ON DELETE CASCADE,
  access_token             text,
  refresh_token            text,
  id_token                 text,
  access_token_expires_at  timestamptz,
  refresh_token_expires_at timestamptz,
  scope                    text,
  password                 text,
  created_at               timestamptz NOT NULL DEFAULT now(),
  updated_at               timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX account_user_id_idx ON account (user_id);

CREATE TABLE verification (
  id         text PRIMARY KEY,
  identifier text NOT NULL,
  value      text NOT NULL,
  expires_at timestamptz NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX verification_identifier_idx ON verification (identifier);

CREATE TABLE rate_limit (
  id           text PRIMARY KEY,
  key          text NOT NULL UNIQUE,
  count        integer NOT NULL,
  last_request bigint NOT NULL
);

-- ---------------------------------------------------------------- access (owned by packages/access)

CREATE TABLE project (
  id         uuid PRIMARY KEY,
  name       text NOT NULL,
  slug       text NOT NULL UNIQUE,
  created_at timestamptz NOT NULL DEFAULT now()
);

-- One row per person and project. `role` names a row of the permission table in code; `extra_permissions` holds rights
-- given apart from the role, such as making share links.
CREATE TABLE membership (
  project_id        uuid NOT NULL REFERENCES project (id) ON DELETE CASCADE,
  user_id           text NOT NULL REFERENCES "user" (id) ON DELETE CASCADE,
  role              text NOT NULL CHECK (role IN ('owner', 'admin', 'member', 'viewer')),
  extra_permissions text[] NOT NULL DEFAULT '{}',
  created_at        timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (project_id, user_id)
);
CREATE INDEX membership_user_id_idx ON membership (user_id);

-- A key is found by the SHA-256 of its text; the text itself is shown once and never stored.
CREATE TABLE api_key (
  id           uuid PRIMARY KEY,
  project_id   uuid NOT NULL REFERENCES project (id) ON DELETE CASCADE,
  name         text NOT NULL,
  key_hash     bytea NOT NULL UNIQUE CHECK (octet_length(key_hash) = 32),
  key_start    text NOT NULL,
  scopes       text[] NOT NULL CHECK (scopes <@ ARRAY['ingest', 'read', 'evaluate', 'admin']),
  created_by   text REFERENCES "user" (id) ON DELETE SET NULL,
  created_at   timestamptz NOT NULL DEFAULT now(),
  last_used_at timestamptz,
  expires_at   timestamptz,
  revoked_at   timestamptz
);
CREATE INDEX api_key_project_idx ON api_key (project_id, created_at DESC);

-- One-time sign-in links. user_id is null for the link that creates the first owner.
CREATE TABLE sign_in_link (
  token_hash bytea PRIMARY KEY CHECK (octet_length(token_hash) = 32),
  user_id    text REFERENCES "user" (id) ON DELETE CASCADE,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  used_at    timestamptz
);

CREATE TABLE share_ticket (
  id              uuid PRIMARY KEY,
  project_id      uuid NOT NULL REFERENCES project (id) ON DELETE CASCADE,
  trace_id        uuid NOT NULL,
  ticket_hash     bytea NOT NULL UNIQUE CHECK (octet_length(ticket_hash) = 32),
  created_by      text REFERENCES "user" (id) ON DELETE CASCADE,  -- null: made with an API key
  sender_name     text NOT NULL,                   -- who sent it, as the person who opens it is told
  created_at      timestamptz NOT NULL DEFAULT now(),
  expires_at      timestamptz NOT NULL,
  note            text,
  hidden_parts    text[] NOT NULL DEFAULT '{}'
                  CHECK (hidden_parts <@ ARRAY['inputs', 'outputs', 'documents', 'attributes']),
  passcode_hash   text,
  redeemed_at     timestamptz,
  session_hash    bytea UNIQUE CHECK (octet_length(session_hash) = 32),
  redeemed_ip     text,
  redeemed_agent  text,
  last_viewed_at  timestamptz,
  revoked_at      timestamptz
);
CREATE INDEX share_ticket_project_idx ON share_ticket (project_id, created_at DESC, id);
CREATE INDEX share_ticket_trace_idx ON share_ticket (project_id, trace_id, created_at DESC);

CREATE TABLE audit_event (
  id          uuid PRIMARY KEY,
  project_id  uuid,
  at          timestamptz NOT NULL DEFAULT now(),
  actor_kind  text NOT NULL,
  actor_id    text,
  ip_address  text,
  action      text NOT NULL,
  object_kind text,
  object_id   text,
  detail      jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX audit_event_project_idx ON audit_event (project_id, at DESC, id);

-- ---------------------------------------------------------------- spans (owned by packages/span-store)

-- One narrow row per span: what lists, trees and totals need. Everything else stays in trace_payload, as it came.
-- A second version of a span (same key) replaces the row when it is the better one: see span-store/src/write.
CREATE TABLE span (
  project_id       uuid NOT NULL,
  trace_id         uuid NOT NULL,
  span_id          bigint NOT NULL,
  parent_span_id   bigint,
  start_time       timestamptz NOT NULL,
  start_time_ns    smallint NOT NULL DEFAULT 0,   -- nanoseconds below the microsecond of start_time, 0 to 999
  duration_ns      bigint,                        -- null: the span has not ended
  name             text NOT NULL,
  service          text NOT NULL,
  kind             smallint NOT NULL,             -- packages/span kinds
  otel_kind        smallint NOT NULL,
  status           smallint NOT NULL,             -- OTLP: 0 unset, 1 ok, 2 error
  model            text,
  provider         text,
  input_tokens     integer,
  output_tokens    integer,
  cache_read_tokens integer,
  cache_write_tokens integer,
  reasoning_tokens integer,
  ttft_ms          real,
  session_id       text,
  user_id          text,
  error_type       text,
  error_message    text,                          -- status message or exception message, first 300 characters
  response_id      text,
  attribute_count  smallint NOT NULL,
  flags            smallint NOT NULL DEFAULT 0,   -- packages/span-store/src/flags.ts: what had to be mended
  content_hash     bigint NOT NULL,
  normaliser       smallint NOT NULL,
  PRIMARY KEY (project_id, trace_id, span_id, start_time)
) PARTITION BY RANGE (start_time);
CREATE INDEX span_start_brin ON span USING brin (start_time);

-- The raw OTLP bytes of one trace in one flush: a TracesData message (ResourceSpans framing kept), compressed.
-- The first byte of payload names the codec (packages/span-store/src/codec.ts).
CREATE TABLE trace_payload (
  project_id   uuid NOT NULL,
  trace_id     uuid NOT NULL,
  start_time   timestamptz NOT NULL,              -- earliest span start in this chunk
  content_hash bigint NOT NULL,
  received_at  timestamptz NOT NULL DEFAULT now(),
  span_count   integer NOT NULL,
  raw_bytes    integer NOT NULL,                  -- size before compression
  payload      bytea NOT NULL,
  PRIMARY KEY (project_id, trace_id, start_time, content_hash)
) PARTITION BY RANGE (start_time);
-- Already compressed: store it as it is.
ALTER TABLE trace_payload ALTER COLUMN payload SET STORAGE EXTERNAL;

-- Spans whose start lies outside the window in which daily partitions are made (clocks far off) land here.
CREATE TABLE span_default PARTITION OF span DEFAULT;
CREATE TABLE trace_payload_default PARTITION OF trace_payload DEFAULT;
ALTER TABLE trace_payload_default ALTER COLUMN payload SET STORAGE EXTERNAL;

-- One row per trace for lists. Written once per chunk in the transaction that writes the spans.
CREATE TABLE trace (
  project_id         uuid NOT NULL,
  trace_id           uuid NOT NULL,
  start_time         timestamptz NOT NULL,
  end_time           timestamptz NOT NULL,
  duration_ns        bigint NOT NULL,
  application        text NOT NULL,               -- service.name of the root, else of the earliest span
  name               text NOT NULL,               -- name of the root, else of the earliest span
  root_kind          smallint NOT NULL,
  status             smallint NOT NULL,           -- 0 unset, 1 ok, 2 error: the root's, else error if any span failed
  has_root           boolean NOT NULL,
  is_running         boolean NOT NULL,            -- a span without an end time
  span_count         integer NOT NULL,
  error_count        integer NOT NULL,
  orphan_count       integer NOT NULL,            -- spans whose parent has not arrived
  input_tokens       bigint,                      -- null: no span reported any
  output_tokens      bigint,
  models             text[] NOT NULL DEFAULT '{}',
  span_names         text[] NOT NULL DEFAULT '{}', -- distinct, first 200, for the filter by span name
  session_id         text,
  user_id            text,
  environment        text,
  input_preview      text,
  input_rank         bigint NOT NULL DEFAULT 9007199254740991,  -- how good a source the preview has; lower wins
  output_preview     text,
  output_rank        bigint NOT NULL DEFAULT 9007199254740991,
  error_message      text,
  first_received_at  timestamptz NOT NULL DEFAULT now(),
  last_received_at   timestamptz NOT NULL DEFAULT now(),
  totals_due         boolean NOT NULL DEFAULT false, -- the totals are coarse until the worker has rolled up this long trace
  evaluation         jsonb,                       -- EvaluationSummary of the newest evaluation; null: never evaluated
  evaluation_state   text,                        -- copied out of evaluation, for the filter
  PRIMARY KEY (project_id, trace_id)
);
-- The included columns are what the application list and the pulse add up: without them, a month of a busy project means
-- reading every row with its previews.
CREATE INDEX trace_list_idx ON trace (project_id, start_time DESC, trace_id DESC)
  INCLUDE (application, duration_ns, status, is_running, input_tokens, output_tokens, last_received_at);
CREATE INDEX trace_application_idx ON trace (project_id, application, start_time DESC, trace_id DESC);
-- The conditions of the partial indexes are the words of span-store/src/read/trace-filter.ts.
CREATE INDEX trace_error_idx ON trace (project_id, start_time DESC, trace_id DESC) WHERE status = 2;
CREATE INDEX trace_application_error_idx ON trace (project_id, application, start_time DESC, trace_id DESC) WHERE status = 2;
CREATE INDEX trace_unfinished_idx ON trace (project_id, start_time DESC, trace_id DESC)
  WHERE is_running OR NOT has_root OR orphan_count > 0;
CREATE INDEX trace_session_idx ON trace (project_id, session_id, start_time DESC, trace_id DESC) WHERE session_id IS NOT NULL;
CREATE INDEX trace_user_idx ON trace (project_id, user_id, start_time DESC, trace_id DESC) WHERE user_id IS NOT NULL;
CREATE INDEX trace_evaluation_idx ON trace (project_id, evaluation_state, start_time DESC, trace_id DESC)
  WHERE evaluation_state IS NOT NULL;
CREATE INDEX trace_totals_due_idx ON trace (last_received_at) WHERE totals_due;
CREATE INDEX trace_span_names_idx ON trace USING gin (span_names);

-- Spans that could never be stored. Visible to operators; the exporter hears of them in partial_success.
CREATE TABLE ingest_reject (
  id          uuid PRIMARY KEY,
  project_id  uuid NOT NULL,
  at          timestamptz NOT NULL DEFAULT now(),
  trace_id    text,
  span_id     text,
  reason      text NOT NULL,
  span_sha256 bytea NOT NULL,
  span_start  bytea NOT NULL                      -- first kilobyte of the raw span
);
CREATE INDEX ingest_reject_project_idx ON ingest_reject (project_id, at DESC, id);

-- ---------------------------------------------------------------- evaluation (owned by packages/evaluation)

-- A judge that a project may use. The token is sealed with the whole base URL in its associated data: changing any part of
-- the address makes it unreadable, and the service erases it then.
CREATE TABLE judge_model (
  id              uuid PRIMARY KEY,
  project_id      uuid NOT NULL REFERENCES project (id) ON DELETE CASCADE,
  name            text NOT NULL,
  preset          text NOT NULL CHECK (preset IN ('pai-judge', 'qwen-max', 'openai-compatible', 'stand-in')),
  base_url        text NOT NULL,
  model           text NOT NULL,
  token_sealed    text,
  token_last4     text,
  auth_scheme     text NOT NULL DEFAULT 'bearer' CHECK (auth_scheme IN ('bearer', 'raw')),
  temperature     real,
  top_p           real,
  context_tokens  integer NOT NULL DEFAULT 32768,
  max_concurrency integer NOT NULL DEFAULT 4,
  timeout_ms      integer NOT NULL DEFAULT 60000,
  output_mode     text CHECK (output_mode IN ('json_schema', 'tool', 'json_object', 'text')),
  probed_at       timestamptz,
  created_at      timestamptz NOT NULL DEFAULT now(),
  updated_at      timestamptz NOT NULL DEFAULT now(),
  archived_at     timestamptz
);
CREATE UNIQUE INDEX judge_model_name_idx ON judge_model (project_id, name) WHERE archived_at IS NULL;

-- One requested judgement of one trace. The queue carries its id only; this row is the truth.
CREATE TABLE evaluation (
  id               uuid NOT NULL,
  project_id       uuid NOT NULL,
  trace_id         uuid NOT NULL,
  trace_start_time timestamptz NOT NULL,
  application      text NOT NULL,                  -- of the trace, when it was requested: remembers settings per application
  state            text NOT NULL CHECK (state IN ('queued', 'running', 'delayed', 'not_extracted', 'succeeded',
                     'partly', 'failed', 'cancelled', 'superseded')),
  state_reason     jsonb,                          -- { code, message, ...facts }; packages/evaluation state-reason.ts
  config           jsonb NOT NULL,                 -- EvaluationConfig: metrics, K, threshold, extraction rules
  judge_model_id   uuid NOT NULL REFERENCES judge_model (id),
  judge_snapshot   jsonb NOT NULL,                 -- name, preset, model, base URL at the time; never the token
  extraction       jsonb,                          -- what was read, from which span and path
  requested_by     text,
  requested_at     timestamptz NOT NULL DEFAULT now(),
  queued_at        timestamptz NOT NULL DEFAULT now(), -- request or last retry by hand; delays end 24 hours after it
  started_at       timestamptz,
  finished_at      timestamptz,
  attempt          integer NOT NULL DEFAULT 0,
  next_attempt_at  timestamptz,
  lease_token      uuid,                           -- fencing: a write that names an older lease changes nothing
  lease_until      timestamptz,
  lease_losses     integer NOT NULL DEFAULT 0,     -- runs that ended without a word, as after kill -9
  prompt_tokens    integer,
  completion_tokens integer,
  judge_calls      integer NOT NULL DEFAULT 0,
  PRIMARY KEY (project_id, id)
);
CREATE INDEX evaluation_trace_idx ON evaluation (project_id, trace_id, requested_at DESC, id DESC);
CREATE INDEX evaluation_list_idx ON evaluation (project_id, requested_at DESC, id DESC);
CREATE INDEX evaluation_settings_idx ON evaluation (project_id, application, requested_at DESC);
CREATE INDEX evaluation_due_idx ON evaluation (next_attempt_at) WHERE state IN ('queued', 'delayed');
CREATE INDEX evaluation_lease_idx ON evaluation (lease_until) WHERE state = 'running';

CREATE TABLE evaluation_score (
  project_id    uuid NOT NULL,
  evaluation_id uuid NOT NULL,
  metric        text NOT NULL,
  state         text NOT NULL CHECK (state IN ('scored', 'not_applicable', 'failed')),
  score         double precision CHECK (score IS NULL OR (score >= 0 AND score <= 1)),
  label         text,
  reason        text,
  detail        jsonb NOT NULL DEFAULT '{}',       -- claims, verdicts, grades, K, threshold
  prompt_version text,
  created_at    timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (project_id, evaluation_id, metric),
  FOREIGN KEY (project_id, evaluation_id) REFERENCES evaluation (project_id, id) ON DELETE CASCADE,
  CHECK ((state = 'scored') = (score IS NOT NULL))
);

-- Every call to a judge, kept for audit: what was asked of which model, what came back.
CREATE TABLE judge_call (
  project_id        uuid NOT NULL,
  evaluation_id     uuid NOT NULL,
  id                uuid NOT NULL,
  at                timestamptz NOT NULL DEFAULT now(),
  purpose           text NOT NULL,                  -- correctness, claims, verdicts, relevance#3 …
  attempt           integer NOT NULL,
  prompt_version    text NOT NULL,
  model_requested   text NOT NULL,
  model_answered    text,
  output_mode       text NOT NULL,
  input_hash        text NOT NULL,                  -- SHA-256 of what was asked, nonce left out: a later run reuses the answer
  request           jsonb NOT NULL,                 -- messages and parameters as sent; no token
  outcome           text NOT NULL,                  -- ok, unparsable, truncated, refused, auth, quota, rate, timeout, network, …
  http_status       integer,
  answer            text,
  prompt_tokens     integer,
  completion_tokens integer,
  duration_ms       integer NOT NULL,
  PRIMARY KEY (project_id, evaluation_id, id),
  FOREIGN KEY (project_id, evaluation_id) REFERENCES evaluation (project_id, id) ON DELETE CASCADE
);
