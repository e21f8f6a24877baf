"use client";

import { Skeleton } from "@plumbline/ui/skeleton";
import { lazy, type ReactNode, Suspense } from "react";
import { FindInTrace } from "./find-in-trace";
import type { PickedSpans, SpanPick } from "./picked-spans";
import { PickedStepper } from "./picked-stepper";
import type { UsualDurations } from "./slower-than-usual";
import type { TraceModel } from "./trace-model";
import type { TraceSource } from "./trace-source";
import type { TraceView } from "./trace-views";
import type { WaterfallState } from "./use-waterfall";
import { ViewSwitch } from "./view-switch";
import { Waterfall, WaterfallTools } from "./waterfall";
import styles from "./waterfall.module.css";

// Most visits end in the waterfall: the other views come when they are asked for.
const FlameGraph = lazy(() => import("./flame-graph"));
const AgentGraph = lazy(() => import("./agent-graph"));
const Transcript = lazy(() => import("./transcript"));
const Statistics = lazy(() => import("./statistics"));

/** What every view gets. */
export interface ViewProps {
  readonly source: TraceSource;
  readonly model: TraceModel;
  readonly usual: UsualDurations;
  readonly selected: number | undefined;
  readonly picked: PickedSpans | undefined;
  readonly onSelect: (index: number) => void;
  /** Picks spans that belong together and selects the first of them; undefined picks nothing. */
  readonly onPick: (pick: SpanPick | undefined) => void;
}

/** The left half of the page: one of the views of the trace, with its tools above. */
export function ViewPane(
  props: ViewProps & {
    readonly view: TraceView;
    readonly waterfall: WaterfallState;
    readonly onView: (view: TraceView) => void;
  },
) {
  const { view, waterfall, onView, ...shared } = props;
  return (
    <section className={styles.pane} aria-label="Call chain">
      <div className={styles.tools}>
        <ViewSwitch view={view} onView={onView} />
        {view === "waterfall" ? <WaterfallTools state={waterfall} /> : null}
        <span className="flex-1" />
        {shared.picked === undefined ? null : <PickedStepper {...shared} picked={shared.picked} />}
        {view === "transcript" || view === "statistics" ? null : <FindInTrace state={waterfall} />}
      </div>
      {view === "waterfall" ? (
        <Waterfall model={shared.model} usual={shared.usual} state={waterfall} />
      ) : (
        <Suspense fallback={<Loading />}>{lazyView(view, shared, waterfall.hits)}</Suspense>
      )}
    </section>
  );
}

function lazyView(view: Exclude<TraceView, "waterfall">, props: ViewProps, hits: ReadonlySet<number>): ReactNode {
  switch (view) {
    case "flame":
      return <FlameGraph {...props} hits={hits} />;
    case "graph":
      return <AgentGraph {...props} />;
    case "transcript":
      return <Transcript {...props} />;
    case "statistics":
      return <Statistics {...props} />;
  }
}

function Loading() {
  return (
    <div className={styles.loading} role="status" aria-busy="true" aria-label="The view is loading">
      <Skeleton width={320} />
      <Skeleton width={240} />
      <Skeleton width={280} />
    </div>
  );
}
