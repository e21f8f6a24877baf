"use client";

import { Button } from "@plumbline/ui/button";
import { Icon } from "@plumbline/ui/icon";
import { IconButton } from "@plumbline/ui/icon-button";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { narrow, useMedia } from "~/lib/use-media";
import type { UsualDurations } from "./slower-than-usual";
import type { TraceModel } from "./trace-model";
import type { WaterfallState } from "./use-waterfall";
import styles from "./waterfall.module.css";
import { WaterfallHead } from "./waterfall-head";
import { PageRows, PaneRows } from "./waterfall-rows";

/** The call chain over time. */
export function Waterfall(props: {
  readonly model: TraceModel;
  readonly usual: UsualDurations;
  readonly state: WaterfallState;
}) {
  const { model, usual, state } = props;
  const isNarrow = useMedia(narrow);
  const scroller = useRef<HTMLDivElement>(null);
  const [axis, setAxis] = useState<HTMLDivElement | null>(null);
  const timelinePx = useWidth(axis);
  const rows = {
    model,
    usual,
    rows: state.rows,
    folded: state.folded,
    window: state.window,
    timelinePx,
    selected: state.selected,
    hits: state.hits,
    isPathShown: state.isPathShown && !isNarrow,
    onSelect: state.select,
    onToggle: state.toggle,
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey || !state.pressKey(event.key)) return;
    event.preventDefault();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys of the tree inside, which bubble here.
    <div className={styles.scroll} ref={scroller} onKeyDown={onKeyDown}>
      <WaterfallHead
        model={model}
        window={state.window}
        timelinePx={timelinePx}
        axisRef={setAxis}
        onWindow={state.setWindow}
      />
      {isNarrow ? <PageRows {...rows} /> : <PaneRows {...rows} scroller={scroller} />}
    </div>
  );
}

/** The buttons that only the waterfall has. */
export function WaterfallTools({ state }: { readonly state: WaterfallState }) {
  return (
    <>
      <Button
        size="small"
        className="max-md:hidden!"
        aria-pressed={state.isPathShown}
        onClick={state.togglePath}
        title="Critical path (P)"
      >
        <Icon name="path" size="small" />
        <span className={styles.wideOnly}>Critical path</span>
      </Button>
      <IconButton
        icon="collapse"
        look="quiet"
        size="small"
        label="One level less ([)"
        onClick={() => state.moveDepth(-1)}
      />
      <IconButton
        icon="expand"
        look="quiet"
        size="small"
        label="One level more (])"
        onClick={() => state.moveDepth(1)}
      />
    </>
  );
}

function useWidth(element: HTMLElement | null): number {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    if (element === null) return;
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, [element]);
  return width;
}
