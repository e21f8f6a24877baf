"use client";

import { useState } from "react";
import { resolveTimeRange, type TimeWindow } from "~/lib/time-range";
import type { TraceQueryData } from "./load-traces";
import type { TraceParams } from "./params";

export interface HeldWindow {
  readonly key: string;
  readonly window: TimeWindow;
  /** Of the strip: moves on while new rows are followed. */
  readonly strip: TimeWindow;
  /** Where the list begins; undefined: at its top. */
  readonly at: string | undefined;
}

/**
 * The window of a moving range stands still until something asks for it anew, so that pages fit together and the strip
 * shows what the rows are of.
 */
export function useHeldWindow(
  key: string,
  params: TraceParams,
  loaded: TraceQueryData,
): { held: HeldWindow; refresh: () => void; moveStrip: () => void } {
  const [held, setHeld] = useState<HeldWindow>({
    key: loaded.key,
    window: loaded.window,
    strip: loaded.window,
    at: loaded.at,
  });
  const anew = (): HeldWindow => {
    const window = resolveTimeRange(params.range, Date.now());
    return { key, window, strip: window, at: undefined };
  };
  if (held.key !== key) {
    const next = anew();
    setHeld(next);
    return { held: next, refresh: () => {}, moveStrip: () => {} };
  }
  return {
    held,
    refresh: () => setHeld(anew()),
    moveStrip: () => setHeld({ ...held, strip: resolveTimeRange(params.range, Date.now()) }),
  };
}
