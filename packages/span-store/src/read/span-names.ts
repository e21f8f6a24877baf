import type { Pool } from "@plumbline/db/pool";
import { newParameterList, readRows, type Statement } from "./statement";
import { traceConditions } from "./trace-filter";
import type { SpanNameCount, SpanNameQuery, TraceFilter } from "./types";

const tracesLookedAt = 2000;
export const spanNamesMax = 200;

/** Names of spans in the newest 2,000 traces of the range, in the most traces first. For completion, not for totals. */
export async function listSpanNames(pool: Pool, projectId: string, query: SpanNameQuery): Promise<SpanNameCount[]> {
  return readRows<SpanNameCount>(pool, spanNamesStatement(projectId, query));
}

export function spanNamesStatement(projectId: string, query: SpanNameQuery): Statement {
  const { from, to, application } = query;
  const parameters = newParameterList();
  const filter: TraceFilter =
    application === undefined
      ? { from, to }
      : { from, to, query: { type: "clause", field: "application", operator: "=", values: [application] } };
  return {
    text: `SELECT name, count(*)::int AS traces
FROM (
  SELECT span_names FROM trace
  WHERE ${traceConditions(projectId, filter, parameters).join("\n    AND ")}
  ORDER BY start_time DESC, trace_id DESC
  LIMIT ${tracesLookedAt}
) AS newest, unnest(newest.span_names) AS name
GROUP BY name
ORDER BY traces DESC, name
LIMIT ${spanNamesMax}`,
    values: parameters.values,
  };
}
