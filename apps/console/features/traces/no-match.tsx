"use client";

import { Button } from "@plumbline/ui/button";
import { EmptyState } from "@plumbline/ui/empty-state";
import { useClock } from "~/lib/clock";
import { formatPlural } from "~/lib/format";
import { describeTimeRange, type TimeRange } from "~/lib/time-range";
import { segmentsOf } from "./segments";

/** Nothing matches, in a project that has traces: says what was looked for, and what to loosen. */
export function NoMatch({
  range,
  q,
  onRange,
  onClear,
}: {
  readonly range: TimeRange;
  readonly q: string;
  readonly onRange: (range: TimeRange) => void;
  readonly onClear: () => void;
}) {
  const clock = useClock();
  const count = segmentsOf(q).length;
  const hasClauses = count > 0;
  const isLongest = range.kind === "last" && range.preset === "30d";
  return (
    <EmptyState title={hasClauses ? "No trace matches all clauses" : "No trace in this period"}>
      <p>
        Looked at: {describeTimeRange(range, clock).toLowerCase()}
        {hasClauses ? `, with ${formatPlural(count, "clause")}` : ""}. The project has traces of other times or other
        kinds.
      </p>
      <div className="pl-row">
        {isLongest ? null : (
          <Button look="primary" onClick={() => onRange({ kind: "last", preset: "30d" })}>
            Look at the last 30 days
          </Button>
        )}
        {hasClauses ? (
          <Button onClick={onClear}>Remove {count === 1 ? "the clause" : `all ${count} clauses`}</Button>
        ) : null}
      </div>
    </EmptyState>
  );
}
