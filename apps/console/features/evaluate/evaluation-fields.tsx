import { extractionFields } from "@plumbline/span/extraction/types";
import { Button } from "@plumbline/ui/button";
import { Icon } from "@plumbline/ui/icon";
import { useClock } from "~/lib/clock";
import { formatTime } from "~/lib/format";
import styles from "./evaluate.module.css";
import { type EvaluationDraft, extractionOf } from "./evaluation-draft";
import { JudgeField } from "./judge-field";
import { MetricsField } from "./metrics-field";
import { RuleFields } from "./rule-fields";
import type { EvaluationForm } from "./use-evaluation-form";

/** The panel's form: metrics, judge, and where Query, Answer and Context are. */
export function EvaluationFields({
  projectId,
  form,
  draft,
  judgeSettingsHref,
}: {
  readonly projectId: string;
  readonly form: EvaluationForm;
  readonly draft: EvaluationDraft;
  readonly judgeSettingsHref: string;
}) {
  const clock = useClock();
  const { detected, lastFrom } = form;
  const isDetected = detected !== null && JSON.stringify(detected) === JSON.stringify(extractionOf(draft));
  return (
    <>
      {lastFrom === null ? null : (
        <p className={styles.filledIn}>
          Filled in from {lastFrom.scope === "you" ? "your" : "the project's"} last evaluation of {lastFrom.application}
          , {formatTime(lastFrom.at, clock)}.
        </p>
      )}
      <MetricsField draft={draft} problems={form.problems} onChange={form.change} />
      <JudgeField
        projectId={projectId}
        judges={form.judges}
        value={draft.judgeModelId}
        error={form.problems.get("judgeModelId")?.message}
        judgeSettingsHref={judgeSettingsHref}
        onChange={(judgeModelId) => form.change({ ...draft, judgeModelId })}
      />
      <section className={styles.block}>
        <div className={styles.slotsHead}>
          <h3 className="pl-heading">Where the values are</h3>
          <span className="pl-dim">the first rule that finds a value wins; a miss is never scored</span>
          <span className={styles.grow} />
          {detected === null || isDetected ? null : (
            <Button size="small" onClick={form.useDetected}>
              <Icon name="pick" size="small" /> Fill in what this trace shows
            </Button>
          )}
          {isDetected ? <span className="pl-dim">Detected in this trace</span> : null}
        </div>
        {extractionFields.map((field) => (
          <RuleFields
            key={field}
            field={field}
            draft={draft}
            problems={form.problems}
            spanNames={form.spanNames}
            result={form.found?.[field] ?? null}
            isStale={form.isFoundStale}
            onChange={form.change}
          />
        ))}
        <p className={styles.tip}>
          Paths can be read off the trace page: open a span's JSON, click a value, and choose “Use as Query”.
        </p>
      </section>
    </>
  );
}
