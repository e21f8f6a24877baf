"use client";

import type { FlameFrame } from "@plumbline/span/flame";
import { type KeyboardEvent, type Ref, useEffect, useImperativeHandle, useMemo, useRef, useState } from "react";
import { formatDuration } from "~/lib/format";
import styles from "./flame.module.css";
import { type DrawnFrame, drawnFrames } from "./flame-moves";
import type { TraceModel } from "./trace-model";

const levelPx = 22;
/** Levels beyond the edge that are drawn too, so that scrolling shows no gap. */
const spareLevels = 6;

export function FlameFrames(props: {
  readonly ref: Ref<HTMLDivElement>;
  readonly frames: readonly FlameFrame[];
  readonly model: TraceModel;
  readonly top: number;
  readonly cursor: number;
  readonly hits: ReadonlySet<number>;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  readonly onHover: (place: number) => void;
  readonly onPress: (place: number) => void;
}) {
  const { ref, frames, model, top, cursor, hits, onKeyDown, onHover, onPress } = props;
  const scroller = useRef<HTMLDivElement>(null);
  useImperativeHandle(ref, () => scroller.current as HTMLDivElement);
  const view = useView(scroller);
  const levelCount = useMemo(() => frames.reduce((most, { level }) => Math.max(most, level), 0) + 1, [frames]);
  useScrollToCursor(scroller, frames[cursor]?.level);
  const drawn = useMemo(
    () =>
      drawnFrames(frames, top, view.widthPx, {
        from: Math.floor(view.topPx / levelPx) - spareLevels,
        to: Math.ceil((view.topPx + view.heightPx) / levelPx) + spareLevels,
      }),
    [frames, top, view],
  );
  const isCursorDrawn = drawn.some(({ place, crowd }) => place === cursor && crowd === 1);
  return (
    <div
      ref={scroller}
      role="tree"
      aria-label="Flame graph"
      tabIndex={0}
      aria-activedescendant={isCursorDrawn ? frameId(cursor) : undefined}
      className={styles.scroll}
      onKeyDown={onKeyDown}
      onPointerLeave={() => onHover(-1)}
    >
      <div className={styles.frames} style={{ height: levelCount * levelPx }}>
        {drawn.map((item) => (
          <Frame
            key={item.place}
            item={item}
            frame={frames[item.place]}
            isTop={item.place === top}
            isAbove={top !== -1 && item.level < (frames[top]?.level ?? 0)}
            isCursor={item.place === cursor && item.crowd === 1}
            isHit={hits.size > 0 && (frames[item.place]?.spans.some((span) => hits.has(span)) ?? false)}
            isOrigin={
              model.failure !== undefined && (frames[item.place]?.spans.includes(model.failure.origin) ?? false)
            }
            onHover={onHover}
            onPress={onPress}
          />
        ))}
      </div>
    </div>
  );
}

function Frame(props: {
  readonly item: DrawnFrame;
  readonly frame: FlameFrame | undefined;
  readonly isTop: boolean;
  readonly isAbove: boolean;
  readonly isCursor: boolean;
  readonly isHit: boolean;
  readonly isOrigin: boolean;
  readonly onHover: (place: number) => void;
  readonly onPress: (place: number) => void;
}) {
  const { item, frame, isTop, isAbove, isCursor, isHit, isOrigin, onHover, onPress } = props;
  if (frame === undefined) return null;
  const duration = formatDuration(frame.totalUs / 1000);
  const isCrowd = item.crowd > 1;
  const hasRoom = item.widthPx >= 28 && !isCrowd;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree holds the focus and its keys.
    <div
      role="treeitem"
      tabIndex={-1}
      id={frameId(item.place)}
      aria-level={item.level + 1}
      aria-selected={isCursor}
      className={styles.frame}
      data-kind={frame.kind}
      data-crowd={isCrowd ? "" : undefined}
      data-failed={frame.errors > 0 ? "" : undefined}
      data-origin={isOrigin ? "" : undefined}
      data-above={isAbove ? "" : undefined}
      data-top={isTop ? "" : undefined}
      data-cursor={isCursor ? "" : undefined}
      data-hit={isHit ? "" : undefined}
      style={{
        transform: `translate(${item.leftPx}px, ${item.level * levelPx}px)`,
        width: Math.max(item.widthPx - 1, 1),
      }}
      onPointerEnter={() => onHover(item.place)}
      onClick={() => onPress(item.place)}
    >
      {isCrowd ? (
        <span className="sr-only">{item.crowd} frames too narrow to draw</span>
      ) : (
        <>
          <span className={hasRoom ? undefined : "sr-only"}>{frame.name}</span>{" "}
          <i className={hasRoom && item.widthPx >= 120 ? undefined : "sr-only"}>
            {duration}
            {frame.spans.length > 1 ? ` · ${frame.spans.length}×` : ""}
          </i>
          {frame.errors > 0 ? <span className="sr-only">failed</span> : null}
        </>
      )}
    </div>
  );
}

function frameId(place: number): string {
  return `frame-${place}`;
}

/** Width, height and scroll position of the pane; what is outside of them is not drawn. */
function useView(scroller: React.RefObject<HTMLDivElement | null>) {
  const [view, setView] = useState({ widthPx: 0, heightPx: 0, topPx: 0 });
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const read = () => {
      const style = getComputedStyle(element);
      const widthPx =
        element.clientWidth - Number.parseFloat(style.paddingLeft) - Number.parseFloat(style.paddingRight);
      setView({ widthPx, heightPx: element.clientHeight, topPx: element.scrollTop });
    };
    const observer = new ResizeObserver(read);
    observer.observe(element);
    element.addEventListener("scroll", read, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener("scroll", read);
    };
  }, [scroller]);
  return view;
}

function useScrollToCursor(scroller: React.RefObject<HTMLDivElement | null>, level: number | undefined): void {
  useEffect(() => {
    const element = scroller.current;
    if (element === null || level === undefined) return;
    const top = level * levelPx;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top + 2 * levelPx > element.scrollTop + element.clientHeight)
      element.scrollTop = top + 2 * levelPx - element.clientHeight;
  }, [scroller, level]);
}
