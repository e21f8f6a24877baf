"use client";

import { lazy, Suspense, useRef, useState } from "react";
import type { SavedViewsData } from "~/features/saved-views/load-saved-views";
import { SavedViewsMenu } from "~/features/saved-views/saved-views-menu";
import { parseTraceParams, viewSearchOf } from "~/features/traces/params";
import { TraceQuery, type TraceQueryParts, type TraceQueryProps } from "~/features/traces/trace-query";

const EvaluationOverlays = lazy(async () => ({
  default: (await import("../evaluation-overlays")).EvaluationOverlays,
}));
const ExportDrawer = lazy(async () => ({ default: (await import("~/features/export/export-drawer")).ExportDrawer }));

/** What an export or a bulk action was started for. */
type Wanted = { readonly kind: "export"; readonly isTicked: boolean };

/** Puts together what stands on this page: the list, its saved views, and the drawers that lie over it. */
export function TracesView({
  project,
  data,
  views,
}: Pick<TraceQueryProps, "project" | "data"> & { readonly views: SavedViewsData }) {
  const [wanted, setWanted] = useState<Wanted>();
  const [evaluated, setEvaluated] = useState<readonly string[] | "all">();
  // It follows what was queued in it after it was closed: once there, it stays.
  const wasEvaluation = useRef(false);
  const hasEvaluation = ({ state: { params } }: TraceQueryParts, bulk: typeof evaluated) => {
    if (bulk !== undefined || params.evaluate !== undefined || params.evaluation !== undefined)
      wasEvaluation.current = true;
    return wasEvaluation.current;
  };
  return (
    <TraceQuery
      project={project}
      data={data}
      onExport={(isTicked) => setWanted({ kind: "export", isTicked })}
      onEvaluate={setEvaluated}
      views={({ state: { params, change } }) => (
        <SavedViewsMenu
          projectId={project.id}
          data={views}
          current={{ id: params.view, search: viewSearchOf(params) }}
          onOpen={(view) => {
            const next = parseTraceParams(new URLSearchParams(view?.search ?? ""));
            change({ ...next, peek: undefined, at: undefined, view: view?.id ?? "all" }, "push");
          }}
        />
      )}
      drawers={(parts) => (
        <>
          <Suspense>
            {hasEvaluation(parts, evaluated) ? (
              <EvaluationOverlays
                project={project}
                bulk={evaluated === undefined ? undefined : bulkOf(parts, evaluated)}
                onBulkClose={() => setEvaluated(undefined)}
              />
            ) : null}
          </Suspense>
          <Suspense>
            {wanted === undefined ? null : (
              <ExportDrawer
                projectId={project.id}
                scope={exportScope(parts, wanted.isTicked)}
                onClose={() => setWanted(undefined)}
              />
            )}
          </Suspense>
        </>
      )}
    />
  );
}

function exportScope({ state: { params }, list, selection, columns }: TraceQueryParts, isTicked: boolean) {
  const isSome = isTicked && !selection.isAllMatching && selection.count > 0;
  return {
    q: params.q,
    window: list.window,
    about: list.pulse?.total.traces,
    traceIds: isSome ? selection.traceIds : undefined,
    columns: columns.map(({ id }) => id),
  };
}

function bulkOf({ state: { params }, list, selection }: TraceQueryParts, wanted: readonly string[] | "all") {
  const first = list.traces?.find(({ traceId }) => traceId === selection.traceIds[0]) ?? list.traces?.[0];
  return {
    first,
    traceIds: wanted === "all" ? undefined : wanted,
    q: params.q,
    window: list.window,
    about: wanted === "all" ? list.pulse?.total.traces : wanted.length,
  };
}
