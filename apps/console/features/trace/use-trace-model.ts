"use client";

import { useEffect, useMemo, useState } from "react";
import { analyseTrace, analysisSteps, buildTraceModel, type TraceAnalysis, type TraceModel } from "./trace-model";
import type { TraceTree } from "./trace-source";

/** Up to this many spans the analysis takes less than a frame or two; a larger trace is drawn first. */
const analysedAtOnceMax = 5_000;

/** The model of a trace. For a large one the critical path and the failure follow after the first paint. */
export function useTraceModel(tree: TraceTree, times: "corrected" | "recorded"): TraceModel {
  const plain = useMemo(() => buildTraceModel(tree, times), [tree, times]);
  const isSmall = plain.spans.length <= analysedAtOnceMax;
  const atOnce = useMemo(() => (isSmall ? analyseTrace(plain) : undefined), [isSmall, plain]);
  const later = useLaterAnalysis(isSmall ? undefined : plain);
  const analysis = atOnce ?? later;
  return useMemo(() => ({ ...plain, ...analysis }), [plain, analysis]);
}

/** Both halves in tasks of their own: the page answers between them. */
function useLaterAnalysis(model: TraceModel | undefined): TraceAnalysis | undefined {
  const [result, setResult] = useState<{ readonly of: TraceModel; readonly analysis: TraceAnalysis }>();
  useEffect(() => {
    if (model === undefined) return;
    const [pathStep, failureStep] = analysisSteps(model);
    let timer = setTimeout(() => {
      const path = pathStep();
      timer = setTimeout(() => setResult({ of: model, analysis: { ...path, ...failureStep() } }));
    });
    return () => clearTimeout(timer);
  }, [model]);
  return result?.of === model ? result?.analysis : undefined;
}
