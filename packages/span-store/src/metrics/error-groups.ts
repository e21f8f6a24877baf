import type { TraceId } from "@plumbline/base/ids";
import type { Pool } from "@plumbline/db/pool";
import { readRows, type Statement } from "../read/statement";
import { checkRange } from "../read/trace-filter";
import { traceIdFromUuid } from "../read/trace-row";
import { countTraces } from "./count-traces";
import { readDueUnits } from "./due-units";
import { type ErrorRow, mergeErrorRows } from "./error-row";
import { planRange, type RangePlan } from "./plan-range";
import { errorColumns, errorFromRow, type StoredError } from "./select-metrics";

export interface ErrorGroupsQuery {
  readonly from: Date;
  readonly to: Date;
  readonly application?: string;
}

/** Failures with one exception type and one shape of message, of any application. */
export interface ErrorGroupSummary {
  /** Null: none reported; so with the other two. */
  readonly errorType: string | null;
  /** The message with numbers, ids and quoted parts left out. */
  readonly shape: string | null;
  /** Of the newest occurrence. */
  readonly message: string | null;
  readonly spanName: string;
  /** Failed spans without a failed child. */
  readonly occurrences: number;
  readonly traces: number;
  readonly firstSeen: string;
  readonly lastSeen: string;
  /** The newest first. */
  readonly sampleTraceIds: readonly TraceId[];
  /** Most occurrences first. */
  readonly applications: readonly string[];
}

export const errorGroupsShownMax = 50;
/** Rows per application, type and shape that are looked at: of tens of thousands, the most frequent. */
const rowsMax = 2_000;

export async function readErrorGroups(
  pool: Pool,
  projectId: string,
  query: ErrorGroupsQuery,
): Promise<ErrorGroupSummary[]> {
  checkRange(query);
  const due = await readDueUnits(pool, projectId);
  const days = (query.to.getTime() - query.from.getTime()) / 86_400_000;
  const plan = planRange(query, due, { coarsest: days > 2 ? 2 : 0, live: "uncounted", placeOf: () => 0 });
  const stored =
    plan.parts.length === 0 ? [] : await readRows<StoredError>(pool, errorGroupsStatement(projectId, query, plan));
  const counts = await countTraces(pool, projectId, plan.live, { spans: false, errors: true });
  const live = [...counts.values()]
    .flatMap(({ errors }) => errors)
    .filter(({ application }) => (query.application === undefined ? true : application === query.application));
  return joinApplications([...stored.map(errorFromRow), ...live]);
}

export function errorGroupsStatement(
  projectId: string,
  { application }: Pick<ErrorGroupsQuery, "application">,
  { parts }: Pick<RangePlan, "parts">,
): Statement {
  return {
    text: `SELECT ${errorColumns}
FROM unnest($2::smallint[], $3::timestamptz[], $4::timestamptz[]) AS part(resolution, from_time, to_time)
JOIN metric_error AS e ON e.project_id = $1 AND e.resolution = part.resolution
  AND e.at >= part.from_time AND e.at < part.to_time${application === undefined ? "" : "\n  AND e.application = $5"}
GROUP BY application, error_type, shape
ORDER BY sum(occurrences) DESC
LIMIT ${rowsMax}`,
    values: [
      projectId,
      parts.map(({ resolution }) => resolution),
      parts.map(({ fromMs }) => new Date(fromMs).toISOString()),
      parts.map(({ toMs }) => new Date(toMs).toISOString()),
      ...(application === undefined ? [] : [application]),
    ],
  };
}

function joinApplications(rows: readonly ErrorRow[]): ErrorGroupSummary[] {
  const groups = new Map<string, { row: ErrorRow; applications: Map<string, number> }>();
  for (const row of rows) {
    const key = JSON.stringify([row.errorType, row.shape]);
    const known = groups.get(key);
    const applications = known?.applications ?? new Map<string, number>();
    applications.set(row.application, (applications.get(row.application) ?? 0) + row.occurrences);
    groups.set(key, { row: known === undefined ? row : mergeErrorRows(known.row, row), applications });
  }
  return [...groups.values()]
    .sort((a, b) => b.row.occurrences - a.row.occurrences || (a.row.lastSeen < b.row.lastSeen ? 1 : -1))
    .slice(0, errorGroupsShownMax)
    .map(({ row, applications }) => ({
      errorType: row.errorType === "" ? null : row.errorType,
      shape: row.shape === "" ? null : row.shape,
      message: row.message === "" ? null : row.message,
      spanName: row.spanName,
      occurrences: row.occurrences,
      traces: row.traces,
      firstSeen: row.firstSeen,
      lastSeen: row.lastSeen,
      sampleTraceIds: row.sampleTraces.map(traceIdFromUuid),
      applications: [...applications].sort((a, b) => b[1] - a[1]).map(([application]) => application),
    }));
}
