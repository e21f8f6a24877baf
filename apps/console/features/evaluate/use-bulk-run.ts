"use client";

import { useMutation } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { type BulkProgress, type BulkTargets, runBulkEvaluation } from "./bulk-evaluation";
import type { EvaluationSettings } from "./evaluation-draft";

interface BulkRequest {
  readonly config: EvaluationSettings;
  readonly judgeModelId: string;
}

/** Asks for an evaluation of each of several traces; leaving the panel stops it. */
export function useBulkRun(projectId: string, targets: BulkTargets | undefined) {
  const [progress, setProgress] = useState<BulkProgress>();
  const stopper = useRef<AbortController>(undefined);
  useEffect(() => () => stopper.current?.abort(), []);
  const run = useMutation({
    async mutationFn(request: BulkRequest) {
      if (targets === undefined) return;
      stopper.current = new AbortController();
      await runBulkEvaluation(projectId, targets, request, stopper.current.signal, setProgress);
    },
  });
  return {
    progress,
    error: run.error,
    isRunning: run.isPending,
    start: (request: BulkRequest) => run.mutate(request),
    stop: () => stopper.current?.abort(),
  };
}
