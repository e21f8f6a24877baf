import type { Clause, HasSpan, Query } from "@plumbline/query/query";
import { kindNumbers } from "@plumbline/span/kind";
import {
  choiceCondition,
  compileTree,
  integerCondition,
  nestedHas,
  nsPerMs,
  numberCondition,
  textCondition,
  unknownField,
} from "./compile-values";
import type { ParameterList } from "./statement";

const texts: Readonly<Record<string, string>> = {
  name: "s.name",
  service: "s.service",
  model: "s.model",
  provider: "s.provider",
  error_type: "s.error_type",
  error: "s.error_message",
};

const counts: Readonly<Record<string, string>> = {
  input_tokens: "s.input_tokens",
  output_tokens: "s.output_tokens",
  cached_tokens: "s.cache_read_tokens",
  reasoning_tokens: "s.reasoning_tokens",
};

const kinds = Object.fromEntries(Object.entries(kindNumbers).map(([name, number]) => [name, `s.kind = ${number}`]));

const statuses = {
  ok: "s.status = 1",
  error: "s.status = 2",
  unset: "s.status = 0",
  running: "s.duration_ns IS NULL",
};

/** Numbers as the driver reads them: PostgreSQL's own cast from real would show digits that nobody wrote. */
const ttftMs = "s.ttft_ms::text::float8";

/**
 * One and the same span of the trace satisfies the item. The trace's own bounds leave out every other day's partition.
 * OFFSET 0 keeps PostgreSQL from turning this into a join over all spans: it is probed for each trace that is looked at.
 */
export function hasSpanCondition(item: Query, parameters: ParameterList): string {
  return `EXISTS (SELECT FROM span AS s
      WHERE s.project_id = trace.project_id AND s.trace_id = trace.trace_id
        AND s.start_time BETWEEN trace.start_time AND trace.end_time
        AND ${spanCondition(item, parameters)}
        AND NOT (trace.has_old_versions AND ${betterVersion}) OFFSET 0)`;
}

/** The merge rule of write/merge-rule.ts between rows of one span whose start times differ. */
const betterVersion = `EXISTS (SELECT FROM span AS b
        WHERE b.project_id = s.project_id AND b.trace_id = s.trace_id AND b.span_id = s.span_id
          AND b.start_time BETWEEN trace.start_time AND trace.end_time AND b.start_time <> s.start_time
          AND ${versionRank("b")} > ${versionRank("s")})`;

function versionRank(table: string): string {
  const untilEndNs = `(${table}.start_time_ns + ${table}.duration_ns)`;
  return `(coalesce(${table}.start_time + ${untilEndNs} / 1000 * interval '1 microsecond', '-infinity'), coalesce(${untilEndNs} % 1000, 0), ${table}.attribute_count, ${table}.content_hash)`;
}

/** A query over one span, as SQL over `span AS s`. Throws as `traceCondition` does. */
export function spanCondition(query: Query, parameters: ParameterList): string {
  return compileTree(query, parameters, spanClause);
}

function spanClause(clause: Clause | HasSpan, parameters: ParameterList): string {
  if (clause.type === "has") throw nestedHas();
  const { field } = clause;
  const text = texts[field];
  if (text !== undefined) return textCondition(clause, text, parameters);
  const count = counts[field];
  if (count !== undefined) return integerCondition(clause, count, parameters);
  return otherClause(clause, parameters);
}

function otherClause(clause: Clause, parameters: ParameterList): string {
  switch (clause.field) {
    case "kind":
      return choiceCondition(clause, kinds, "true");
    case "status":
      return choiceCondition(clause, statuses, "true");
    case "duration":
      return integerCondition(clause, "s.duration_ns", parameters, nsPerMs);
    case "cost":
      return numberCondition(clause, "s.cost", parameters);
    case "ttft":
      return numberCondition(clause, ttftMs, parameters);
    default:
      throw unknownField(clause, "A span");
  }
}
