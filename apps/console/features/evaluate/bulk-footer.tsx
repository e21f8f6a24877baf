"use client";

import { Button } from "@plumbline/ui/button";
import { formatCount, formatPlural } from "~/lib/format";
import { type BulkProgress, type BulkTargets, bulkTracesMax } from "./bulk-evaluation";
import styles from "./evaluate.module.css";
import { judgeCallCount } from "./metric-definitions";
import type { EvaluationForm } from "./use-evaluation-form";

/** "19 traces", or "all traces of the query" where nobody counted. */
export function countOf({ about }: BulkTargets): string {
  if (about === undefined) return "all traces of the query";
  return formatPlural(Math.min(about, bulkTracesMax), "trace");
}

/** Starts the requests, says how far they are, and stops them. */
export function BulkFooter({
  form,
  targets,
  onClose,
}: {
  readonly form: EvaluationForm;
  readonly targets: BulkTargets;
  readonly onClose: () => void;
}) {
  const { progress } = form;
  const isRunning = progress?.state === "running";
  const context = form.found?.context;
  const documents = context?.status === "ok" ? context.values.length : 0;
  const calls = form.draft === undefined ? 0 : judgeCallCount(form.draft.metrics, documents);
  const isCut = targets.about !== undefined && targets.about > bulkTracesMax;
  return (
    <div className={styles.foot}>
      <span className={styles.grow} role="status">
        {form.submitError !== null ? (
          <span className="pl-field-error">{form.submitError.message}</span>
        ) : progress !== undefined ? (
          <>
            <progress
              max={progress.total ?? 1}
              value={progress.queued + progress.failed}
              aria-label="Evaluations queued"
            />{" "}
            {wordsOf(progress)}
          </>
        ) : (
          <span className="pl-dim">
            {isCut
              ? `The newest ${formatCount(bulkTracesMax)} of ${formatCount(targets.about ?? 0)}: more than that is a task for Online evaluation. `
              : ""}
            About {calls} judge calls for each trace, so{" "}
            {formatCount(calls * Math.min(targets.about ?? 0, bulkTracesMax))} in all.
          </span>
        )}
      </span>
      {isRunning ? (
        <Button onClick={form.stop}>Stop</Button>
      ) : (
        <Button onClick={onClose}>{progress === undefined ? "Cancel" : "Close"}</Button>
      )}
      {progress === undefined || progress.state === "stopped" ? (
        <Button look="primary" disabled={form.draft === undefined || form.isSubmitting} onClick={form.submit}>
          Evaluate {countOf(targets)}
        </Button>
      ) : null}
    </div>
  );
}

function wordsOf({ queued, failed, total, state, lastProblem }: BulkProgress): string {
  const of = total === undefined ? "" : ` of ${formatCount(total)}`;
  const refused = failed === 0 ? "" : `, ${formatCount(failed)} refused: ${lastProblem ?? ""}`;
  if (total === undefined) return "Looking up the traces…";
  if (state === "stopped")
    return `Stopped: ${formatCount(queued)}${of} queued${refused}. What is queued will be judged.`;
  return state === "done"
    ? `${formatCount(queued)}${of} queued${refused}.`
    : `${formatCount(queued)}${of} queued${refused}…`;
}
