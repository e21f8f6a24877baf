"use client";

import { Button } from "@plumbline/ui/button";
import { Icon } from "@plumbline/ui/icon";
import { lazy, type ReactNode, Suspense, useCallback, useEffect, useRef, useState } from "react";
import { AddressNotice } from "~/lib/address-notice";
import { PageBar } from "~/lib/page-bar";
import { useShortcuts } from "~/lib/shortcuts";
import type { TimeRange } from "~/lib/time-range";
import { TimeRangePicker } from "~/lib/time-range-picker";
import type { ColumnChoice } from "./column-choice";
import { FacetColumn, FacetSheet } from "./facet-places";
import { FilterBar, type FilterBarHandle } from "./filter-bar";
import { ListTools } from "./list-tools";
import { Listing } from "./listing";
import type { TraceQueryData } from "./load-traces";
import { queryKeyOf } from "./params";
import { PulseStrip } from "./pulse-strip";
import { useColumns } from "./use-columns";
import { useCopyLink } from "./use-copy-link";
import { canFollow, useLive } from "./use-live";
import { type Selection, useSelection } from "./use-selection";
import { type TraceList, useTraceList } from "./use-trace-list";
import { type TraceQueryState, useTraceQueryState } from "./use-trace-query-state";

// What a visit may never need comes when it does.
const FirstTrace = lazy(async () => ({ default: (await import("~/lib/first-trace")).FirstTrace }));
const BulkBar = lazy(async () => ({ default: (await import("./bulk-bar")).BulkBar }));

/** What other features need of the page to stand on it. */
export interface TraceQueryParts {
  readonly state: TraceQueryState;
  readonly list: TraceList;
  readonly selection: Selection;
  readonly columns: readonly ColumnChoice[];
}

export interface TraceQueryProps {
  readonly project: { readonly id: string; readonly name: string; readonly slug: string };
  readonly data: TraceQueryData;
  /** Stands behind the title: the saved views. */
  readonly views?: (parts: TraceQueryParts) => ReactNode;
  /** What the URL or a button opens over the list. */
  readonly drawers?: (parts: TraceQueryParts) => ReactNode;
  /** `isTicked`: what is ticked, else everything that matches. */
  readonly onExport: (isTicked: boolean) => void;
  readonly onEvaluate: (traceIds: readonly string[] | "all") => void;
}

/** The page of all traces. Its whole state is the URL; the first answer came with the page. */
export function TraceQuery({ project, data, views, drawers, onExport, onEvaluate }: TraceQueryProps) {
  const state = useTraceQueryState();
  const { params, change } = state;
  const chooseColumns = useCallback(
    (columns: readonly ColumnChoice[] | undefined) => change({ columns }, "replace"),
    [change],
  );
  const { columns, paths, setColumns } = useColumns(
    project.slug,
    params.columns,
    data.rememberedColumns,
    chooseColumns,
  );
  const list = useTraceList(project.id, params, data, paths);
  const selection = useSelection(queryKeyOf(params), list.traces);
  const [isTicking, setTicking] = useState(false);
  const tick = (isOn: boolean) => {
    setTicking(isOn);
    // Boxes that are no longer seen are not ticked either.
    if (!isOn) selection.clear();
  };
  useLive(project.id, params, list);
  const filterBar = useRef<FilterBarHandle>(null);
  const setRange = (range: TimeRange) => change({ range }, "push");
  const setQuery = (q: string) => change({ q }, "push");
  const copyLink = useCopyLink(params, columns, list.window);
  useShortcuts("Traces", [
    { key: "/", label: "Search for text", run: () => filterBar.current?.focus("text") },
    { key: "f", label: "Add a clause", run: () => filterBar.current?.focus("field") },
    { key: "r", label: "Refresh", run: list.refresh },
    { key: "y", label: "Copy a link to exactly this list", run: copyLink },
  ]);
  const isEmptyProject = data.isEmptyProject && list.traces?.length === 0;
  useRefreshWhileEmpty(isEmptyProject, list.refresh);
  const parts = { state, list, selection, columns };
  return (
    <>
      <PageBar title="Traces" lead={views?.(parts)} actions={<BarActions state={state} onRange={setRange} />} />
      {isEmptyProject ? (
        <div className="page-body">
          <Suspense>
            <FirstTrace project={project} otlpHttpUrl={data.otlpHttpUrl} />
          </Suspense>
        </div>
      ) : (
        <div className="trace-query" data-ticking={isTicking ? "" : undefined}>
          <PulseStrip
            pulse={list.pulse}
            isStale={list.isStale}
            problem={list.pulseProblem}
            onZoom={({ fromMs, toMs }) => setRange({ kind: "between", fromMs, toMs })}
          />
          <div className="filter-bar">
            <FacetSheet projectId={project.id} params={params} window={list.window} onQuery={setQuery} />
            <FilterBar ref={filterBar} projectId={project.id} q={params.q} onQuery={setQuery} />
            <ListTools
              project={project}
              state={state}
              columns={columns}
              onColumns={setColumns}
              selection={selection}
              isTicking={isTicking}
              onTicking={tick}
              onCopyLink={copyLink}
              onExport={() => onExport(false)}
              onRefresh={list.refresh}
            />
          </div>
          <AddressNotice
            sentences={state.unread.map(({ sentence }) => sentence)}
            onDismiss={() => change({ q: params.q }, "replace")}
          />
          <div className="trace-query-body">
            <FacetColumn projectId={project.id} params={params} window={list.window} onQuery={setQuery} />
            <Listing
              project={project}
              state={state}
              list={list}
              selection={selection}
              columns={columns}
              onColumns={setColumns}
              onEditClause={(index) => filterBar.current?.edit(index)}
              onQuery={setQuery}
              onRange={setRange}
              bulkBar={
                selection.count === 0 ? null : (
                  <Suspense>
                    <BulkBar
                      projectSlug={project.slug}
                      selection={selection}
                      hasMore={list.hasMore || list.hasPrevious}
                      matching={list.pulse?.total.traces}
                      onEvaluate={() => onEvaluate(selection.isAllMatching ? "all" : selection.traceIds)}
                      onExport={() => onExport(true)}
                    />
                  </Suspense>
                )
              }
            />
          </div>
        </div>
      )}
      {drawers?.(parts)}
    </>
  );
}

/** Live and the time range, which are always in reach. */
function BarActions({
  state,
  onRange,
}: {
  readonly state: TraceQueryState;
  readonly onRange: (range: TimeRange) => void;
}) {
  const { params, change } = state;
  const [isPicking, setPicking] = useState(false);
  const canBeLive = canFollow(params);
  const toggleLive = () => {
    if (canBeLive) change({ isLive: !params.isLive }, "replace");
  };
  useShortcuts("Time", [
    { key: "t", label: "Change the time range", run: () => setPicking(true) },
    { key: "l", label: "Follow new traces, or pause", run: toggleLive },
  ]);
  const isLive = params.isLive && canBeLive;
  return (
    <>
      <Button
        className="max-md:hidden"
        aria-pressed={isLive}
        disabled={!canBeLive}
        title={
          canBeLive
            ? isLive
              ? "Pause (L)"
              : "Follow new traces (L)"
            : "Only the newest of a moving range can be followed"
        }
        onClick={toggleLive}
      >
        <Icon name={isLive ? "pause" : "play"} size="small" />
        Live
      </Button>
      <TimeRangePicker range={params.range} onRange={onRange} open={isPicking} onOpenChange={setPicking} />
    </>
  );
}

/** The first trace should be seen without a reload. */
function useRefreshWhileEmpty(isEmpty: boolean, refresh: () => void): void {
  const latest = useRef(refresh);
  useEffect(() => {
    latest.current = refresh;
  });
  useEffect(() => {
    if (!isEmpty) return;
    const timer = setInterval(() => latest.current(), 3_000);
    return () => clearInterval(timer);
  }, [isEmpty]);
}
