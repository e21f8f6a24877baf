"use client";

import { Notice } from "@plumbline/ui/notice";
import { useHydrated } from "@plumbline/ui/use-hydrated";
import { useRouter } from "next/navigation";
import { lazy, type ReactNode, Suspense, useCallback, useEffect, useLayoutEffect, useMemo, useRef } from "react";
import { formatCount } from "~/lib/format";
import type { TimeRange } from "~/lib/time-range";
import { tracePath } from "~/lib/trace-links";
import { rememberTraceList } from "~/lib/trace-list-memory";
import type { ColumnChoice } from "./column-choice";
import { ListFoot, ListTop, NewRows } from "./list-edges";
import { readQueryText } from "./query-text";
import { TraceTable, type TraceTableHandle } from "./table";
import { useAnchoredRows } from "./use-anchored-rows";
import { usePeekDock } from "./use-peek-dock";
import { useRowKeys } from "./use-row-keys";
import type { Selection } from "./use-selection";
import type { TraceList } from "./use-trace-list";
import type { TraceQueryState } from "./use-trace-query-state";

const PeekPanel = lazy(async () => ({ default: (await import("./peek")).PeekPanel }));
const NoMatch = lazy(async () => ({ default: (await import("./no-match")).NoMatch }));
const QueryProblem = lazy(async () => ({ default: (await import("./query-problem")).QueryProblem }));

/** The rows with their preview, or the reason why there are none. */
export function Listing({
  project,
  state: { params, change },
  list,
  selection,
  columns,
  onColumns,
  onEditClause,
  onQuery,
  onRange,
  bulkBar,
}: {
  readonly project: { readonly id: string; readonly slug: string };
  readonly state: TraceQueryState;
  readonly list: TraceList;
  readonly selection: Selection;
  readonly columns: readonly ColumnChoice[];
  readonly onColumns: (columns: readonly ColumnChoice[]) => void;
  readonly onEditClause: (index: number) => void;
  readonly onQuery: (q: string) => void;
  readonly onRange: (range: TimeRange) => void;
  readonly bulkBar: ReactNode;
}) {
  const router = useRouter();
  const isHydrated = useHydrated();
  const rows = useRef<HTMLDivElement>(null);
  const table = useRef<TraceTableHandle>(null);
  const [dock, setDock] = usePeekDock();
  const traceHref = useCallback((traceId: string) => tracePath(project.slug, traceId), [project.slug]);
  const actions = useMemo(
    () => ({
      traceHref,
      onEvaluate: (traceId: string) => change({ evaluate: traceId, evaluation: undefined }, "push"),
      onEvaluation: (evaluation: string) => change({ evaluation, evaluate: undefined }, "push"),
    }),
    [traceHref, change],
  );
  const { show, step } = useRowKeys({
    traces: list.traces,
    change,
    cursorOf: list.cursorOf,
    selection,
    reveal: (traceId) => table.current?.reveal(traceId),
    open: (traceId) => router.push(traceHref(traceId)),
    onEvaluate: actions.onEvaluate,
    loadMore: list.hasMore ? list.loadMore : undefined,
  });
  const newRows = useAnchoredRows(rows, list.traces, params.peek !== undefined, list.hasPrevious);
  useRememberedList(project.slug, list);
  useShownPeek(params.peek, table, rows);

  const isWrong = !readQueryText(params.q).ok;
  if (isWrong || (list.problem !== undefined && list.traces === undefined))
    return (
      <Suspense>
        <QueryProblem
          q={params.q}
          problem={list.problem}
          onEdit={onEditClause}
          onQuery={onQuery}
          onRetry={list.refresh}
        />
      </Suspense>
    );
  if (list.traces?.length === 0 && !list.isStale && list.searchedBackTo === undefined)
    return (
      <Suspense>
        <NoMatch range={params.range} q={params.q} onRange={onRange} onClear={() => onQuery("")} />
      </Suspense>
    );
  return (
    <div className="listing" data-dock={params.peek === undefined ? undefined : dock}>
      <div className="listing-main">
        {list.problem === undefined ? null : (
          <Notice tone="warn" className="m-3" title="These rows are no longer current">
            {list.problem}
          </Notice>
        )}
        <div className="listing-rows" ref={rows}>
          <NewRows count={newRows.count} onShow={newRows.show} />
          <ListTop list={list} rows={rows} />
          <TraceTable
            ref={table}
            traces={list.traces}
            isStale={list.isStale}
            current={params.peek}
            slowMs={list.pulse?.total.p95Ms ?? null}
            actions={actions}
            columns={columns}
            onColumns={onColumns}
            sort={params.sort}
            onSort={(sort) => change({ sort }, "push")}
            selection={selection}
            onCurrent={show}
            scroller={rows}
          />
          {list.traces === undefined ? null : <ListFoot list={list} rows={rows} />}
        </div>
        {bulkBar}
      </div>
      {params.peek === undefined ? null : (
        <Suspense fallback={<PeekPending />}>
          {isHydrated ? (
            <PeekPanel
              projectId={project.id}
              traceId={params.peek}
              row={list.traces?.find((trace) => trace.traceId === params.peek)}
              position={positionOf(list, params.peek)}
              dock={dock}
              onDock={setDock}
              traceHref={traceHref}
              onStep={step}
              onEvaluate={actions.onEvaluate}
              onEvaluation={actions.onEvaluation}
              onClose={() => change({ peek: undefined, at: undefined }, "replace")}
            />
          ) : (
            <PeekPending />
          )}
        </Suspense>
      )}
    </div>
  );
}

/** The server does not draw the preview: how it is docked is known in the browser only. */
function PeekPending() {
  return <section className="peek" aria-busy="true" aria-label="Preview of the selected trace" />;
}

function useRememberedList(projectSlug: string, { traces }: TraceList): void {
  useEffect(() => {
    if (traces === undefined) return;
    rememberTraceList(
      projectSlug,
      traces.map((trace) => trace.traceId),
    );
  }, [traces, projectSlug]);
}

/**
 * A link to a row far down, or the way back from its page, finds the row in view. It stays there while the preview takes its place
 * beside the list, until somebody scrolls.
 */
function useShownPeek(
  peek: string | undefined,
  table: { readonly current: TraceTableHandle | null },
  scroller: { readonly current: HTMLElement | null },
): void {
  const first = useRef(peek);
  useLayoutEffect(() => {
    if (first.current !== undefined) table.current?.reveal(first.current);
  }, [table]);
  useEffect(() => {
    const element = scroller.current;
    if (element === null || peek === undefined) return;
    const observer = new ResizeObserver(() => table.current?.reveal(peek));
    observer.observe(element);
    const stop = () => observer.disconnect();
    const signs = ["wheel", "touchmove", "pointerdown"] as const;
    for (const sign of signs) element.addEventListener(sign, stop, { passive: true });
    return () => {
      stop();
      for (const sign of signs) element.removeEventListener(sign, stop);
    };
  }, [peek, table, scroller]);
}

/** "4 of 582"; the count is of the whole period where the strip has it. */
function positionOf(list: TraceList, traceId: string): string | undefined {
  const at = list.traces?.findIndex((trace) => trace.traceId === traceId) ?? -1;
  if (at < 0) return undefined;
  // A list that begins further down does not know how many rows stand before.
  if (list.hasPrevious) return undefined;
  const total = Math.max(list.pulse?.total.traces ?? 0, list.traces?.length ?? 0);
  return `${formatCount(at + 1)} of ${formatCount(total)}`;
}
