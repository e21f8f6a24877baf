import type { TimeWindow } from "~/lib/time-range";
import type { ColumnChoice } from "./column-choice";
import { formatTraceParams, type TraceParams } from "./params";

/**
 * The query string under which everybody sees this list as it is now. The address alone leaves out the columns that this browser
 * remembers, and its range moves on with the clock; a saved view may be private, and what it says stands in the other parameters.
 */
export function exactSearch(params: TraceParams, columns: readonly ColumnChoice[], window: TimeWindow): string {
  return new URLSearchParams(
    formatTraceParams({
      ...params,
      columns,
      range: { kind: "between", ...window },
      view: undefined,
      isLive: false,
    }),
  ).toString();
}
