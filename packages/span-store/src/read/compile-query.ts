import { PlumblineError } from "@plumbline/base/errors";
import type { Clause, HasSpan, Query } from "@plumbline/query/query";
import { hasSpanCondition } from "./compile-span-query";
import {
  choiceCondition,
  compileTree,
  integerCondition,
  listCondition,
  nsPerMs,
  numberCondition,
  textCondition,
  textsOf,
  unknownField,
  wrongOperator,
} from "./compile-values";
import type { ParameterList } from "./statement";
import { evaluationStates, metricNames, type TraceState } from "./types";

/** The SQL of each state; `types.ts` says what they mean. The partial indexes of `trace` repeat these words. */
export const stateConditions: Record<TraceState, string> = {
  ok: "(trace.status <> 2 AND NOT trace.is_running AND trace.has_root AND trace.orphan_count = 0)",
  error: "trace.status = 2",
  incomplete: "(NOT trace.has_root OR trace.orphan_count > 0)",
  running: "trace.is_running",
  unset: "trace.status = 0",
};

const evaluationConditions = Object.fromEntries(
  evaluationStates.map((state) => [state, `trace.evaluation_state = '${state}'`]),
);

const texts: Readonly<Record<string, string>> = {
  application: "trace.application",
  name: "trace.name",
  session: "trace.session_id",
  user: "trace.user_id",
  environment: "trace.environment",
  error: "trace.error_message",
};

const lists: Readonly<Record<string, string>> = { model: "trace.models", span: "trace.span_names" };

/** The column that holds a field's texts, for counting by value. Throws for a field of another kind: a defect. */
export function textColumnOf(field: string): { readonly column: string; readonly isList: boolean } {
  const list = lists[field];
  const column = list ?? texts[field] ?? (field === "evaluation" ? "trace.evaluation_state" : undefined);
  if (column === undefined) throw new Error(`${field} has no column of texts.`);
  return { column, isList: list !== undefined };
}

const counts: Readonly<Record<string, string>> = {
  input_tokens: "trace.input_tokens",
  output_tokens: "trace.output_tokens",
  spans: "trace.span_count",
  errors: "trace.error_count",
};

/** Null where neither is known. */
export const tokensSql = "coalesce(trace.input_tokens + trace.output_tokens, trace.input_tokens, trace.output_tokens)";

/** The score of the trace's newest evaluation; null where it has none. The indexes of scores repeat these words. */
export function scoreSql(metric: string): string {
  return `(jsonb_path_query_first(trace.evaluation, '$."scores"[*]?(@."metric" == "${metric}")."score"') #>> '{}')::float8`;
}

/**
 * A query as SQL over `trace` (and `span`, for `has`), true for exactly the traces that `matches` of packages/query accepts;
 * otherwise false or null. Throws `ContentClause` where it asks about contents, and `request.invalid` for a tree that the
 * parser would not have made.
 */
export function traceCondition(query: Query, parameters: ParameterList): string {
  return compileTree(query, parameters, traceClause);
}

function traceClause(clause: Clause | HasSpan, parameters: ParameterList): string {
  if (clause.type === "has") return hasSpanCondition(clause.item, parameters);
  const { field } = clause;
  const text = texts[field];
  if (text !== undefined) return textCondition(clause, text, parameters);
  const list = lists[field];
  if (list !== undefined) return listCondition(clause, list, parameters);
  const count = counts[field];
  if (count !== undefined) return integerCondition(clause, count, parameters);
  const metric = metricNames.find((name) => field === `score.${name}`);
  if (metric !== undefined) return numberCondition(clause, scoreSql(metric), parameters);
  return otherClause(clause, parameters);
}

function otherClause(clause: Clause, parameters: ParameterList): string {
  switch (clause.field) {
    case "status":
      return choiceCondition(clause, stateConditions, "true");
    case "evaluation":
      return choiceCondition(clause, evaluationConditions, "trace.evaluation_state IS NOT NULL");
    case "duration":
      return integerCondition(clause, "trace.duration_ns", parameters, nsPerMs);
    case "tokens":
      return integerCondition(clause, tokensSql, parameters);
    case "cost":
      return numberCondition(clause, "trace.cost", parameters);
    case "trace":
      return traceIdCondition(clause, parameters);
    default:
      throw unknownField(clause, "A trace");
  }
}

function traceIdCondition(clause: Clause, parameters: ParameterList): string {
  if (clause.operator !== "=" && clause.operator !== "in") throw wrongOperator(clause);
  const conditions = textsOf(clause).map((text) => prefixCondition(text, parameters));
  return conditions.length === 1 ? conditions.join("") : `(${conditions.join(" OR ")})`;
}

/** A whole trace id or its beginning, as people copy it: with or without the dashes of a UUID. */
export function hexDigits(text: string): string {
  return text.trim().replaceAll("-", "").toLowerCase();
}

function prefixCondition(text: string, parameters: ParameterList): string {
  const digits = hexDigits(text);
  if (!/^[0-9a-f]{1,32}$/.test(digits)) {
    throw new PlumblineError("request.invalid", {
      field: "q",
      message: "trace must be compared with 1 to 32 hex digits: a whole trace id or its beginning.",
    });
  }
  if (digits.length === 32) return `trace.trace_id = ${parameters.value(digits)}`;
  const first = parameters.value(digits.padEnd(32, "0"));
  const last = parameters.value(digits.padEnd(32, "f"));
  return `trace.trace_id BETWEEN ${first} AND ${last}`;
}
