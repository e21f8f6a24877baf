"use client";

import { Button } from "@plumbline/ui/button";
import { Drawer } from "@plumbline/ui/drawer";
import { Kbd } from "@plumbline/ui/kbd";
import { Notice } from "@plumbline/ui/notice";
import { Skeleton } from "@plumbline/ui/skeleton";
import { type KeyboardEvent, useRef } from "react";
import type { BulkTargets } from "./bulk-evaluation";
import { BulkFooter, countOf } from "./bulk-footer";
import styles from "./evaluate.module.css";
import { EvaluationFields } from "./evaluation-fields";
import { judgeCallCount } from "./metric-definitions";
import { type EvaluationForm, useEvaluationForm } from "./use-evaluation-form";
import { useFirstFocus } from "./use-first-focus";

/** The trace that is to be judged, as far as the panel names it. */
export interface EvaluatedTrace {
  readonly traceId: string;
  readonly name: string;
  readonly application: string;
}

/**
 * Configures and queues the evaluation of one trace, or of several, of which this one is the example that shows what the paths
 * find. Filled in with the settings of last time.
 */
export function EvaluatePanel({
  projectId,
  trace,
  bulk,
  judgeSettingsHref,
  onClose,
  onQueued,
}: {
  readonly projectId: string;
  readonly trace: EvaluatedTrace;
  readonly bulk?: BulkTargets | undefined;
  readonly judgeSettingsHref: string;
  readonly onClose: () => void;
  readonly onQueued: (evaluationId: string) => void;
}) {
  const { traceId, name, application } = trace;
  const form = useEvaluationForm({ projectId, traceId, application, bulk, onQueued });
  const panel = useRef<HTMLDivElement>(null);
  useFirstFocus(panel, form.draft);
  const submitOnCommandEnter = (event: KeyboardEvent) => {
    if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) form.submit();
  };
  return (
    <Drawer
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={bulk === undefined ? `Evaluate ${name}` : `Evaluate ${countOf(bulk)}, such as ${name}`}
      width="wide"
      footer={
        bulk === undefined ? (
          <PanelFooter form={form} onClose={onClose} />
        ) : (
          <BulkFooter form={form} targets={bulk} onClose={onClose} />
        )
      }
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: a shortcut for the whole form; the button does the same */}
      <div ref={panel} className={styles.panel} onKeyDown={submitOnCommandEnter}>
        {form.loadError ? (
          <Notice tone="error" title="The panel could not be filled in.">
            {form.loadError.message}
          </Notice>
        ) : null}
        {form.draft === undefined && form.loadError === null ? <PanelSkeleton /> : null}
        {form.draft === undefined ? null : (
          <EvaluationFields
            projectId={projectId}
            form={form}
            draft={form.draft}
            judgeSettingsHref={judgeSettingsHref}
          />
        )}
      </div>
    </Drawer>
  );
}

function PanelFooter({ form, onClose }: { readonly form: EvaluationForm; readonly onClose: () => void }) {
  const context = form.found?.context;
  const documents = context?.status === "ok" ? context.values.length : 0;
  const calls = form.draft === undefined ? 0 : judgeCallCount(form.draft.metrics, documents);
  const misses = Object.values(form.found ?? {}).filter((result) => result?.status === "missed").length;
  return (
    <div className={styles.foot}>
      <span className={styles.grow}>
        {form.submitError ? (
          <span className="pl-field-error" role="alert">
            {form.submitError.message}
          </span>
        ) : misses > 0 ? (
          <span className={styles.warn}>
            {misses === 1 ? "One value is" : `${misses} values are`} not found here: the evaluation would end without a
            score.
          </span>
        ) : (
          <span className="pl-dim">About {calls} judge calls for this trace.</span>
        )}
      </span>
      <Button onClick={onClose}>Cancel</Button>
      <Button look="primary" disabled={form.draft === undefined || form.isSubmitting} onClick={form.submit}>
        {form.isSubmitting ? "Queueing…" : "Confirm"} <Kbd>⌘↵</Kbd>
      </Button>
    </div>
  );
}

function PanelSkeleton() {
  return (
    <div className={styles.skeleton} aria-busy="true">
      {["metrics", "judge", "query", "answer", "context"].map((part) => (
        <Skeleton key={part} />
      ))}
    </div>
  );
}
