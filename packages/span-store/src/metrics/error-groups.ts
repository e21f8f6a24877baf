import type { TraceId } from "@plumbline/base/ids";
import { msPerDay } from "@plumbline/base/time";
import type { Pool } from "@plumbline/db/pool";
import { newParameterList, type ParameterList, readRows, type Statement } from "../read/statement";
import { checkRange } from "../read/trace-filter";
import { traceIdFromUuid } from "../read/trace-row";
import { countTraces } from "./count-traces";
import { type DueUnits, readDueUnits } from "./due-units";
import { type ErrorRow, mergeErrorRows } from "./error-row";
import { planRange, type RangePlan } from "./plan-range";
import { errorColumns, errorFromRow, type StoredError } from "./select-metrics";

export interface ErrorGroupsQuery {
  readonly from: Date;
  readonly to: Date;
  readonly application?: string;
  readonly environment?: string;
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
  /** Nothing like it failed in the `newAfterDays` days before the range. */
  readonly isNew: boolean;
}

export const errorGroupsShownMax = 50;
/** How far back an error group is looked for before it is called new. */
export const newAfterDays = 30;
/** Rows per application, type and shape that are looked at: of tens of thousands, the most frequent. */
const rowsMax = 2_000;

export async function readErrorGroups(
  pool: Pool,
  projectId: string,
  query: ErrorGroupsQuery,
): Promise<ErrorGroupSummary[]> {
  checkRange(query);
  const due = await readDueUnits(pool, projectId);
  const days = (query.to.getTime() - query.from.getTime()) / msPerDay;
  const plan = planRange(query, due, { coarsest: days > 2 ? 2 : 1, live: "uncounted", placeOf: () => 0 });
  const stored =
    plan.parts.length === 0 ? [] : await readRows<StoredError>(pool, errorGroupsStatement(projectId, query, plan));
  const counts = await countTraces(pool, projectId, plan.live, { spans: false, errors: true });
  const live = [...counts.values()]
    .flatMap(({ errors }) => errors)
    .filter(({ application }) => query.application === undefined || application === query.application)
    .filter(({ environment }) => query.environment === undefined || environment === query.environment);
  const groups = joinApplications([...stored.map(errorFromRow), ...live]);
  const known = await readKnownGroups(pool, projectId, query, due);
  return groups.map((group) => ({ ...group, isNew: !known.has(groupKey(group.errorType ?? "", group.shape ?? "")) }));
}

function groupKey(errorType: string, shape: string): string {
  return JSON.stringify([errorType, shape]);
}

/** What failed in the days before the range, by type and shape. */
async function readKnownGroups(
  pool: Pool,
  projectId: string,
  query: ErrorGroupsQuery,
  due: DueUnits,
): Promise<ReadonlySet<string>> {
  const before = { from: new Date(query.from.getTime() - newAfterDays * msPerDay), to: query.from };
  const { parts } = planRange(before, due, { coarsest: 2, live: "uncounted", placeOf: () => 0 });
  if (parts.length === 0) return new Set();
  const parameters = newParameterList();
  const rows = await readRows<{ error_type: string; shape: string }>(pool, {
    text: `SELECT DISTINCT error_type, shape
${fromParts(projectId, query, { parts }, parameters)}
  AND e.first_seen < ${parameters.value(query.from.toISOString())}`,
    values: parameters.values,
  });
  return new Set(rows.map((row) => groupKey(row.error_type, row.shape)));
}

export function errorGroupsStatement(
  projectId: string,
  filter: Pick<ErrorGroupsQuery, "application" | "environment">,
  plan: Pick<RangePlan, "parts">,
): Statement {
  const parameters = newParameterList();
  return {
    text: `SELECT ${errorColumns}
${fromParts(projectId, filter, plan, parameters)}
GROUP BY application, environment, error_type, shape
ORDER BY sum(occurrences) DESC
LIMIT ${rowsMax}`,
    values: parameters.values,
  };
}

function fromParts(
  projectId: string,
  { application, environment }: Pick<ErrorGroupsQuery, "application" | "environment">,
  { parts }: Pick<RangePlan, "parts">,
  parameters: ParameterList,
): string {
  const columns = [
    `${parameters.value(parts.map(({ resolution }) => resolution))}::smallint[]`,
    `${parameters.value(parts.map(({ fromMs }) => new Date(fromMs).toISOString()))}::timestamptz[]`,
    `${parameters.value(parts.map(({ toMs }) => new Date(toMs).toISOString()))}::timestamptz[]`,
  ];
  return `FROM unnest(${columns.join(", ")}) AS part(resolution, from_time, to_time)
JOIN metric_error AS e ON e.project_id = ${parameters.value(projectId)} AND e.resolution = part.resolution
  AND e.at >= part.from_time AND e.at < part.to_time${application === undefined ? "" : ` AND e.application = ${parameters.value(application)}`}${
    environment === undefined ? "" : ` AND e.environment = ${parameters.value(environment)}`
  }`;
}

function joinApplications(rows: readonly ErrorRow[]): Omit<ErrorGroupSummary, "isNew">[] {
  const groups = new Map<string, { row: ErrorRow; applications: Map<string, number> }>();
  for (const row of rows) {
    const key = groupKey(row.errorType, row.shape);
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
