import type { Pool } from "@plumbline/db/pool";
import { noteTraces } from "../metrics/note-traces";

export interface TraceSeed {
  readonly projectId: string;
  readonly traces: number;
  /** Start of the newest trace; the others reach `days` back from it, evenly. */
  readonly until: Date;
  readonly days: number;
}

/**
 * Fills `trace` with made-up rows of a believable shape, by SQL alone: for tests of plans and for benchmarks, never for
 * people. A row depends on its number only, so that two runs make the same table.
 *
 * Per 1,000 traces: 12 errors, 2 incomplete, 1 running; 12 applications of falling size, 20 evaluated, sessions of 8 traces,
 * 2,000 users; 230 last longer than 2 s, 0.5 longer than 10 s; 5 use more than 10,000 tokens and cost more than $ 0.5. `rare-span` and `rare-model`
 * stand in one trace of 20,000. Of the evaluated, one in four scores below 0.5 for correctness, one in 2,500 below 0.01.
 */
export async function seedTraces(pool: Pool, seed: TraceSeed): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query("BEGIN");
    await client.query("SET LOCAL statement_timeout = 0");
    await client.query(seedSql, [seed.projectId, seed.traces, seed.until.toISOString(), seed.days * 86_400]);
    await noteTraces(client, seed.projectId);
    await client.query("COMMIT");
    await client.query("SET statement_timeout = 0");
    await client.query("VACUUM (ANALYZE) trace");
  } finally {
    client.release(true);
  }
}

const seedSql = `
INSERT INTO trace (project_id, trace_id, start_time, end_time, duration_ns, application, name, root_kind, status, has_root,
  is_running, span_count, error_count, orphan_count, input_tokens, output_tokens, models, span_names, session_id, user_id,
  environment, input_preview, output_preview, error_message, first_received_at, last_received_at, evaluation, evaluation_state, cost)
SELECT $1::uuid, md5($1::text || n)::uuid, start_time, start_time + duration_ns / 1000 * interval '1 microsecond', duration_ns,
  'app-' || floor(12 * power(roll(n, 1), 2.5)), 'POST /answer/' || n % 7, 3, CASE WHEN is_error THEN 2 ELSE n % 2 END,
  n % 1000 <> 500, n % 1000 = 250, 8, CASE WHEN is_error THEN 1 ELSE 0 END, CASE WHEN n % 1000 = 750 THEN 2 ELSE 0 END,
  CASE WHEN n % 200 = 11 THEN 12000 + n % 30000 ELSE 1000 + n % 3000 END, 100 + n % 500,
  ARRAY[CASE WHEN n % 20000 = 9 THEN 'rare-model' WHEN roll(n, 5) < 0.3 THEN 'gpt-4o' ELSE 'qwen-max' END],
  ARRAY['POST /answer/' || n % 7, 'retrieve', 'ChatTongyi', 'tool-' || n % 400]
    || CASE WHEN n % 20000 = 7 THEN ARRAY['rare-span'] ELSE '{}' END,
  'session-' || n / 8, 'user-' || floor(2000 * roll(n, 2)), 'production',
  'Question ' || n || repeat(' what does the manual say about this part of the machine?', 3),
  'Answer ' || n || repeat(' the manual says that the part is to be greased every month.', 3),
  CASE WHEN is_error THEN 'ReadTimeout: no response after 2.0 s' END, start_time, start_time,
  CASE WHEN state IS NOT NULL THEN jsonb_build_object('evaluationId', md5('e' || n)::uuid, 'state', state, 'chip', NULL,
    'judgeName', 'stand-in (no model)', 'isStandIn', true, 'scores',
    CASE WHEN state IN ('succeeded', 'partly') THEN jsonb_build_array(
      jsonb_build_object('metric', 'correctness', 'score', round(sqrt(roll(n, 6))::numeric, 3)),
      jsonb_build_object('metric', 'faithfulness', 'score', round((1 - roll(n, 7) * roll(n, 8))::numeric, 3))) ELSE '[]' END,
    'finishedAt', NULL) END,
  state, CASE WHEN n % 10 <> 9 THEN (CASE WHEN n % 200 = 11 THEN 0.5 ELSE 0 END) + (1000 + n % 3000) / 100000.0 END
FROM (
  SELECT n, roll(n, 3) < 0.012 AS is_error,
    $3::timestamptz - n::float8 / $2::int * $4::float8 * interval '1 second' AS start_time,
    (200000000 * exp(3 * roll(n, 4) + CASE WHEN n % 2000 = 13 THEN 4 ELSE 0 END))::bigint AS duration_ns,
    CASE WHEN n % 50 = 3 THEN (ARRAY['succeeded', 'succeeded', 'succeeded', 'failed', 'not_extracted', 'partly'])[1 + n / 50 % 6] END AS state
  FROM generate_series(0, $2::int - 1) AS n
) AS made`.replaceAll(
  /roll\(n, (\d)\)/g,
  // PostgreSQL's own hash of an integer with a seed: an even spread over [0, 1), the same in every run.
  (_, seed: string) => `((hashint8extended(n::bigint, ${seed}) & 1048575) / 1048576.0)`,
);
