import { joinItems } from "@plumbline/query/normalise";
import { printQuery } from "@plumbline/query/print";
import type { Query } from "@plumbline/query/query";
import { canonicalText } from "./query-text";

/**
 * Filters that had a parameter of their own in the address before there was a query. Links with them stay good: each becomes a
 * clause.
 */
export const legacyFilters = {
  application: { field: "application", takesSeveral: false },
  status: { field: "status", takesSeveral: true },
  name: { field: "span", takesSeveral: false },
  trace: { field: "trace", takesSeveral: false },
  session: { field: "session", takesSeveral: false },
  user: { field: "user", takesSeveral: false },
  result: { field: "evaluation", takesSeveral: true },
} as const;
export type LegacyFilter = keyof typeof legacyFilters;

export const legacyFilterNames = Object.keys(legacyFilters) as LegacyFilter[];

/** The query that an address asks for: `q`, and the clauses of older parameters beside it. */
export function queryTextOf(search: URLSearchParams): string {
  const q = canonicalText(search.get("q") ?? "");
  const clauses = legacyFilterNames.flatMap((name) => legacyClause(search, name));
  const legacy = printQuery(joinItems("and", clauses));
  if (legacy === "") return q;
  return canonicalText(q === "" ? legacy : `${legacy} (${q})`);
}

/** The first value, or all alternatives; they may be repeated or stand behind commas. */
function legacyClause(search: URLSearchParams, name: LegacyFilter): Query[] {
  const { field, takesSeveral } = legacyFilters[name];
  const given = search.getAll(name);
  const text = (takesSeveral ? given.join(",") : (given[0] ?? "")).trim();
  const values = takesSeveral ? text.split(",").filter((value) => value !== "") : [text].filter((one) => one !== "");
  if (values.length === 0) return [];
  return [{ type: "clause", field, operator: values.length === 1 ? "=" : "in", values }];
}
