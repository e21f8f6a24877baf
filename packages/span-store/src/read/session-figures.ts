import type { Pool } from "@plumbline/db/pool";
import { type SessionSummary, sessionNamesMax } from "./session-types";
import { readRows, type Statement } from "./statement";
import { isoMicroseconds } from "./trace-row";

interface FigureRow {
  readonly session_id: string;
  readonly start_time: string;
  readonly end_time: string;
  readonly last_active: string;
  readonly traces: number;
  readonly errors: number;
  readonly is_running: boolean;
  readonly users: string[] | null;
  readonly applications: string[];
  readonly input_tokens: number | null;
  readonly output_tokens: number | null;
  readonly cost: number | null;
  readonly first_input: string | null;
  readonly last_output: string | null;
}

/** The figures of these sessions, in this order; without those that have no trace. */
export async function readSessionFigures(
  pool: Pool,
  projectId: string,
  sessionIds: readonly string[],
): Promise<SessionSummary[]> {
  if (sessionIds.length === 0) return [];
  const rows = await readRows<FigureRow>(pool, sessionFiguresStatement(projectId, sessionIds));
  return rows.map((row) => ({
    sessionId: row.session_id,
    startTime: row.start_time,
    endTime: row.end_time,
    lastActive: row.last_active,
    traces: row.traces,
    errors: row.errors,
    isRunning: row.is_running,
    users: row.users ?? [],
    applications: row.applications,
    inputTokens: row.input_tokens,
    outputTokens: row.output_tokens,
    cost: row.cost,
    firstInput: row.first_input,
    lastOutput: row.last_output,
  }));
}

/** trace_session_idx finds the rows of a session, from either end of its time. */
export function sessionFiguresStatement(projectId: string, sessionIds: readonly string[]): Statement {
  const rows = "FROM trace\n  WHERE trace.project_id = $1 AND trace.session_id = page.session_id";
  const names = (column: string) =>
    `(array_agg(DISTINCT trace.${column}) FILTER (WHERE trace.${column} IS NOT NULL))[1:${sessionNamesMax}]`;
  return {
    text: `SELECT page.session_id, figures.*, first.input_preview AS first_input, last.output_preview AS last_output
FROM unnest($2::text[]) WITH ORDINALITY AS page (session_id, place)
CROSS JOIN LATERAL (
  SELECT ${isoMicroseconds("min(trace.start_time)")} AS start_time, ${isoMicroseconds("max(trace.end_time)")} AS end_time,
    ${isoMicroseconds("max(trace.start_time)")} AS last_active, count(*)::int AS traces,
    (count(*) FILTER (WHERE trace.status = 2))::int AS errors, coalesce(bool_or(trace.is_running), false) AS is_running,
    ${names("user_id")} AS users, ${names("application")} AS applications,
    sum(trace.input_tokens)::float8 AS input_tokens, sum(trace.output_tokens)::float8 AS output_tokens,
    sum(trace.cost) AS cost
  ${rows}
) AS figures
LEFT JOIN LATERAL (
  SELECT trace.input_preview ${rows} AND trace.input_preview IS NOT NULL
  ORDER BY trace.start_time, trace.trace_id LIMIT 1
) AS first ON true
LEFT JOIN LATERAL (
  SELECT trace.output_preview ${rows} AND trace.output_preview IS NOT NULL
  ORDER BY trace.start_time DESC, trace.trace_id DESC LIMIT 1
) AS last ON true
WHERE figures.traces > 0
ORDER BY page.place`,
    values: [projectId, [...sessionIds]],
  };
}
