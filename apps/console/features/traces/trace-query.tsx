"use client";

import { Button } from "@plumbline/ui/button";
import { Icon } from "@plumbline/ui/icon";
import { Notice } from "@plumbline/ui/notice";
import { useRouter } from "next/navigation";
import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { FirstTrace } from "~/lib/first-trace";
import { formatPlural } from "~/lib/format";
import { PageBar } from "~/lib/page-bar";
import { useShortcuts } from "~/lib/shortcuts";
import type { TimeRange } from "~/lib/time-range";
import { TimeRangePicker } from "~/lib/time-range-picker";
import { tracePath } from "~/lib/trace-links";
import { rememberTraceList } from "~/lib/trace-list-memory";
import { type Clause, clauseProblem, withClause } from "./clauses";
import { FilterBar, type FilterBarHandle } from "./filters";
import type { TraceQueryData } from "./load-traces";
import { NoMatch } from "./no-match";
import { PulseStrip } from "./pulse-strip";
import { QueryProblem } from "./query-problem";
import { TraceTable, type TraceTableHandle } from "./table";
import { useLive } from "./use-live";
import { useSelection } from "./use-selection";
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

function Listing({
  project,
  state: { params, change },
  list,
  onEditClause,
  onClauses,
  onRange,
}: {
  readonly project: TraceQueryProps["project"];
  readonly state: TraceQueryState;
  readonly list: TraceList;
  readonly onEditClause: (clause: Clause) => void;
  readonly onClauses: (clauses: readonly Clause[]) => void;
  readonly onRange: (range: TimeRange) => void;
}) {
  const router = useRouter();
  const rows = useRef<HTMLDivElement>(null);
  const table = useRef<TraceTableHandle>(null);
  const traceHref = useCallback((traceId: string) => tracePath(project.slug, traceId), [project.slug]);
  const actions = useMemo(
    () => ({
      traceHref,
      onEvaluate: (traceId: string) => change({ evaluate: traceId, evaluation: undefined }, "push"),
      onEvaluation: (evaluation: string) => change({ evaluation, evaluate: undefined }, "push"),
    }),
    [traceHref, change],
  );
  const select = useSelection({
    traces: list.traces,
    params,
    change,
    reveal: (traceId) => table.current?.reveal(traceId),
    open: (traceId) => router.push(traceHref(traceId)),
    onEvaluate: actions.onEvaluate,
    loadMore: list.hasMore ? list.loadMore : undefined,
  });
  const { waiting } = useLive({
    projectId: project.id,
    params,
    newestStartTime: list.traces?.[0]?.startTime,
    listing: rows,
    onAdvance: list.refresh,
  });
  useEffect(() => {
    if (list.traces !== undefined)
      rememberTraceList(
        project.slug,
        list.traces.map((trace) => trace.traceId),
      );
  }, [list.traces, project.slug]);

  const isWrong = params.clauses.some((clause) => clauseProblem(clause) !== undefined);
  if (isWrong || (list.problem !== undefined && list.traces === undefined))
    return (
      <QueryProblem
        clauses={params.clauses}
        problem={list.problem}
        onEdit={onEditClause}
        onRemove={(clause) => onClauses(withClause(params.clauses, clause.field, []))}
        onRetry={list.refresh}
      />
    );
  if (list.traces?.length === 0 && !list.isStale)
    return <NoMatch range={params.range} clauses={params.clauses} onRange={onRange} onClear={() => onClauses([])} />;
  return (
    <div className="listing">
      {list.problem === undefined ? null : (
        <Notice tone="warn" className="m-3" title="These rows are no longer current">
          {list.problem}
        </Notice>
      )}
      <div className="listing-rows" ref={rows}>
        {waiting === 0 ? null : (
          <div className="live-waiting">
            <Button size="small" onClick={list.refresh}>
              <Icon name="up" size="tiny" />
              {formatPlural(waiting, "new trace")}
            </Button>
          </div>
        )}
        <TraceTable
          ref={table}
          traces={list.traces}
          isStale={list.isStale}
          selected={params.peek}
          slowMs={list.pulse?.total.p95Ms ?? null}
          actions={actions}
          onSelect={select}
        />
        {list.traces === undefined ? null : <ListFoot list={list} rows={rows} />}
      </div>
    </div>
  );
}

/** Fetches the next page when it comes into view; the button does the same for those who do not scroll. */
function ListFoot({ list, rows }: { readonly list: TraceList; readonly rows: React.RefObject<HTMLElement | null> }) {
  const foot = useRef<HTMLDivElement>(null);
  const { hasMore, loadMore } = list;
  const latest = useRef(loadMore);
  useEffect(() => {
    latest.current = loadMore;
  });
  useEffect(() => {
    if (!hasMore || foot.current === null) return;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) latest.current();
      },
      { root: rows.current, rootMargin: "400px" },
    );
    observer.observe(foot.current);
    return () => observer.disconnect();
  }, [hasMore, rows]);
  return (
    <div className="listing-foot" ref={foot}>
      {hasMore ? (
        <Button size="small" onClick={loadMore} disabled={list.isLoadingMore}>
          {list.isLoadingMore ? "Loading more…" : "Load more"}
        </Button>
      ) : (
        <span>
          {list.traces?.length === 1 ? "The only trace" : `All ${formatPlural(list.traces?.length ?? 0, "trace")}`} of
          this query
        </span>
      )}
    </div>
  );
}
