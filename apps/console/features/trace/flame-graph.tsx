"use client";

import { type FlameFrame, flameFrames } from "@plumbline/span/flame";
import { Button } from "@plumbline/ui/button";
import { Segmented } from "@plumbline/ui/segmented";
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from "react";
import { formatCount, formatDuration } from "~/lib/format";
import { useShortcuts } from "~/lib/shortcuts";
import styles from "./flame.module.css";
import { FlameFrames } from "./flame-frames";
import { ancestorsOf, frameOfSpan, moveInFrames } from "./flame-moves";
import type { ViewProps } from "./trace-view";
import { useTraceUrl } from "./use-trace-url";

/** The trace as an icicle: width is duration, what is called stands below its caller. A click zooms, Esc goes back. */
export default function FlameGraph(props: ViewProps & { readonly hits: ReadonlySet<number> }) {
  const { model, selected, hits, onSelect } = props;
  const [url, changeUrl] = useTraceUrl();
  const mode = url.flame === "merged" ? "merged" : "spans";
  const frames = useMemo(() => flameFrames(model.spans, model.shape, mode), [model.spans, model.shape, mode]);
  const zoomSpan = url.zoom === null ? undefined : model.indexOf.get(url.zoom);
  const top = zoomSpan === undefined ? -1 : frameOfSpan(frames, zoomSpan);
  const cursor = selected === undefined ? -1 : frameOfSpan(frames, selected);
  const [hovered, setHovered] = useState(-1);
  const tree = useRef<HTMLDivElement>(null);
  const zoomTo = (place: number) => {
    const first = frames[place]?.spans[0];
    changeUrl({ zoom: place === -1 || first === undefined ? null : (model.spans[first]?.spanId ?? null) });
  };
  const choose = (place: number) => {
    const first = frames[place]?.spans[0];
    if (first !== undefined) onSelect(first);
  };
  const isZoomed = top !== -1;
  useShortcuts("Flame graph", [
    {
      key: "escape",
      sign: "Esc",
      label: "Zoom out one step",
      run: () => (isZoomed ? zoomTo(frames[top]?.parent ?? -1) : changeUrl({ span: "none" })),
    },
    { key: "m", label: "Join spans of one name", run: () => changeUrl({ flame: mode === "merged" ? null : "merged" }) },
  ]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "Enter" || event.key === " ") zoomTo(cursor === top ? (frames[top]?.parent ?? -1) : cursor);
    else {
      const next = moveInFrames(frames, cursor === -1 ? Math.max(top, 0) : cursor, event.key);
      if (next === undefined) return;
      choose(next);
      if (isZoomed && !ancestorsOf(frames, next).includes(top)) zoomTo(-1);
    }
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className={styles.view}>
      <div className={styles.tools}>
        <Segmented
          size="small"
          label="Frames of the flame graph"
          value={mode}
          onValueChange={(next) => changeUrl({ flame: next === "merged" ? "merged" : null })}
          options={[
            { value: "spans", label: "Per span" },
            { value: "merged", label: "Merged", title: "Spans of one name below one caller are one frame (M)" },
          ]}
        />
        <FrameFacts frame={frames[hovered === -1 ? cursor : hovered]} whole={frames[Math.max(top, 0)]} />
        {isZoomed ? (
          <Button size="small" onClick={() => zoomTo(-1)} title="Esc goes back one step">
            Show everything
          </Button>
        ) : null}
      </div>
      <FlameFrames
        ref={tree}
        frames={frames}
        model={model}
        top={top}
        cursor={cursor}
        hits={hits}
        onKeyDown={onKeyDown}
        onHover={setHovered}
        onPress={(place) => {
          choose(place);
          zoomTo(place === top ? (frames[place]?.parent ?? -1) : place);
          tree.current?.focus({ preventScroll: true });
        }}
      />
    </div>
  );
}

/** What the pointer or the cursor is on: name, duration, share of what is shown, failures. */
function FrameFacts({
  frame,
  whole,
}: {
  readonly frame: FlameFrame | undefined;
  readonly whole: FlameFrame | undefined;
}) {
  const last = useLast(frame);
  if (last === undefined)
    return <p className={styles.facts}>Width is duration. Click a frame to zoom, Esc to go back.</p>;
  const share = whole === undefined || whole.totalUs === 0 ? undefined : last.totalUs / whole.totalUs;
  return (
    <p className={styles.facts} role="status">
      <b className="pl-cut">{last.name}</b>
      <span>{formatDuration(last.totalUs / 1000)}</span>
      {share === undefined || share > 1 ? null : <span className="pl-dim">{(share * 100).toFixed(1)} %</span>}
      {last.spans.length === 1 ? null : <span className="pl-dim">{formatCount(last.spans.length)} spans</span>}
      {last.errors === 0 ? null : <span className={styles.failed}>{formatCount(last.errors)} failed</span>}
      {last.isParallel ? (
        <span className="pl-dim" title="They ran beside each other; they are drawn in proportion.">
          parallel children
        </span>
      ) : null}
    </p>
  );
}

/** Keeps the last frame while the pointer passes a gap, so that the line does not flicker. */
function useLast(frame: FlameFrame | undefined): FlameFrame | undefined {
  const [last, setLast] = useState(frame);
  useEffect(() => {
    if (frame !== undefined) setLast(frame);
  }, [frame]);
  return frame ?? last;
}
