-- Sessions and users are counted from the trace rows themselves, so that they are exact after every late or replaced span;
-- these indexes keep that cheap.

-- Serves the session list: from the newest trace backwards, past all traces of the sessions that were found already,
-- without touching a row.
CREATE INDEX trace_session_recent_idx ON trace (project_id, start_time DESC, trace_id DESC)
  INCLUDE (session_id) WHERE session_id IS NOT NULL;

-- Serves the filter by user, as before, and now the user list as well: one walk in the order of the users finds everything
-- that is added up, without touching a row.
DROP INDEX trace_user_idx;
CREATE INDEX trace_user_idx ON trace (project_id, user_id, start_time DESC, trace_id DESC)
  INCLUDE (session_id, status, input_tokens, output_tokens, cost) WHERE user_id IS NOT NULL;
