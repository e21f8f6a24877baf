import { formatTimeRange, parseTimeRange, type TimeRange, type TimeWindow } from "~/lib/time-range";
import { type Clause, clauseFields, fieldFacts, takesSeveral } from "./clauses";

/** The whole state of the page, as the URL holds it. */
export interface TraceParams {
  readonly range: TimeRange;
  readonly clauses: readonly Clause[];
  /** New traces are fetched as they come. */
  readonly isLive: boolean;
  /** Trace id of the selected row. */
  readonly peek: string | undefined;
  /** Trace id for which the evaluation form is open. */
  readonly evaluate: string | undefined;
  /** Id of the evaluation whose result is open. */
  readonly evaluation: string | undefined;
}

export function parseTraceParams(search: URLSearchParams): TraceParams {
  const clauses: Clause[] = [];
  for (const field of clauseFields) {
    // Alternatives may be repeated, as the API takes them too.
    const given = search.getAll(field);
    const text = (takesSeveral(field) ? given.join(",") : (given[0] ?? "")).trim();
    if (text === "") continue;
    const values = takesSeveral(field) ? text.split(",").filter((value) => value !== "") : [text];
    if (values.length > 0) clauses.push({ field, values: [...new Set(values)] });
  }
  return {
    range: parseTimeRange(search),
    clauses,
    isLive: search.get("live") === "1",
    peek: hexId(search.get("peek")),
    evaluate: hexId(search.get("evaluate")),
    evaluation: search.get("evaluation") ?? undefined,
  };
}

/** Parameters that `parseTraceParams` reads back, in a fixed order, so that the same state has one address. */
export function formatTraceParams(params: TraceParams): [string, string][] {
  return [
    ...formatTimeRange(params.range),
    ...params.clauses.map(({ field, values }): [string, string] => [field, values.join(",")]),
    ...(params.isLive ? [["live", "1"] as [string, string]] : []),
    ...(["peek", "evaluate", "evaluation"] as const).flatMap((key): [string, string][] => {
      const value = params[key];
      return value === undefined ? [] : [[key, value]];
    }),
  ];
}

/** The clauses and the window as the API takes them. */
export function toApiQuery(clauses: readonly Clause[], window: TimeWindow): Record<string, string> {
  return {
    from: new Date(window.fromMs).toISOString(),
    to: new Date(window.toMs).toISOString(),
    ...Object.fromEntries(clauses.map(({ field, values }) => [fieldFacts[field].parameter, values.join(",")])),
  };
}

/** Same text, same query: the key under which its answers are kept. Selection and open drawers are no part of it. */
export function queryKeyOf(params: TraceParams): string {
  return JSON.stringify([formatTimeRange(params.range), params.clauses]);
}

function hexId(text: string | null): string | undefined {
  return text !== null && /^[0-9a-f]{32}$/.test(text) ? text : undefined;
}
