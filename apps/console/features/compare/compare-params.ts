import { parseTraceId } from "@plumbline/base/ids";

/** What the address of a comparison says: two traces, the chosen span, and which rows are shown. */
export interface CompareParams {
  readonly a: string | undefined;
  readonly b: string | undefined;
  /** A span of either trace. */
  readonly span: string | undefined;
  readonly onlyDifferences: boolean;
}

export type Side = "a" | "b";

export function parseCompareParams(search: URLSearchParams): CompareParams {
  const traceId = (name: Side) => parseTraceId((search.get(name) ?? "").trim().replaceAll("-", "").toLowerCase());
  const span = search.get("span");
  return {
    a: traceId("a"),
    b: traceId("b"),
    span: span !== null && /^[0-9a-f]{16}$/.test(span) ? span : undefined,
    onlyDifferences: search.get("only") === "differences",
  };
}

/** One sentence for every id in the address that is none. */
export function compareProblems(search: URLSearchParams): string[] {
  const params = parseCompareParams(search);
  return (["a", "b"] as const).flatMap((side) => {
    const text = search.get(side);
    return text === null || text === "" || params[side] !== undefined
      ? []
      : [`“${side}=${text.slice(0, 40)}” is no trace id: it has 32 hex digits. Choose a trace below.`];
  });
}

export function formatCompareParams({ a, b, span, onlyDifferences }: CompareParams): [string, string][] {
  const entries: [string, string][] = [];
  if (a !== undefined) entries.push(["a", a]);
  if (b !== undefined) entries.push(["b", b]);
  if (span !== undefined) entries.push(["span", span]);
  if (onlyDifferences) entries.push(["only", "differences"]);
  return entries;
}
