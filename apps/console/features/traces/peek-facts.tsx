"use client";

import type { TraceItem } from "@plumbline/public-api/schemas/trace-item";
import { Button } from "@plumbline/ui/button";
import { MiddleCut } from "@plumbline/ui/middle-cut";
import { useClock } from "~/lib/clock";
import { formatTime, formatTimeExactly } from "~/lib/format";
import { EvaluationCell } from "./evaluation-cell";

/** Result and facts of the trace. */
export function PeekFacts({
  trace,
  onEvaluate,
  onEvaluation,
}: {
  readonly trace: TraceItem;
  readonly onEvaluate: (traceId: string) => void;
  readonly onEvaluation: (evaluationId: string) => void;
}) {
  const clock = useClock();
  return (
    <>
      <h3 className="peek-title">Evaluation result</h3>
      {trace.evaluation === null ? (
        <div className="pl-row">
          <span className="pl-dim">Not evaluated.</span>
          <Button size="small" onClick={() => onEvaluate(trace.traceId)}>
            Evaluate this trace
          </Button>
        </div>
      ) : (
        <EvaluationCell evaluation={trace.evaluation} onOpen={onEvaluation} />
      )}
      <dl className="pl-pairs peek-pairs">
        {trace.evaluation === null ? null : (
          <>
            <dt>Judge</dt>
            <dd>{trace.evaluation.judgeName}</dd>
          </>
        )}
        <dt>Started</dt>
        <dd title={formatTimeExactly(trace.startTime, clock)}>{formatTime(trace.startTime, clock)}</dd>
        <dt>Application</dt>
        <dd>{trace.application}</dd>
        <dt>Models</dt>
        <dd>{trace.models.length === 0 ? <span className="pl-dim">none reported</span> : trace.models.join(", ")}</dd>
        <dt>Session</dt>
        <dd>
          {trace.sessionId === null ? (
            <span className="pl-dim">not reported</span>
          ) : (
            <MiddleCut text={trace.sessionId} mono />
          )}
        </dd>
        <dt>User</dt>
        <dd>
          {trace.userId === null ? (
            <span className="pl-dim">not reported</span>
          ) : (
            <MiddleCut text={trace.userId} mono />
          )}
        </dd>
      </dl>
    </>
  );
}
