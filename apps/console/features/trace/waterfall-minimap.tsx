"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import type { TraceModel } from "./trace-model";
import styles from "./waterfall.module.css";
import { shareOfWindow, type TimeWindow, windowFromDrag } from "./waterfall-ruler";

/**
 * The whole trace in 38 px, drawn on a canvas: 50,000 bars cost one pass and no elements. A drag zooms the timeline, a
 * double click shows everything again.
 */
export function Minimap(props: {
  readonly model: TraceModel;
  readonly window: TimeWindow;
  readonly onWindow: (window: TimeWindow) => void;
}) {
  const { model, window, onWindow } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  useDrawing(canvas, model);
  const { drag, handlers } = useDrag(model.whole, onWindow);
  const shown = drag ?? window;
  const isZoomed = shown.fromUs !== model.whole.fromUs || shown.toUs !== model.whole.toUs;
  const left = shareOfWindow(model.whole, shown.fromUs);
  const right = 1 - shareOfWindow(model.whole, shown.toUs);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: zooming is a help for the pointer; every figure is in the rows.
    <div
      className={styles.minimap}
      title="Drag to zoom, double click to show everything"
      onDoubleClick={() => onWindow(model.whole)}
      {...handlers}
    >
      <canvas ref={canvas} role="img" aria-label={`All ${model.spans.length} spans over time`} />
      <i
        className={styles.minimapWindow}
        data-zoomed={isZoomed ? "" : undefined}
        style={{ left: `${left * 100}%`, right: `${right * 100}%` }}
      />
    </div>
  );
}

function useDrag(whole: TimeWindow, onWindow: (window: TimeWindow) => void) {
  const [drag, setDrag] = useState<TimeWindow>();
  const start = useRef<number>(undefined);
  const shareAt = (event: React.PointerEvent<HTMLElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    return box.width > 0 ? (event.clientX - box.left) / box.width : 0;
  };
  const handlers = {
    onPointerDown: (event: React.PointerEvent<HTMLElement>) => {
      if (event.button !== 0) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      start.current = shareAt(event);
    },
    onPointerMove: (event: React.PointerEvent<HTMLElement>) => {
      if (start.current !== undefined) setDrag(windowFromDrag(whole, start.current, shareAt(event)));
    },
    onPointerUp: () => {
      if (drag !== undefined && drag !== whole) onWindow(drag);
      start.current = undefined;
      setDrag(undefined);
    },
    onPointerCancel: () => {
      start.current = undefined;
      setDrag(undefined);
    },
  };
  return { drag, handlers };
}

/** Draws when the trace, the size or the theme changes. */
function useDrawing(canvas: React.RefObject<HTMLCanvasElement | null>, model: TraceModel): void {
  const draw = useCallback(() => {
    if (canvas.current !== null) drawMinimap(canvas.current, model);
  }, [canvas, model]);
  useEffect(() => {
    const element = canvas.current;
    if (element === null) return;
    const size = new ResizeObserver(draw);
    size.observe(element);
    const theme = new MutationObserver(draw);
    theme.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
    return () => {
      size.disconnect();
      theme.disconnect();
    };
  }, [canvas, draw]);
}

function drawMinimap(element: HTMLCanvasElement, model: TraceModel): void {
  const scale = devicePixelRatio || 1;
  const width = Math.round(element.clientWidth * scale);
  const height = Math.round(element.clientHeight * scale);
  const context = element.getContext("2d");
  if (context === null || width === 0 || height === 0) return;
  element.width = width;
  element.height = height;
  const rowHeight = height / model.spans.length;
  const barHeight = Math.max(1, Math.min(2 * scale, rowHeight * 0.8));
  const colours = kindColours();
  const drawn = new Set<number>();
  for (const [index, span] of model.spans.entries()) {
    const x = Math.round(shareOfWindow(model.whole, span.startUs) * width);
    const w = Math.max(scale, Math.round(shareOfWindow(model.whole, span.endUs) * width) - x);
    const y = Math.round(index * rowHeight);
    // Thousands of short spans of a large trace fall on the same few pixels.
    const spot = y * width + x;
    if (w <= scale && drawn.has(spot)) continue;
    drawn.add(spot);
    context.fillStyle = colours.get(span.kind) ?? colours.get("CHAIN") ?? "grey";
    context.fillRect(x, y, w, barHeight);
  }
}

/** The kinds' colours as the present theme has them; a canvas cannot read CSS variables itself. */
function kindColours(): ReadonlyMap<string, string> {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string) => style.getPropertyValue(`--kind-${name}`).trim();
  return new Map([
    ...["LLM", "AGENT", "CHAIN", "EMBEDDING", "RETRIEVER", "RERANKER", "TOOL"].map(
      (kind) => [kind, colour(kind.toLowerCase())] as const,
    ),
    ["GUARDRAIL", colour("guard")],
    ["EVALUATOR", colour("guard")],
  ]);
}
