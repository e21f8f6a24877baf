"use client";

import { Notice } from "@plumbline/ui/notice";
import { Skeleton } from "@plumbline/ui/skeleton";
import { Tabs } from "@plumbline/ui/tabs";
import { lazy, type ReactNode, Suspense } from "react";
import { CutValuesOf } from "./cut-values";
import { HiddenParts } from "./hidden-parts";
import type { UsualDurations } from "./slower-than-usual";
import { Conversation } from "./span-conversation";
import { Documents } from "./span-documents";
import { Events } from "./span-events";
import { SpanHeader } from "./span-header";
import { InputOutput } from "./span-input-output";
import styles from "./span-panel.module.css";
import { chosenTab, type SpanTab, tabCounts, tabNames, tabsOf } from "./span-tabs";
import { Tokens } from "./span-tokens";
import type { TraceModel } from "./trace-model";
import type { SpanDetail, TraceSource } from "./trace-source";
import { useSpanDetail } from "./use-span-detail";
import { useTraceUrl } from "./use-trace-url";

// The tree brings the grammars of paths and queries with it.
const SpanJson = lazy(async () => ({ default: (await import("./span-json")).SpanJson }));

/** One span with its content. While the next one loads, the last one stays, dimmed under the new name. */
export function SpanPanel(props: {
  readonly source: TraceSource;
  readonly model: TraceModel;
  readonly usual: UsualDurations;
  readonly index: number;
  /** Spans that are likely to be opened next. */
  readonly neighbours: readonly string[];
  readonly onClose: () => void;
}) {
  const { source, model, usual, index, neighbours, onClose } = props;
  const span = model.spans[index];
  const { detail, isStale, error, retry } = useSpanDetail(source, span?.spanId, neighbours);
  if (span === undefined) return null;
  return (
    <section className={styles.panel} aria-label={`Span ${span.name}`}>
      <SpanHeader model={model} usual={usual} index={index} detail={isStale ? undefined : detail} onClose={onClose} />
      {error !== undefined ? (
        <div className={styles.block}>
          <Notice tone="error" title="The content of this span could not be read.">
            <span>{error} The call chain is kept.</span>
            <button type="button" className={styles.fold} onClick={retry}>
              Read it again
            </button>
          </Notice>
        </div>
      ) : detail === undefined ? (
        <Loading />
      ) : (
        <Content source={source} detail={detail} isStale={isStale} />
      )}
    </section>
  );
}

function Content(props: { readonly source: TraceSource; readonly detail: SpanDetail; readonly isStale: boolean }) {
  const { source, detail, isStale } = props;
  const [url, changeUrl] = useTraceUrl();
  const tabs = tabsOf(detail, source.hiddenParts);
  const counts = tabCounts(detail);
  return (
    <CutValuesOf source={source} detail={detail}>
      <div className={isStale ? `${styles.tabs} ${styles.stale}` : styles.tabs} aria-busy={isStale}>
        <Tabs
          label="Content of the span"
          className={styles.tabs ?? ""}
          panelClassName={styles.tabPanel ?? ""}
          value={chosenTab(url.tab, tabs, detail.facts.kind)}
          onValueChange={(tab) => changeUrl({ tab })}
          items={tabs.map((tab) => ({
            value: tab,
            label: tabNames[tab],
            count: counts[tab],
            panel: <TabContent key={detail.document.span_id} tab={tab} source={source} detail={detail} />,
          }))}
        />
        <HiddenParts source={source} />
      </div>
    </CutValuesOf>
  );
}

function TabContent(props: {
  readonly tab: SpanTab;
  readonly source: TraceSource;
  readonly detail: SpanDetail;
}): ReactNode {
  const { tab, source, detail } = props;
  const { content, document, facts } = detail;
  switch (tab) {
    case "conversation":
      return <Conversation messages={content.messages} outputMessages={content.outputMessages} />;
    case "documents":
      return <Documents documents={content.documents} />;
    case "io":
      return <InputOutput content={content} hiddenParts={source.hiddenParts} />;
    case "events":
      return <Events document={document} />;
    case "json":
      return (
        <Suspense fallback={<Loading />}>
          <SpanJson source={source} document={document} />
        </Suspense>
      );
    case "tokens":
      return <Tokens facts={facts} content={content} cost={detail.cost} durationMs={document.duration_ms} />;
  }
}

function Loading() {
  return (
    <div className={styles.block} aria-busy="true" role="status" aria-label="The content of the span is loading">
      {[280, 420, 360].map((width) => (
        <p key={width}>
          <Skeleton width={width} />
        </p>
      ))}
    </div>
  );
}
