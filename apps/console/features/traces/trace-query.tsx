"use client";

import { Button } from "@plumbline/ui/button";
import { Icon } from "@plumbline/ui/icon";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { AddressNotice } from "~/lib/address-notice";
import { FirstTrace } from "~/lib/first-trace";
import { PageBar } from "~/lib/page-bar";
import { useShortcuts } from "~/lib/shortcuts";
import type { TimeRange } from "~/lib/time-range";
import { TimeRangePicker } from "~/lib/time-range-picker";
import type { Clause } from "./clauses";
import { FilterBar, type FilterBarHandle } from "./filters";
import { Listing } from "./listing";
import type { TraceQueryData } from "./load-traces";
import { PulseStrip } from "./pulse-strip";
import { type TraceList, useTraceList } from "./use-trace-list";
import { type TraceQueryState, useTraceQueryState } from "./use-trace-query-state";

export interface TraceQueryProps {
  readonly project: { readonly id: string; readonly name: string; readonly slug: string };
  readonly data: TraceQueryData;
  /** What the URL opens over the list: the evaluation form and the result. */
  readonly drawers?: (state: TraceQueryState, list: TraceList) => ReactNode;
}

/** The page of all traces. Its whole state is the URL; the first answer came with the page. */
export function TraceQuery({ project, data, drawers }: TraceQueryProps) {
  const state = useTraceQueryState();
  const { params, change } = state;
  const list = useTraceList(project.id, params, data);
  const [isPicking, setPicking] = useState(false);
  const filterBar = useRef<FilterBarHandle>(null);
  const setRange = (range: TimeRange) => change({ range }, "push");
  const setClauses = (clauses: readonly Clause[]) => change({ clauses }, "push");
  useShortcuts("Traces", [
    { key: "/", label: "Filter", run: () => filterBar.current?.focus() },
    { key: "t", label: "Change the time range", run: () => setPicking(true) },
    { key: "l", label: "Follow new traces", run: () => change({ isLive: !params.isLive }, "replace") },
    { key: "r", label: "Refresh", run: list.refresh },
  ]);
  const isEmptyProject = data.isEmptyProject && list.traces?.length === 0;
  useRefreshWhileEmpty(isEmptyProject, list.refresh);
  return (
    <>
      <PageBar
        title="Traces"
        actions={
          <>
            <Button
              className="max-md:hidden"
              aria-pressed={params.isLive}
              disabled={params.range.kind === "between"}
              title={params.range.kind === "between" ? "A fixed range has no new traces" : "Follow new traces (L)"}
              onClick={() => change({ isLive: !params.isLive }, "replace")}
            >
              <Icon name={params.isLive ? "pause" : "play"} size="small" />
              Live
            </Button>
            <TimeRangePicker range={params.range} onRange={setRange} open={isPicking} onOpenChange={setPicking} />
          </>
        }
      />
      {isEmptyProject ? (
        <div className="page-body">
          <FirstTrace project={project} otlpHttpUrl={data.otlpHttpUrl} />
        </div>
      ) : (
        <div className="trace-query">
          <PulseStrip
            pulse={list.pulse}
            isStale={list.isStale}
            problem={list.pulseProblem}
            onZoom={({ fromMs, toMs }) => setRange({ kind: "between", fromMs, toMs })}
          />
          <div className="filter-bar">
            <FilterBar ref={filterBar} projectId={project.id} clauses={params.clauses} onClauses={setClauses} />
            <Button onClick={list.refresh} title="Ask again (R)" aria-label="Refresh" className="max-md:hidden">
              <Icon name="refresh" size="small" />
              Refresh
            </Button>
          </div>
          <AddressNotice
            sentences={state.unread.map(({ sentence }) => sentence)}
            onDismiss={() => change({ clauses: params.clauses }, "replace")}
          />
          <Listing
            project={project}
            state={state}
            list={list}
            onEditClause={(clause) => filterBar.current?.edit(clause.field)}
            onClauses={setClauses}
            onRange={setRange}
          />
        </div>
      )}
      {drawers?.(state, list)}
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
