import { Chip } from "@plumbline/ui/chip";
import { Score, scoreLevel } from "@plumbline/ui/score";
import { type EvaluationDetail, type EvaluationScore, hasThresholds, metricTitles } from "./evaluation-view";
import styles from "./result.module.css";

/** Every metric with its number, its label, and why. */
export function ResultScores({ evaluation }: { readonly evaluation: EvaluationDetail }) {
  if (evaluation.scoreDetails.length === 0) return null;
  return (
    <ul className={styles.scores} aria-label="Scores">
      {evaluation.scoreDetails.map((score) => (
        <ScoreRow key={score.metric} score={score} k={evaluation.config.k} />
      ))}
    </ul>
  );
}

function ScoreRow({ score, k }: { readonly score: EvaluationScore; readonly k: number }) {
  const title = metricTitles[score.metric](k);
  const level = hasThresholds(score.metric) ? scoreLevel(score.score) : scoreLevel(score.score, null);
  return (
    <li>
      <span className={styles.gauge}>
        {score.state === "failed" ? (
          <Chip tone="error" icon="alert">
            failed
          </Chip>
        ) : (
          <Score score={score.score} level={level} label={title} />
        )}
      </span>
      <span className={styles.metric}>{title}</span>
      <span className={styles.why}>
        {score.label === null || /^\d+\/\d+$/.test(score.label) ? null : <b>{score.label.replaceAll("_", " ")}. </b>}
        {score.reason ?? retrievalNote(score)}
        {notesOf(score).map((note) => (
          <span key={note} className={styles.note}>
            {note}
          </span>
        ))}
      </span>
    </li>
  );
}

/** What a reader of the number should know: a text that spoke to the judge, and how much of a long text was judged. */
function notesOf({ detail, state }: EvaluationScore): string[] {
  const { chunks, chunksJudged, addressesJudge } = detail;
  const isInParts = state === "scored" && typeof chunks === "number" && typeof chunksJudged === "number";
  return [
    ...(isInParts ? [`Judged on ${chunksJudged} of ${chunks} chunks.`] : []),
    ...(Array.isArray(addressesJudge)
      ? [
          `Speaks to the judge: ${addressesJudge.join(", ")}. The score was not changed for it; read it before you trust it.`,
        ]
      : []),
  ];
}

/** The retrieval metrics follow from the grades: what stands behind the number is how many documents there were. */
function retrievalNote({ detail }: EvaluationScore): string {
  const n = typeof detail.n === "number" ? detail.n : undefined;
  if (n === undefined) return "";
  const holes = typeof detail.holes === "number" && detail.holes > 0 ? `, ${detail.holes} not judged` : "";
  return `over ${n} ${n === 1 ? "document" : "documents"}${detail.fewerThanK === true ? ", fewer than K" : ""}${holes}`;
}
