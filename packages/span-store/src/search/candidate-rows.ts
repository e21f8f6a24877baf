import type { PoolClient } from "@plumbline/db/pool";
import type { Query } from "@plumbline/query/query";
import { traceCondition } from "../read/compile-query";
import { newParameterList, type ParameterList } from "../read/statement";
import { namesOneTrace } from "../read/trace-filter";
import { newestIdsStatement } from "../read/trace-keys";
import { type TraceRow, traceColumns } from "../read/trace-row";
import { isoOfUs } from "./stored-chunks";

/** The traces that a search looks at: its range, and what rows tell of its query. */
export interface SearchScope {
  readonly projectId: string;
  /** Microseconds since 1970: inclusive start, exclusive end. */
  readonly fromUs: number;
  readonly toUs: number;
  /** Only traces that come after this one in the order of the list. */
  readonly after: SearchPosition | undefined;
  /** Holds for every trace that the query holds for. */
  readonly narrowing: Query | undefined;
  /** Asked of each row, for what is decided together with its contents. */
  readonly ofTrace: readonly Query[];
}

export interface SearchPosition {
  readonly startUs: number;
  readonly traceId: string;
}

/** A trace that may match, as its row stood when it was read. */
export interface Candidate {
  readonly row: TraceRow;
  /** 32 lower-case hex digits. */
  readonly traceId: string;
  readonly startUs: number;
  readonly endUs: number;
  readonly spanCount: number;
  /** What the row says of each item of `ofTrace`. */
  readonly rowAnswers: readonly boolean[];
}

interface CandidateRow extends TraceRow {
  readonly end_time_us: number;
  readonly row_answers: readonly boolean[];
}

/** Candidates by their ids, newest first. */
export async function selectByIds(
  client: PoolClient,
  scope: SearchScope,
  traceIds: readonly string[],
): Promise<Candidate[]> {
  if (traceIds.length === 0) return [];
  const parameters = newParameterList();
  return select(client, scope, [`trace.trace_id = ANY (${parameters.value(traceIds)}::uuid[])`], parameters, "");
}

/** The newest `limit` candidates that were received after a moment; of any age where it is undefined. */
export async function selectNewest(
  client: PoolClient,
  scope: SearchScope,
  receivedAfter: string | undefined,
  limit: number,
): Promise<Candidate[]> {
  const parameters = newParameterList();
  const conditions =
    receivedAfter === undefined ? [] : [`trace.last_received_at > ${parameters.value(receivedAfter)}::timestamptz`];
  return select(client, scope, conditions, parameters, `\nLIMIT ${limit}`);
}

/** All traces of the scope by their ids, newest first, as 32 hex digits; undefined where there are more than `max`. */
export async function selectFewIds(
  client: PoolClient,
  scope: SearchScope,
  narrowing: Query | undefined,
  max: number,
): Promise<string[] | undefined> {
  const { after, fromUs, projectId } = scope;
  const toUs = after === undefined ? scope.toUs : Math.min(scope.toUs, after.startUs + 1);
  // Up to a millisecond wider on both sides: a later look at the rows is exact.
  const range = { from: new Date(Math.floor(fromUs / 1000)), to: new Date(Math.ceil(toUs / 1000)) };
  if (range.from >= range.to) return [];
  const { text, values } = newestIdsStatement(
    projectId,
    { ...range, ...(narrowing === undefined ? {} : { query: narrowing }) },
    max + 1,
  );
  const { rows } = await client.query<{ trace_id: string }>(text, [...values]);
  return rows.length > max ? undefined : rows.map((row) => row.trace_id.replaceAll("-", ""));
}

async function select(
  client: PoolClient,
  scope: SearchScope,
  conditions: readonly string[],
  parameters: ParameterList,
  limit: string,
): Promise<Candidate[]> {
  const answers = scope.ofTrace.map((item) => `(${traceCondition(item, parameters)}) IS TRUE`);
  const { rows } = await client.query<CandidateRow>(
    `SELECT ${traceColumns}, (extract(epoch FROM trace.end_time) * 1000000)::float8 AS end_time_us,
  ARRAY[${answers.join(", ")}]::boolean[] AS row_answers
FROM trace
WHERE ${[...scopeConditions(scope, parameters), ...conditions].join("\n  AND ")}
ORDER BY trace.start_time DESC, trace.trace_id DESC${limit}`,
    [...parameters.values],
  );
  return rows.map((row) => ({
    row,
    traceId: row.trace_id.replaceAll("-", ""),
    startUs: Number(row.start_time_us),
    endUs: row.end_time_us,
    spanCount: row.span_count,
    rowAnswers: row.row_answers,
  }));
}

function scopeConditions(scope: SearchScope, parameters: ParameterList): string[] {
  const { after, narrowing, fromUs, toUs } = scope;
  const conditions = [`trace.project_id = ${parameters.value(scope.projectId)}`];
  if (narrowing === undefined || !namesOneTrace({ query: narrowing })) {
    conditions.push(`trace.start_time >= ${parameters.value(isoOfUs(fromUs))}`);
    conditions.push(`trace.start_time < ${parameters.value(isoOfUs(toUs))}`);
  }
  if (narrowing !== undefined) conditions.push(traceCondition(narrowing, parameters));
  if (after !== undefined) {
    const start = parameters.value(isoOfUs(after.startUs));
    conditions.push(`(trace.start_time, trace.trace_id) < (${start}, ${parameters.value(after.traceId)})`);
  }
  return conditions;
}
