import type { Pool } from "@plumbline/db/pool";
import { withRange } from "@plumbline/query/edit";
import { countableFilter } from "../search/countable-filter";
import { scoreSql, tokensSql } from "./compile-query";
import { nsPerMs } from "./compile-values";
import { facetTracesMax } from "./facets";
import { newParameterList, readRows, type Statement } from "./statement";
import { classRangeConditions } from "./trace-branches";
import { conjuncts, traceConditions } from "./trace-filter";
import type { MetricName, RangeBucket, RangeCounts, RangeField, TraceFilter } from "./types";

/** Six steps a decade, each about 1.5 times the one before, that read and print easily: 1s, 1.5s, 2s, 3s, 5s, 7s, 10s. */
const steps = [1, 1.5, 2, 3, 5, 7];

interface Scale {
  /** SQL over `trace`; null where the value is missing. */
  readonly value: string;
  readonly sqlType: "bigint" | "float8";
  /** How many units of the column one of the query's is. */
  readonly unitsPerOne: number;
  /** Ascending, in the query's unit. Below the first lies the bucket that begins at 0. */
  readonly edges: readonly number[];
  /** All buckets are told, not only those from the smallest value to the largest. */
  readonly isWhole?: boolean;
}

const wholeEdges = edgesOf(0, 6).filter(Number.isInteger);

const scales: Record<RangeField, Scale> = {
  duration: { value: "trace.duration_ns", sqlType: "bigint", unitsPerOne: nsPerMs, edges: edgesOf(-1, 7) },
  tokens: { value: tokensSql, sqlType: "bigint", unitsPerOne: 1, edges: wholeEdges },
  cost: { value: "trace.cost", sqlType: "float8", unitsPerOne: 1, edges: edgesOf(-6, 2) },
  spans: { value: "trace.span_count", sqlType: "bigint", unitsPerOne: 1, edges: wholeEdges },
  "score.correctness": scoreScale("correctness"),
  "score.faithfulness": scoreScale("faithfulness"),
  "score.ndcg": scoreScale("ndcg"),
  "score.hit_rate": scoreScale("hit_rate"),
  "score.precision": scoreScale("precision"),
  "score.reciprocal_rank": scoreScale("reciprocal_rank"),
};

/** Twentieths; the last one holds 1 too. */
function scoreScale(metric: MetricName): Scale {
  const edges = Array.from({ length: 19 }, (_, index) => (index + 1) / 20);
  return { value: scoreSql(metric), sqlType: "float8", unitsPerOne: 1, edges, isWhole: true };
}

function edgesOf(firstDecade: number, lastDecade: number): number[] {
  const decades = Array.from({ length: lastDecade - firstDecade + 1 }, (_, index) => firstDecade + index);
  // Written and read, because 1.5 * 10 ** -3 is not 0.0015.
  return decades.flatMap((decade) => steps.map((step) => Number(`${step}e${decade}`)));
}

interface CountRow {
  /** Null: the row that says how many traces were looked at. */
  readonly field: RangeField | null;
  /** Number of edges at or below the value; null where it is missing. */
  readonly bucket: number | null;
  readonly traces: number;
}

/**
 * How the traces of a filter spread over the values of number fields. What the query itself says about a field's bounds is left
 * out of that field's own counts, so that they show what lies outside of the bounds too. Of more traces than
 * `facetTracesMax` the newest are counted.
 */
export async function readRangeCounts(
  pool: Pool,
  projectId: string,
  given: TraceFilter,
  fields: readonly RangeField[],
): Promise<RangeCounts[]> {
  const { query, ...range } = given;
  const byFilter = new Map<string, { readonly filter: TraceFilter; readonly fields: RangeField[] }>();
  for (const field of fields) {
    const unbounded = withRange(query, field, {});
    const key = JSON.stringify(unbounded ?? null);
    const known = byFilter.get(key);
    if (known !== undefined) known.fields.push(field);
    else
      byFilter.set(key, { filter: unbounded === undefined ? range : { ...range, query: unbounded }, fields: [field] });
  }
  const counted = new Map<RangeField, RangeCounts>();
  // One after the other: a facet should not take several connections at once.
  for (const each of byFilter.values()) {
    const { filter, isUpperBound } = await countableFilter(pool, projectId, each.filter);
    const rows = await readRows<CountRow>(pool, rangeCountsStatement(projectId, filter, each.fields));
    const traces = rows.find(({ field }) => field === null)?.traces ?? 0;
    for (const field of each.fields) {
      const own = rows.filter((row) => row.field === field);
      counted.set(field, {
        field,
        isEstimate: traces === facetTracesMax,
        isUpperBound,
        without: own.find(({ bucket }) => bucket === null)?.traces ?? 0,
        buckets: bucketsOf(field, own),
      });
    }
  }
  return [...counted.values()].sort((a, b) => fields.indexOf(a.field) - fields.indexOf(b.field));
}

export function rangeCountsStatement(projectId: string, filter: TraceFilter, fields: readonly RangeField[]): Statement {
  const parameters = newParameterList();
  const conditions = [
    ...traceConditions(projectId, filter, parameters),
    ...classRangeConditions(conjuncts(filter.query), parameters),
  ];
  const columns = fields.map((field) => {
    const { value, sqlType, unitsPerOne, edges } = scales[field];
    const bounds = edges.map((edge) => (sqlType === "bigint" ? Math.round(edge * unitsPerOne) : edge));
    return `width_bucket((${value})::${sqlType}, ${parameters.value(bounds)}::${sqlType}[]) AS "${field}"`;
  });
  const counts = fields.map((field) => `SELECT '${field}', "${field}", count(*)::int FROM newest GROUP BY "${field}"`);
  return {
    text: `WITH newest AS MATERIALIZED (
  SELECT ${columns.join(",\n    ")}
  FROM trace
  WHERE ${conditions.join("\n    AND ")}
  ORDER BY trace.start_time DESC, trace.trace_id DESC
  LIMIT ${facetTracesMax}
)
SELECT NULL AS field, NULL::int AS bucket, count(*)::int AS traces FROM newest
${counts.map((count) => `UNION ALL (${count})`).join("\n")}`,
    values: parameters.values,
  };
}

/** From the first bucket that holds a trace to the last one, or all of the scale, empty ones between them included. */
function bucketsOf(field: RangeField, rows: readonly CountRow[]): RangeBucket[] {
  const { edges, isWhole = false } = scales[field];
  const found = new Map(rows.flatMap(({ bucket, traces }) => (bucket === null ? [] : [[bucket, traces] as const])));
  if (found.size === 0) return [];
  const first = isWhole ? 0 : Math.min(...found.keys());
  const last = isWhole ? edges.length : Math.max(...found.keys());
  return Array.from({ length: last - first + 1 }, (_, index) => {
    const bucket = first + index;
    return { from: edges[bucket - 1] ?? 0, to: edges[bucket] ?? null, traces: found.get(bucket) ?? 0 };
  });
}
