"use client";

import type { Ref } from "react";
import { formatDuration } from "~/lib/format";
import { CriticalPathShares } from "./critical-path-shares";
import type { TraceModel } from "./trace-model";
import styles from "./waterfall.module.css";
import { Minimap } from "./waterfall-minimap";
import { fittingTicks, rulerTicks, shareOfWindow, type TimeWindow } from "./waterfall-ruler";

/** A label of the ruler needs about this much room. */
const tickPx = 48;

export function tickCount(timelinePx: number): number {
  return Math.max(1, Math.floor(timelinePx / tickPx));
}

/** "2 s" instead of "2.00 s": a round position needs no figures behind the point. */
export function tickText(us: number): string {
  return us === 0
    ? "0"
    : formatDuration(us / 1000).replace(/(\.\d*?)0+( |$)/, (_, digits: string, end: string) =>
        digits === "." ? end : digits + end,
      );
}

export function WaterfallHead(props: {
  readonly model: TraceModel;
  readonly window: TimeWindow;
  readonly timelinePx: number;
  readonly axisRef: Ref<HTMLDivElement>;
  readonly onWindow: (window: TimeWindow) => void;
}) {
  const { model, window, timelinePx, axisRef, onWindow } = props;
  const zeroUs = model.whole.fromUs;
  const ticks = rulerTicks(window, tickCount(timelinePx), zeroUs);
  const textOf = (tick: number) => tickText(tick - zeroUs);
  return (
    <div className={styles.head}>
      <CriticalPathShares model={model} />
      <div className={styles.axis} ref={axisRef}>
        <Minimap model={model} window={window} onWindow={onWindow} />
        <div className={styles.ruler} aria-hidden="true">
          {fittingTicks(window, ticks, ticks.map(textOf), timelinePx).map((tick) => (
            <span key={tick} style={{ left: `${shareOfWindow(window, tick) * 100}%` }}>
              {textOf(tick)}
            </span>
          ))}
        </div>
      </div>
    </div>
  );
}
