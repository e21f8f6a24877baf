import type { TraceTreeResponse } from "@plumbline/public-api/routes/get-trace-tree";
import { decodeSpanColumns, type SpanTreeRow } from "@plumbline/public-api/span-columns";
import { type AlignedRow, alignTraces } from "@plumbline/span/align-traces";

export type CompareRow = AlignedRow<SpanTreeRow>;

/** A difference in time below this says nothing: everything varies a little. */
const slowerFactor = 1.5;
const slowerMsMin = 1;

/** The rows of two traces, without those below and beside which nothing differs where `onlyDifferences`. */
export function compareRows(a: TraceTreeResponse, b: TraceTreeResponse): CompareRow[] {
  return alignTraces(decodeSpanColumns(a.spans), decodeSpanColumns(b.spans));
}

/** Places of the rows to show: all, or those that differ with everything above them. */
export function shownPlaces(rows: readonly CompareRow[], onlyDifferences: boolean): number[] {
  if (!onlyDifferences) return rows.map((_, place) => place);
  const isShown = new Uint8Array(rows.length);
  // From the end: every row stands behind its parent, so what must be shown below is known when its turn comes.
  for (let place = rows.length - 1; place >= 0; place--) {
    const row = rows[place];
    if (row === undefined) continue;
    if (isDifferent(row)) isShown[place] = 1;
    if (isShown[place] === 1 && row.parentIndex >= 0) isShown[row.parentIndex] = 1;
  }
  return rows.flatMap((_, place) => (isShown[place] === 1 ? [place] : []));
}

/** It diverges, stands on one side only, or took much longer on one side. */
export function isDifferent(row: CompareRow): boolean {
  return row.divergence !== undefined || row.a === undefined || row.b === undefined || slowerSide(row) !== undefined;
}

/** The side that took at least half as long again as the other. */
export function slowerSide({ a, b }: CompareRow): "a" | "b" | undefined {
  const [own, other] = [a?.durationMs ?? null, b?.durationMs ?? null];
  if (own === null || other === null || Math.abs(own - other) < slowerMsMin) return undefined;
  if (own >= other * slowerFactor) return "a";
  return other >= own * slowerFactor ? "b" : undefined;
}

/** What `a` has more than `b`; undefined where either is not known. */
export function difference(a: number | null | undefined, b: number | null | undefined): number | undefined {
  return a === null || a === undefined || b === null || b === undefined ? undefined : a - b;
}

/** What `a` used more than `b`. A span that stands on one side only is used up there alone: the other side used nothing. */
export function usedDifference(
  { a, b }: Pick<CompareRow, "a" | "b">,
  used: (span: SpanTreeRow) => number | null,
): number | undefined {
  return difference(a === undefined ? 0 : used(a), b === undefined ? 0 : used(b));
}

export function tokensOf(span: SpanTreeRow | undefined): number | null {
  if (span === undefined || (span.inputTokens === null && span.outputTokens === null)) return null;
  return (span.inputTokens ?? 0) + (span.outputTokens ?? 0);
}

/** The row in which a span of either trace stands, -1 where it is of neither. */
export function placeOfSpan(rows: readonly CompareRow[], spanId: string | undefined): number {
  return spanId === undefined ? -1 : rows.findIndex(({ a, b }) => a?.spanId === spanId || b?.spanId === spanId);
}

/** The id that stands for a row in the address: of the first trace where it has one. */
export function spanIdOf({ a, b }: CompareRow): string {
  return a?.spanId ?? b?.spanId ?? "";
}
