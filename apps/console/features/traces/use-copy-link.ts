"use client";

import { useClock } from "~/lib/clock";
import { copyAddress } from "~/lib/copy-address";
import { describeTimeRange, type TimeWindow } from "~/lib/time-range";
import type { ColumnChoice } from "./column-choice";
import { exactSearch } from "./exact-link";
import type { TraceParams } from "./params";

/** Copies a link under which somebody else sees this list as it is now. */
export function useCopyLink(params: TraceParams, columns: readonly ColumnChoice[], window: TimeWindow): () => void {
  const clock = useClock();
  return () => {
    const { origin, pathname } = globalThis.location;
    const times = describeTimeRange({ kind: "between", ...window }, clock);
    void copyAddress(
      `${origin}${pathname}?${exactSearch(params, columns, window)}`,
      `It shows ${times}, in these columns.`,
    );
  };
}
