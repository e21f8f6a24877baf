"use client";

import { type PointerEvent, type RefObject, useCallback, useEffect, useRef, useState } from "react";

/** How a drawing stands in its pane: moved by pixels, then scaled. */
export interface PanZoom {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

const scaleMin = 0.15;
const scaleMax = 3;
/** A drawing that is smaller than its pane is not blown up beyond its own size. */
const fitScaleMax = 1;

/** A drawing of `size`, fitted into its pane, moved by a drag and zoomed by the wheel. */
export function usePanZoom(pane: RefObject<Element | null>, size: { readonly width: number; readonly height: number }) {
  const { width, height } = size;
  const [chosen, setChosen] = useState<PanZoom>();
  const [fitted, setFitted] = useState<PanZoom>({ x: 0, y: 0, scale: 1 });
  useEffect(() => {
    const element = pane.current;
    if (element === null) return;
    const observer = new ResizeObserver(() =>
      setFitted(fit({ width, height }, element.clientWidth, element.clientHeight)),
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, [pane, width, height]);
  const shown = chosen ?? fitted;
  const latest = useRef(shown);
  useEffect(() => {
    latest.current = shown;
  });
  const zoomAt = useCallback((factor: number, x: number, y: number) => {
    const { x: fromX, y: fromY, scale: from } = latest.current;
    const scale = Math.min(scaleMax, Math.max(scaleMin, from * factor));
    // What lies under the pointer stays there.
    setChosen({ scale, x: x - ((x - fromX) * scale) / from, y: y - ((y - fromY) * scale) / from });
  }, []);
  useEffect(() => {
    const element = pane.current;
    if (element === null) return;
    // React listens passively to the wheel, and the page would scroll along.
    const onWheel = (event: Event) => {
      if (!(event instanceof WheelEvent)) return;
      event.preventDefault();
      const box = element.getBoundingClientRect();
      zoomAt(Math.exp(-event.deltaY / 400), event.clientX - box.left, event.clientY - box.top);
    };
    element.addEventListener("wheel", onWheel, { passive: false });
    return () => element.removeEventListener("wheel", onWheel);
  }, [pane, zoomAt]);
  const drag = useDrag(latest, setChosen);
  const zoomMiddle = (factor: number) =>
    zoomAt(factor, (pane.current?.clientWidth ?? 0) / 2, (pane.current?.clientHeight ?? 0) / 2);
  return { shown, drag, zoomMiddle, fit: () => setChosen(undefined) };
}

function useDrag(latest: RefObject<PanZoom>, move: (next: PanZoom) => void) {
  const start = useRef<{ readonly x: number; readonly y: number; readonly from: PanZoom }>(undefined);
  const end = () => {
    start.current = undefined;
  };
  return {
    onPointerDown: (event: PointerEvent) => {
      if (event.button !== 0 || (event.target as Element).closest("[role=button]") !== null) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      start.current = { x: event.clientX, y: event.clientY, from: latest.current };
    },
    onPointerMove: (event: PointerEvent) => {
      if (start.current === undefined) return;
      const { x, y, from } = start.current;
      move({ ...from, x: from.x + event.clientX - x, y: from.y + event.clientY - y });
    },
    onPointerUp: end,
    onPointerCancel: end,
  };
}

function fit(size: { width: number; height: number }, paneWidth: number, paneHeight: number): PanZoom {
  if (size.width <= 0 || size.height <= 0) return { x: 0, y: 0, scale: 1 };
  const scale = Math.max(scaleMin, Math.min(fitScaleMax, paneWidth / size.width, paneHeight / size.height));
  return { scale, x: (paneWidth - size.width * scale) / 2, y: Math.max(0, (paneHeight - size.height * scale) / 2) };
}
