-- Trace lists by any query (docs/decisions/008-query-language.md). Checked by hand.
--
-- A list in the order of time that asks for a number ("slower than 2 s") must find rare traces without reading the range.
-- These indexes hold classes of magnitude, each a factor of e^(1/4): a list merges the newest of each class, and one that
-- is sorted by the number sorts class by class. The expressions are the words of span-store/src/read/trace-magnitudes.ts; the
-- included columns let the exact comparison be made, and the list be sorted, in the index alone.

CREATE INDEX trace_duration_idx ON trace (
  project_id,
  (CASE WHEN duration_ns IS NULL THEN -1
    ELSE least(64, floor(4 * ln(1 + greatest(duration_ns, 0)::float8 * 0.000001::float8)))::int END),
  start_time DESC, trace_id DESC
) INCLUDE (duration_ns);

CREATE INDEX trace_tokens_idx ON trace (
  project_id,
  (CASE WHEN coalesce(input_tokens + output_tokens, input_tokens, output_tokens) IS NULL THEN -1
    ELSE least(64, floor(4 * ln(1 + greatest(coalesce(input_tokens + output_tokens, input_tokens, output_tokens), 0)::float8 * 1::float8)))::int END),
  start_time DESC, trace_id DESC
) INCLUDE (input_tokens, output_tokens);

CREATE INDEX trace_cost_idx ON trace (
  project_id,
  (CASE WHEN cost IS NULL THEN -1
    ELSE least(64, floor(4 * ln(1 + greatest(cost, 0)::float8 * 100000::float8)))::int END),
  start_time DESC, trace_id DESC
) INCLUDE (cost);

-- Scores in twentieths, of the traces that have one. One index per metric: a list asks for one at a time.
CREATE INDEX trace_correctness_idx ON trace (project_id, (floor((jsonb_path_query_first(evaluation, '$."scores"[*]?(@."metric" == "correctness")."score"') #>> '{}')::float8 * 20)::int), start_time DESC, trace_id DESC)
  WHERE (floor((jsonb_path_query_first(evaluation, '$."scores"[*]?(@."metric" == "correctness")."score"') #>> '{}')::float8 * 20)::int) IS NOT NULL;
CREATE INDEX trace_faithfulness_idx ON trace (project_id, (floor((jsonb_path_query_first(evaluation, '$."scores"[*]?(@."metric" == "faithfulness")."score"') #>> '{}')::float8 * 20)::int), start_time DESC, trace_id DESC)
  WHERE (floor((jsonb_path_query_first(evaluation, '$."scores"[*]?(@."metric" == "faithfulness")."score"') #>> '{}')::float8 * 20)::int) IS NOT NULL;
CREATE INDEX trace_ndcg_idx ON trace (project_id, (floor((jsonb_path_query_first(evaluation, '$."scores"[*]?(@."metric" == "ndcg")."score"') #>> '{}')::float8 * 20)::int), start_time DESC, trace_id DESC)
  WHERE (floor((jsonb_path_query_first(evaluation, '$."scores"[*]?(@."metric" == "ndcg")."score"') #>> '{}')::float8 * 20)::int) IS NOT NULL;
CREATE INDEX trace_hit_rate_idx ON trace (project_id, (floor((jsonb_path_query_first(evaluation, '$."scores"[*]?(@."metric" == "hit_rate")."score"') #>> '{}')::float8 * 20)::int), start_time DESC, trace_id DESC)
  WHERE (floor((jsonb_path_query_first(evaluation, '$."scores"[*]?(@."metric" == "hit_rate")."score"') #>> '{}')::float8 * 20)::int) IS NOT NULL;
CREATE INDEX trace_precision_idx ON trace (project_id, (floor((jsonb_path_query_first(evaluation, '$."scores"[*]?(@."metric" == "precision")."score"') #>> '{}')::float8 * 20)::int), start_time DESC, trace_id DESC)
  WHERE (floor((jsonb_path_query_first(evaluation, '$."scores"[*]?(@."metric" == "precision")."score"') #>> '{}')::float8 * 20)::int) IS NOT NULL;
CREATE INDEX trace_reciprocal_rank_idx ON trace (project_id, (floor((jsonb_path_query_first(evaluation, '$."scores"[*]?(@."metric" == "reciprocal_rank")."score"') #>> '{}')::float8 * 20)::int), start_time DESC, trace_id DESC)
  WHERE (floor((jsonb_path_query_first(evaluation, '$."scores"[*]?(@."metric" == "reciprocal_rank")."score"') #>> '{}')::float8 * 20)::int) IS NOT NULL;

-- Traces that called a model, where few did.
CREATE INDEX trace_models_idx ON trace USING gin (models);

-- Within one application, numbers and a status are compared while its index is walked.
DROP INDEX trace_application_idx;
CREATE INDEX trace_application_idx ON trace (project_id, application, start_time DESC, trace_id DESC)
  INCLUDE (status, duration_ns, input_tokens, output_tokens, cost);
