"use client";

import { useHydrated } from "@plumbline/ui/use-hydrated";
import { type ReactNode, useCallback, useEffect, useMemo, useState } from "react";
import { useShortcuts } from "~/lib/shortcuts";
import { narrow, useMedia } from "~/lib/use-media";
import { EvaluationStrip } from "./evaluation-strip";
import { FailurePanel, FailurePending } from "./failure-panel";
import { findPicked, formatPick, parsePick, type SpanPick } from "./picked-spans";
import { SpanPanel } from "./span-panel";
import styles from "./trace.module.css";
import type { TraceModel } from "./trace-model";
import { TraceNotes } from "./trace-notes";
import type { TraceSource, TraceTree } from "./trace-source";
import { TraceTotals } from "./trace-totals";
import { ViewPane } from "./trace-view";
import { chosenView } from "./trace-views";
import { useTraceModel } from "./use-trace-model";
import { useTraceUrl } from "./use-trace-url";
import { useTreeKeys } from "./use-tree-keys";
import { useUsualDurations } from "./use-usual-durations";
import { useWaterfall } from "./use-waterfall";
import type { VisibleRows } from "./waterfall-fold";

export interface TraceReaderProps {
  readonly source: TraceSource;
  readonly tree: TraceTree;
  readonly listHref?: (filter: Readonly<Record<string, string>>) => string;
  /** Stands at the end of the totals, such as the note of a share link. */
  readonly totalsEnd?: ReactNode;
}

/** Everything there is to read of a trace: totals, evaluation, failure, call chain and the selected span. */
export function TraceReader({ source, tree, listHref, totalsEnd }: TraceReaderProps) {
  const [, changeUrl] = useTraceUrl();
  // Positions are set by script, and the server knows no widths: the call chain is drawn in the browser.
  const isHydrated = useHydrated();
  const [correctedMs, setCorrectedMs] = useState<number>();
  const { evaluation } = tree.trace;
  return (
    <div className={styles.screen}>
      <TraceTotals trace={tree.trace} listHref={listHref} correctedMs={correctedMs} end={totalsEnd} />
      {evaluation === null ? null : (
        <EvaluationStrip
          evaluation={evaluation}
          onOpen={(evaluationId) => changeUrl({ evaluation: evaluationId, evaluate: null })}
        />
      )}
      {isHydrated ? <CallChain source={source} tree={tree} onCorrected={setCorrectedMs} /> : null}
    </div>
  );
}

function CallChain(props: {
  readonly source: TraceSource;
  readonly tree: TraceTree;
  /** Told how long the trace took with wrong clocks corrected. */
  readonly onCorrected: (ms: number | undefined) => void;
}) {
  const { source, tree, onCorrected } = props;
  const [url, changeUrl] = useTraceUrl();
  const model = useTraceModel(tree, url.clock === "original" ? "recorded" : "corrected");
  const { correctedUs } = model;
  useEffect(() => onCorrected(correctedUs === undefined ? undefined : correctedUs / 1000), [onCorrected, correctedUs]);
  const isNarrow = useMedia(narrow);
  // An error that was handled explains little: its panel starts as one line.
  const [isFailureFolded, setIsFailureFolded] = useState(tree.trace.status !== "error");
  const selected = selectedIndex(model, url.span, isNarrow);
  const picked = useMemo(() => findPicked(model, parsePick(url.pick)), [model, url.pick]);
  const waterfall = useWaterfall(model, selected, picked);
  const usual = useUsualDurations(source, model);
  const close = useCallback(() => changeUrl({ span: "none" }), [changeUrl]);
  const pick = (next: SpanPick | undefined) => {
    const first = findPicked(model, next)?.spans[0];
    changeUrl({
      pick: next === undefined ? null : formatPick(next),
      ...(first === undefined || isNarrow ? {} : { span: model.spans[first]?.spanId ?? null }),
    });
  };
  const goToOrigin = () => {
    if (model.failure === undefined) return;
    if (selected === model.failure.origin) setIsFailureFolded(!isFailureFolded);
    else waterfall.select(model.failure.origin);
  };
  useShortcuts("Trace", [
    { key: "[", label: "One level less", run: () => waterfall.moveDepth(-1) },
    { key: "]", label: "One level more", run: () => waterfall.moveDepth(1) },
    { key: "o", label: "Go to the origin of the failure; again: fold it", run: goToOrigin },
    { key: "p", label: "Show the critical path", run: waterfall.togglePath },
    { key: "escape", sign: "Esc", label: "Close the span", run: close },
  ]);
  const view = chosenView(url.view);
  useTreeKeys((key) => (view === "waterfall" ? waterfall.pressKey(key) : false));
  return (
    <>
      {!model.isAnalysed && tree.trace.errorCount > 0 ? <FailurePending isFolded={isFailureFolded} /> : null}
      {model.failure === undefined ? null : (
        <FailurePanel
          source={source}
          model={model}
          failure={model.failure}
          traceStartMs={Date.parse(tree.trace.startTime)}
          isFolded={isFailureFolded}
          onFold={() => setIsFailureFolded(!isFailureFolded)}
          onSelect={waterfall.select}
        />
      )}
      <TraceNotes trace={tree.trace} model={model} usual={usual} onSelect={waterfall.select} />
      <div className={styles.split} data-single={selected === undefined ? "" : undefined}>
        <ViewPane
          view={view}
          source={source}
          model={model}
          usual={usual}
          selected={selected}
          picked={picked}
          waterfall={waterfall}
          onView={(next) => changeUrl({ view: next === "waterfall" ? null : next })}
          onSelect={waterfall.select}
          onPick={pick}
        />
        {selected === undefined ? null : (
          <SpanPanel
            source={source}
            model={model}
            usual={usual}
            index={selected}
            neighbours={neighboursOf(model, waterfall.rows, selected)}
            onClose={close}
          />
        )}
      </div>
    </>
  );
}

/** The span of the URL. Without one the first root is open, except on a phone, where a span covers the call chain. */
function selectedIndex(model: TraceModel, span: string | null, isNarrow: boolean): number | undefined {
  if (span === "none" || model.spans.length === 0) return undefined;
  const found = span === null ? undefined : model.indexOf.get(span);
  return found ?? (isNarrow ? undefined : 0);
}

/** The rows above and below, whose content is likely to be read next. */
function neighboursOf(model: TraceModel, rows: VisibleRows, selected: number): readonly string[] {
  const row = rows.rowOfSpan[selected] ?? 0;
  return [row + 1, row - 1].flatMap((near) => {
    const index = rows.spanOfRow[near];
    const span = index === undefined ? undefined : model.spans[index];
    return span === undefined ? [] : [span.spanId];
  });
}
