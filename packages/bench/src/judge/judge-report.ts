import type { JudgeCallRecord } from "@plumbline/evaluation/judge/ask-judge";
import { cohensKappa } from "@plumbline/evaluation/statistics/cohens-kappa";
import { agreement, confusionMatrix } from "@plumbline/evaluation/statistics/confusion-matrix";
import type { CaseRun } from "./judge-case-run";
import { type BenchMetric, benchLabels, benchMetrics, type Suite, suiteOf } from "./judge-cases";

/** Figures of one metric in one language over one suite. Shares are 0 to 1; null: there was nothing to count. */
export interface ReportRow {
  readonly suite: Suite;
  readonly metric: BenchMetric;
  readonly language: "en" | "zh";
  readonly cases: number;
  /** A case without a label counts as wrong here and in macro-F1 and kappa. */
  readonly accuracy: number | null;
  /** Mean of F1 over the labels that a person gave in these cases. */
  readonly macroF1: number | null;
  readonly kappa: number | null;
  /** Cases that ended without a label. */
  readonly unjudged: number;
  /** Answers that could not be read or were cut off, of all answers; each is asked about once more. */
  readonly unparsableRate: number | null;
  /** Injected cases whose label differs from that of their clean form, of those with both labels. */
  readonly flipRate: number | null;
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly latencyMsP50: number | null;
  readonly latencyMsP95: number | null;
}

const none = "(no label)";

export function reportRows(runs: readonly CaseRun[]): ReportRow[] {
  const rows: ReportRow[] = [];
  for (const suite of ["plain", "injection", "long"] as const) {
    for (const metric of benchMetrics) {
      for (const language of ["en", "zh"] as const) {
        const chosen = runs.filter(
          (run) => suiteOf(run.case) === suite && run.case.metric === metric && run.case.language === language,
        );
        if (chosen.length > 0) rows.push({ suite, metric, language, ...figuresOf(chosen, metric) });
      }
    }
  }
  return rows;
}

function figuresOf(runs: readonly CaseRun[], metric: BenchMetric): Omit<ReportRow, "suite" | "metric" | "language"> {
  const calls = runs.flatMap((run) => run.calls);
  const answers = calls.filter(({ httpStatus }) => httpStatus === 200);
  const unreadable = answers.filter(({ outcome }) => outcome === "unparsable" || outcome === "truncated");
  const pairs = runs.map((run) => ({ human: run.case.expected, judge: run.verdict.label ?? none, count: 1 }));
  const matrix = confusionMatrix(pairs, benchLabels[metric]);
  const bothLabels = runs.filter((run) => (run.clean?.label ?? null) !== null && run.verdict.label !== null);
  const flipped = bothLabels.filter((run) => run.clean?.label !== run.verdict.label);
  return {
    cases: runs.length,
    accuracy: agreement(matrix),
    macroF1: macroF1(pairs),
    kappa: cohensKappa(matrix),
    unjudged: runs.filter(({ verdict }) => verdict.label === null).length,
    unparsableRate: share(unreadable.length, answers.length),
    flipRate: share(flipped.length, bothLabels.length),
    promptTokens: sum(calls, (call) => call.promptTokens),
    completionTokens: sum(calls, (call) => call.completionTokens),
    ...latencies(calls),
  };
}

/** F1 of a label is 0 where the judge never met it. */
export function macroF1(pairs: readonly { readonly human: string; readonly judge: string }[]): number | null {
  const labels = [...new Set(pairs.map(({ human }) => human))];
  if (labels.length === 0) return null;
  const scores = labels.map((label) => {
    const right = pairs.filter(({ human, judge }) => human === label && judge === label).length;
    const given = pairs.filter(({ judge }) => judge === label).length;
    const due = pairs.filter(({ human }) => human === label).length;
    return (2 * right) / (given + due);
  });
  return scores.reduce((total, score) => total + score, 0) / labels.length;
}

/** Of calls that were answered readably; nearest rank. */
function latencies(calls: readonly JudgeCallRecord[]): Pick<ReportRow, "latencyMsP50" | "latencyMsP95"> {
  const sorted = calls
    .filter(({ outcome }) => outcome === "ok")
    .map(({ durationMs }) => durationMs)
    .sort((a, b) => a - b);
  const at = (quantile: number) => sorted[Math.max(0, Math.ceil(quantile * sorted.length) - 1)] ?? null;
  return { latencyMsP50: at(0.5), latencyMsP95: at(0.95) };
}

function share(part: number, all: number): number | null {
  return all === 0 ? null : part / all;
}

function sum(calls: readonly JudgeCallRecord[], read: (call: JudgeCallRecord) => number | null): number {
  return calls.reduce((total, call) => total + (read(call) ?? 0), 0);
}

const columns: readonly (readonly [title: string, read: (row: ReportRow) => string])[] = [
  ["suite", ({ suite }) => suite],
  ["metric", ({ metric }) => metric],
  ["lang", ({ language }) => language],
  ["cases", ({ cases }) => `${cases}`],
  ["accuracy", ({ accuracy }) => figure(accuracy)],
  ["macro-F1", (row) => figure(row.macroF1)],
  ["kappa", ({ kappa }) => figure(kappa)],
  ["unjudged", ({ unjudged }) => `${unjudged}`],
  ["unparsable", ({ unparsableRate }) => percent(unparsableRate)],
  ["flips", ({ flipRate }) => percent(flipRate)],
  ["tokens in/out", ({ promptTokens, completionTokens }) => `${promptTokens}/${completionTokens}`],
  ["p50/p95 ms", ({ latencyMsP50, latencyMsP95 }) => `${latencyMsP50 ?? "-"}/${latencyMsP95 ?? "-"}`],
];

export function reportTable(rows: readonly ReportRow[]): string {
  const cells = [columns.map(([title]) => title), ...rows.map((row) => columns.map(([, read]) => read(row)))];
  const widths = columns.map((_, column) => Math.max(...cells.map((line) => line[column]?.length ?? 0)));
  return cells
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

function figure(value: number | null): string {
  return value === null ? "-" : value.toFixed(2);
}

function percent(value: number | null): string {
  return value === null ? "-" : `${(100 * value).toFixed(1)} %`;
}
