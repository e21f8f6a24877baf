import type { Pool } from "@plumbline/db/pool";
import { withoutValuesOf } from "@plumbline/query/edit";
import type { Query } from "@plumbline/query/query";
import { countableFilter } from "../search/countable-filter";
import { textColumnOf } from "./compile-query";
import { newParameterList, type ParameterList, readRows, type Statement } from "./statement";
import { classRangeConditions } from "./trace-branches";
import { conjuncts, traceConditions } from "./trace-filter";
import { type FacetField, type Facets, type TraceFilter, type TraceState, traceStates } from "./types";

export const facetTracesMax = 10_000;
export const facetValuesMax = 20;

interface FacetRow {
  /** Null: the row that says how many traces were counted. */
  readonly field: FacetField | null;
  readonly value: string | null;
  readonly traces: number;
}

/**
 * How the traces of a filter spread over the values of some fields: at most `facetValuesMax` per field, most traces first, and
 * the values that the query itself names whatever their count. What the query says of a field's own values is left out of that
 * field's counts, so that they show what another choice would find. Of more traces than `facetTracesMax` the newest are counted.
 */
export async function readFacets(
  pool: Pool,
  projectId: string,
  given: TraceFilter,
  fields: readonly FacetField[],
): Promise<Facets> {
  const isOwn = (field: FacetField) => withoutValuesOf(given.query, field) !== given.query;
  const whole = await countFacets(
    pool,
    projectId,
    given,
    given.query,
    fields.filter((field) => !isOwn(field)),
  );
  const counted = [whole];
  const { query, ...range } = given;
  // One after the other: a facet should not take several connections at once.
  for (const field of fields.filter(isOwn)) {
    const others = withoutValuesOf(query, field);
    const filter = others === undefined ? range : { ...range, query: others };
    counted.push(await countFacets(pool, projectId, filter, query, [field]));
  }
  return {
    traces: whole.traces,
    isEstimate: counted.some(({ traces }) => traces === facetTracesMax),
    isUpperBound: counted.some(({ isUpperBound }) => isUpperBound),
    facets: counted
      .flatMap(({ facets }) => facets)
      .sort((one, other) => fields.indexOf(one.field) - fields.indexOf(other.field)),
  };
}

/** The values that `naming` names are counted whatever their rank. */
async function countFacets(
  pool: Pool,
  projectId: string,
  given: TraceFilter,
  naming: Query | undefined,
  fields: readonly FacetField[],
): Promise<Omit<Facets, "isEstimate">> {
  const { filter, isUpperBound } = await countableFilter(pool, projectId, given);
  const named = new Map(fields.map((field) => [field, namedValues(naming, field)]));
  const rows = await readRows<FacetRow>(pool, facetsStatement(projectId, filter, named));
  const traces = rows.find(({ field }) => field === null)?.traces ?? 0;
  return {
    traces,
    isUpperBound,
    facets: fields.map((field) => {
      const counted = rows.flatMap((row) =>
        row.field === field && row.value !== null ? [{ value: row.value, traces: row.traces }] : [],
      );
      const missing = [...(named.get(field) ?? [])].filter((value) => !counted.some((row) => row.value === value));
      const values = counted
        .sort((a, b) => b.traces - a.traces || (a.value < b.value ? -1 : 1))
        .filter(({ value }, rank) => rank < facetValuesMax || named.get(field)?.has(value));
      return { field, traces, values: [...values, ...missing.map((value) => ({ value, traces: 0 }))] };
    }),
  };
}

/** Values that clauses on the field name, wherever in the tree they stand outside of `has`. */
function namedValues(query: Query | undefined, field: FacetField): ReadonlySet<string> {
  const values = new Set<string>();
  const visit = (item: Query): void => {
    if (item.type === "and" || item.type === "or") for (const part of item.items) visit(part);
    else if (item.type === "not") visit(item.item);
    else if (item.type === "clause" && item.field === field && (item.operator === "=" || item.operator === "in"))
      for (const value of item.values) values.add(String(value));
  };
  if (query !== undefined) visit(query);
  return values;
}

export function facetsStatement(
  projectId: string,
  filter: TraceFilter,
  named: ReadonlyMap<FacetField, ReadonlySet<string>>,
): Statement {
  const parameters = newParameterList();
  const fields = [...named.keys()];
  const conditions = [
    ...traceConditions(projectId, filter, parameters),
    ...classRangeConditions(conjuncts(filter.query), parameters),
  ];
  const columns = fields.map((field) => `${columnOf(field)} AS "${field}"`);
  const counts = [...named].map(([field, values]) => countText(field, values, parameters));
  return {
    text: `WITH newest AS MATERIALIZED (
  SELECT ${["trace.trace_id", ...columns].join(",\n    ")}
  FROM trace
  WHERE ${conditions.join("\n    AND ")}
  ORDER BY trace.start_time DESC, trace.trace_id DESC
  LIMIT ${facetTracesMax}
)
SELECT NULL AS field, NULL AS value, count(*)::int AS traces FROM newest
${counts.map((count) => `UNION ALL (${count})`).join("\n")}`,
    values: parameters.values,
  };
}

/** A number for each combination of what a trace's states are made of: far cheaper to count than lists of their names. */
const stateCode = "trace.status + 4 * trace.is_running::int + 8 * (NOT trace.has_root OR trace.orphan_count > 0)::int";

/** The words of `stateConditions`, over the code. */
const codeConditions: Record<TraceState, string> = {
  ok: "lists.value & 3 <> 2 AND lists.value < 4",
  error: "lists.value & 3 = 2",
  incomplete: "lists.value & 8 <> 0",
  running: "lists.value & 4 <> 0",
  unset: "lists.value & 3 = 0",
};
const statesOfCode = `array_remove(ARRAY[${traceStates.map((state) => `CASE WHEN ${codeConditions[state]} THEN '${state}' END`).join(", ")}], NULL)`;

function columnOf(field: FacetField): string {
  return field === "status" ? stateCode : textColumnOf(field).column;
}

/** Equal lists are counted before they are taken apart: of 10,000 traces most hold one of a few. */
function countText(field: FacetField, values: ReadonlySet<string>, parameters: ParameterList): string {
  const isNamed = values.size === 0 ? "" : `value = ANY (${parameters.value([...values])}::text[]) DESC, `;
  const grouped = `SELECT "${field}" AS value, count(*) AS traces FROM newest WHERE "${field}" IS NOT NULL GROUP BY 1`;
  const isList = field === "status" || textColumnOf(field).isList;
  const items = field === "status" ? statesOfCode : "lists.value";
  const counted = isList
    ? `SELECT item AS value, sum(traces) AS traces FROM (${grouped}) AS lists, unnest(${items}) AS item GROUP BY 1`
    : grouped;
  return `SELECT '${field}', value, traces::int FROM (${counted}) AS "of ${field}"
  ORDER BY ${isNamed}traces DESC, value LIMIT ${facetValuesMax + values.size}`;
}
