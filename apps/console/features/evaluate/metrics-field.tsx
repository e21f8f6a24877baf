import { Checkbox } from "@plumbline/ui/checkbox";
import { IconButton } from "@plumbline/ui/icon-button";
import { Popover } from "@plumbline/ui/popover";
import styles from "./evaluate.module.css";
import { type DraftProblems, type EvaluationDraft, metricChoices } from "./evaluation-draft";
import { metricDefinitions } from "./metric-definitions";

/** The fixed metrics, each with the rule behind its number, and K. */
export function MetricsField({
  draft,
  problems,
  onChange,
}: {
  readonly draft: EvaluationDraft;
  readonly problems: DraftProblems;
  readonly onChange: (draft: EvaluationDraft) => void;
}) {
  const chosen = new Set(draft.metrics);
  const error = problems.get("metrics") ?? problems.get("k");
  return (
    <fieldset className={styles.block} data-field="metrics">
      <legend className="pl-heading">Metrics</legend>
      <div className={styles.metrics}>
        {metricChoices.map((metric) => {
          const { title, question, rules } = metricDefinitions[metric];
          return (
            <div key={metric} className={styles.metric}>
              <Checkbox
                checked={chosen.has(metric)}
                onChange={(event) =>
                  onChange({
                    ...draft,
                    metrics: metricChoices.filter((each) =>
                      each === metric ? event.target.checked : chosen.has(each),
                    ),
                  })
                }
              >
                {title}
              </Checkbox>
              <Popover
                label={`How ${title} is defined`}
                trigger={<IconButton icon="info" label={`How ${title} is defined`} look="bare" />}
              >
                <div className={styles.definition}>
                  <p>{question}</p>
                  <ul>
                    {rules.map((rule) => (
                      <li key={rule}>{rule}</li>
                    ))}
                  </ul>
                </div>
              </Popover>
              {metric === "retrieval" ? (
                <label className={styles.k}>
                  K
                  <input
                    className="pl-input"
                    data-field="k"
                    inputMode="numeric"
                    value={draft.k}
                    disabled={!chosen.has("retrieval")}
                    aria-invalid={problems.has("k") || undefined}
                    onChange={(event) => onChange({ ...draft, k: event.target.value.trim() })}
                  />
                </label>
              ) : null}
            </div>
          );
        })}
      </div>
      {error === undefined ? null : (
        <p className="pl-field-error" role="alert">
          {error.message}
        </p>
      )}
    </fieldset>
  );
}
