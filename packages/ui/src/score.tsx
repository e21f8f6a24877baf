export type ScoreLevel = "good" | "mid" | "low" | "plain" | "none";

/** Thresholds belong to the metric; a metric without one is "plain". */
export function scoreLevel(
  score: number | null,
  thresholds: { readonly good: number; readonly mid: number } | null = { good: 0.8, mid: 0.5 },
): ScoreLevel {
  if (score === null) return "none";
  if (thresholds === null) return "plain";
  if (score >= thresholds.good) return "good";
  return score >= thresholds.mid ? "mid" : "low";
}

const gaugeHeight = 14;

/**
 * A gauge of 4 by 14 px filled from below, then the number with two decimals. `null` is a score that does not apply and
 * shows "n/a"; an evaluation without a score is a Chip, never this.
 */
export function Score({
  score,
  level = scoreLevel(score),
  letter,
  label,
}: {
  /** 0 to 1. */
  readonly score: number | null;
  readonly level?: ScoreLevel;
  /** C, F, R in lists; left out where the long name stands beside it. */
  readonly letter?: string;
  /** The metric's long name. */
  readonly label: string;
}) {
  const height = score === null ? 0 : Math.max(1, Math.round(score * gaugeHeight * 10) / 10);
  return (
    <span className="pl-score" data-level={level} title={label}>
      <svg width="4" height={gaugeHeight} viewBox={`0 0 4 ${gaugeHeight}`} aria-hidden="true">
        {level === "none" ? (
          <rect className="pl-gauge-none" x=".5" y=".5" width="3" height={gaugeHeight - 1} />
        ) : (
          <>
            <rect className="pl-gauge-track" width="4" height={gaugeHeight} rx="1" />
            <rect className="pl-gauge-fill" y={gaugeHeight - height} width="4" height={height} rx="1" />
          </>
        )}
      </svg>
      {letter === undefined ? <span className="pl-hidden-text">{label}</span> : <abbr title={label}>{letter}</abbr>}
      <b>{score === null ? "n/a" : score.toFixed(2)}</b>
    </span>
  );
}
