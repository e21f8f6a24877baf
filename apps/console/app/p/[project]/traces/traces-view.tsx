"use client";

import { TraceQuery, type TraceQueryProps } from "~/features/traces/trace-query";
import { EvaluationOverlays } from "../evaluation-overlays";

/** Puts together what stands on this page: the list, and the drawers that its URL opens. */
export function TracesView({ project, data }: Omit<TraceQueryProps, "drawers">) {
  return <TraceQuery project={project} data={data} drawers={() => <EvaluationOverlays project={project} />} />;
}
