"use client";

import { Button } from "@plumbline/ui/button";
import { Icon } from "@plumbline/ui/icon";
import { Notice } from "@plumbline/ui/notice";
import { useRouter } from "next/navigation";
import { type RefObject, useCallback, useEffect, useMemo, useRef } from "react";
import { formatCount, formatPlural } from "~/lib/format";
import type { TimeRange } from "~/lib/time-range";
import { tracePath } from "~/lib/trace-links";
import { rememberTraceList } from "~/lib/trace-list-memory";
import { type Clause, clauseProblem, withClause } from "./clauses";
import { NoMatch } from "./no-match";
import { PeekPanel } from "./peek";
import { QueryProblem } from "./query-problem";
import { TraceTable, type TraceTableHandle } from "./table";
import { useLive } from "./use-live";
import { useSelection } from "./use-selection";
import type { TraceList } from "./use-trace-list";
import type { TraceQueryState } from "./use-trace-query-state";

/** The rows with their preview below, or the reason why there are none. */
export function Listing({
  project,
  state: { params, change },
  list,
  onEditClause,
  onClauses,
  onRange,
}: {
  readonly project: { readonly id: string; readonly slug: string };
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
  const { select, step } = useSelection({
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
      {params.peek === undefined ? null : (
        <PeekPanel
          projectId={project.id}
          traceId={params.peek}
          row={list.traces?.find((trace) => trace.traceId === params.peek)}
          position={positionOf(list, params.peek)}
          traceHref={traceHref}
          onStep={step}
          onEvaluate={actions.onEvaluate}
          onEvaluation={actions.onEvaluation}
          onClose={() => change({ peek: undefined }, "replace")}
        />
      )}
    </div>
  );
}

/** "4 of 582"; the count is of the whole period where the strip has it. */
function positionOf(list: TraceList, traceId: string): string | undefined {
  const at = list.traces?.findIndex((trace) => trace.traceId === traceId) ?? -1;
  if (at < 0) return undefined;
  const total = Math.max(list.pulse?.total.traces ?? 0, list.traces?.length ?? 0);
  return `${formatCount(at + 1)} of ${formatCount(total)}`;
}

/** Fetches the next page when it comes into view; the button does the same for those who do not scroll. */
function ListFoot({ list, rows }: { readonly list: TraceList; readonly rows: RefObject<HTMLElement | null> }) {
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
