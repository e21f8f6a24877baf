"use client";

import type { Ref } from "react";
import { formatDuration } from "~/lib/format";
import { CriticalPathShares } from "./critical-path-shares";
import type { TraceModel } from "./trace-model";
import styles from "./waterfall.module.css";
import { Minimap } from "./waterfall-minimap";
import { rulerTicks, shareOfWindow, type TimeWindow } from "./waterfall-ruler";

/** A label of the ruler needs about this much room. */
const tickPx = 64;

export function tickCount(timelinePx: number): number {
  return Math.max(1, Math.floor(timelinePx / tickPx));
}

export function WaterfallHead(props: {
  readonly model: TraceModel;
  readonly window: TimeWindow;
  readonly timelinePx: number;
  readonly axisRef: Ref<HTMLDivElement>;
  readonly onWindow: (window: TimeWindow) => void;
}) {
  const { model, window, timelinePx, axisRef, onWindow } = props;
  return (
    <div className={styles.head}>
      <CriticalPathShares model={model} />
      <div className={styles.axis} ref={axisRef}>
        <Minimap model={model} window={window} onWindow={onWindow} />
        <div className={styles.ruler} aria-hidden="true">
          {rulerTicks(window, tickCount(timelinePx)).map((tick) => (
            <span key={tick} style={{ left: `${shareOfWindow(window, tick) * 100}%` }}>
              {tick === 0 ? "0" : formatDuration(tick / 1000)}
            </span>
          ))}
        </div>
      </div>
    </div>
  );
}
