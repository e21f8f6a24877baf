"use client";

import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useEffect, useMemo } from "react";
import { evaluationRefetchMs, isBeingEvaluated } from "~/lib/evaluation-progress";
import { rememberTrace } from "~/lib/recent-traces";
import { useShortcuts } from "~/lib/shortcuts";
import { tracesPath } from "~/lib/trace-links";
import { projectTraceSource } from "./project-trace-source";
import { TraceBar } from "./trace-bar";
import { TraceSkeleton } from "./trace-loading";
import { TraceReader } from "./trace-reader";
import type { TraceTree } from "./trace-source";
import { TraceUnreadable } from "./trace-unreadable";
import { useTraceUrl } from "./use-trace-url";

/** A running trace is asked for again this often. */
const runningRefetchMs = 5_000;

export interface TraceScreenProps {
  readonly project: { readonly id: string; readonly slug: string };
  readonly traceId: string;
  /** What the server could already read. A large trace is fetched by the browser instead. */
  readonly tree: TraceTree | undefined;
  readonly name: string;
  readonly canEvaluate: boolean;
  /** The share button with its panel; absent without the right to share. */
  readonly shareAction?: ReactNode;
}

export function TraceScreen(props: TraceScreenProps) {
  const { project, traceId, canEvaluate, shareAction } = props;
  const [url, changeUrl] = useTraceUrl();
  const source = useMemo(
    () => projectTraceSource({ id: project.id, slug: project.slug }, traceId, canEvaluate),
    [project.id, project.slug, traceId, canEvaluate],
  );
  const query = useQuery({
    queryKey: ["trace-tree", source.key],
    queryFn: ({ signal }) => source.loadTree(signal),
    refetchInterval: ({ state: { data } }) => {
      if (data === undefined) return false;
      if (isBeingEvaluated(data.trace)) return evaluationRefetchMs;
      return data.trace.isRunning ? runningRefetchMs : false;
    },
    ...(props.tree === undefined ? {} : { initialData: props.tree }),
  });
  const name = query.data?.trace.name;
  useEffect(() => {
    if (name !== undefined) rememberTrace(project.slug, { traceId, name });
  }, [project.slug, traceId, name]);
  const evaluate = () => changeUrl({ evaluate: url.evaluate === null ? traceId : null, evaluation: null });
  useShortcuts("Trace actions", [{ key: "e", label: "Evaluate", run: () => (canEvaluate ? evaluate() : undefined) }]);
  return (
    <>
      <TraceBar
        project={project}
        traceId={traceId}
        name={query.data?.trace.name ?? props.name}
        canEvaluate={canEvaluate}
        onEvaluate={evaluate}
        shareAction={shareAction}
      />
      {query.data !== undefined ? (
        <TraceReader
          key={source.key}
          source={source}
          tree={query.data}
          listHref={(filter) => tracesPath(project.slug, filter)}
        />
      ) : query.isError ? (
        <TraceUnreadable message={query.error.message} onRetry={() => void query.refetch()} />
      ) : (
        <TraceSkeleton />
      )}
    </>
  );
}
