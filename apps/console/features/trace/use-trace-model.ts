"use client";

import { useEffect, useMemo, useState } from "react";
import { analyseTrace, buildTraceModel, type TraceAnalysis, type TraceModel } from "./trace-model";
import type { TraceTree } from "./trace-source";

/** Up to this many spans the analysis takes less than a frame or two; a larger trace is drawn first. */
const analysedAtOnceMax = 5_000;

/** The model of a trace. For a large one the critical path and the failure follow after the first paint. */
export function useTraceModel(tree: TraceTree): TraceModel {
  const plain = useMemo(() => buildTraceModel(tree), [tree]);
  const isSmall = plain.spans.length <= analysedAtOnceMax;
  const atOnce = useMemo(() => (isSmall ? analyseTrace(plain) : undefined), [isSmall, plain]);
  const [later, setLater] = useState<{ readonly of: TraceModel; readonly analysis: TraceAnalysis }>();
  useEffect(() => {
    if (isSmall) return;
    const timer = setTimeout(() => setLater({ of: plain, analysis: analyseTrace(plain) }));
    return () => clearTimeout(timer);
  }, [isSmall, plain]);
  const analysis = atOnce ?? (later?.of === plain ? later.analysis : undefined);
  return useMemo(() => ({ ...plain, ...analysis }), [plain, analysis]);
}
