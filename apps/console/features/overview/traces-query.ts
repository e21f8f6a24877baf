import { printQuery } from "@plumbline/query/print";
import type { Clause, Query } from "@plumbline/query/query";
import { formatTimeRange } from "~/lib/time-range";
import { tracesPath } from "~/lib/trace-links";
import type { OverviewFilter, OverviewParams } from "./overview-params";

/** The trace list over the same time, with exactly the traces that stand behind a figure. */
export function tracesHref(
  projectSlug: string,
  { range }: Pick<OverviewParams, "range">,
  items: readonly Query[],
  sort?: string,
): string {
  const [first] = items;
  const query = first === undefined || items.length === 1 ? first : ({ type: "and", items } as const);
  return tracesPath(projectSlug, {
    ...Object.fromEntries(formatTimeRange(range)),
    ...(query === undefined ? {} : { q: printQuery(query) }),
    ...(sort === undefined ? {} : { sort }),
  });
}

/** What the overview's own filter asks of a trace. A span name and a model are asked of one and the same span. */
export function filterItems({ application, environment, model, spanName }: OverviewFilter): Query[] {
  return [
    ...ofTrace({ application, environment }),
    ...(spanName === undefined
      ? model === undefined
        ? []
        : [model === "" ? ofSpan([isCall, no("model")]) : equals("model", model)]
      : [ofSpan([equals("name", spanName), ...(model === undefined ? [] : [equalsOrNone("model", model)])])]),
  ];
}

/** The traces with a span of this name and kind. */
export function spanItems(filter: OverviewFilter, spanName: string, kind: string): Query[] {
  const { model } = filter;
  const ofModel = model === undefined ? [] : [equalsOrNone("model", model)];
  return [...ofTrace(filter), ofSpan([equals("name", spanName), equals("kind", kind), ...ofModel])];
}

export interface ErrorGroupShape {
  readonly errorType: string | null;
  readonly shape: string | null;
  readonly message: string | null;
}

const partCharsMin = 3;
const partsMax = 8;

/**
 * The traces with a failed span of this type whose message has every part that the group's messages have in common. Parts stand
 * between what was left out of the shape; white space in it stands for any. Of what was left out, an address and quotes are asked for
 * by their signs. Messages with the same parts in another order would be found too: there is no field for a shape.
 */
export function errorItems(filter: OverviewFilter, { errorType, shape, message }: ErrorGroupShape): Query[] {
  const parts = (shape ?? "")
    .split(/…|<url>|<id>|<n>/)
    .map((part) => part.trim())
    .filter((part) => part.length >= partCharsMin && (message ?? "").includes(part))
    .sort((a, b) => b.length - a.length)
    .slice(0, partsMax);
  if (shape?.includes("<url>")) parts.push("://");
  const quote = ['"', "`", "'"].find((sign) => (message ?? "").includes(sign));
  if (shape?.includes("…") && quote !== undefined) parts.push(quote);
  return [
    ...ofTrace(filter),
    ofSpan([
      equals("status", "error"),
      errorType === null ? no("error_type") : equals("error_type", errorType),
      ...(shape === null ? [no("error")] : []),
      ...[...new Set(parts)].map((part): Query => ({ type: "clause", field: "error", operator: "~", values: [part] })),
    ]),
  ];
}

function ofTrace({ application, environment }: Pick<OverviewFilter, "application" | "environment">): Query[] {
  return [
    ...(application === undefined ? [] : [equals("application", application)]),
    ...(environment === undefined ? [] : [equalsOrNone("environment", environment)]),
  ];
}

function ofSpan(items: readonly Query[]): Query {
  const [first] = items;
  return { type: "has", item: first !== undefined && items.length === 1 ? first : { type: "and", items } };
}

function equals(field: string, value: string): Clause {
  return { type: "clause", field, operator: "=", values: [value] };
}

const isCall: Clause = { type: "clause", field: "kind", operator: "in", values: ["LLM", "EMBEDDING", "RERANKER"] };

function no(field: string): Query {
  return { type: "not", item: { type: "clause", field, operator: "exists", values: [] } };
}

function equalsOrNone(field: string, value: string): Query {
  return value === "" ? no(field) : equals(field, value);
}
