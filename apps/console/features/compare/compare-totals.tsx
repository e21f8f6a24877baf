"use client";

import type { TraceItem } from "@plumbline/public-api/schemas/trace-item";
import { Score } from "@plumbline/ui/score";
import type { ReactNode } from "react";
import { formatCost } from "~/lib/cost-text";
import { metricLabels, metricLevel } from "~/lib/evaluation-scores";
import { formatCount, formatDuration, formatTokens } from "~/lib/format";
import styles from "./compare.module.css";
import { difference } from "./compare-model";
import { costDifference, durationDifference, scoreDifference, signed, tokensDifference } from "./difference-text";

type Metric = NonNullable<TraceItem["evaluation"]>["scores"][number]["metric"];

interface Total {
  readonly name: string;
  readonly a: ReactNode;
  readonly b: ReactNode;
  /** Undefined where a side is not known. */
  readonly difference: string | undefined;
  /** More of it in A is worse. */
  readonly isWorse: boolean;
}

/** What the two traces add up to, and what A has more than B. */
export function CompareTotals({ a, b }: { readonly a: TraceItem; readonly b: TraceItem }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls sideways on a phone, so it must be reachable by keyboard.
    <section className={styles.totals} aria-label="Totals" tabIndex={0}>
      <table className={styles.totalsTable} aria-label="Totals of both traces">
        <thead>
          <tr>
            <th scope="col">
              <span className="pl-hidden-text">Side</span>
            </th>
            {totalsOf(a, b).map((total) => (
              <th key={total.name} scope="col">
                {total.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {(["a", "b"] as const).map((side) => (
            <tr key={side}>
              <th scope="row">
                <span className={styles.letter} data-side={side}>
                  {side.toUpperCase()}
                </span>
              </th>
              {totalsOf(a, b).map((total) => (
                <td key={total.name}>{total[side]}</td>
              ))}
            </tr>
          ))}
          <tr>
            <th scope="row">A − B</th>
            {totalsOf(a, b).map((total) => (
              <td key={total.name} className={styles.delta} data-worse={total.isWorse ? "" : undefined}>
                {total.difference ?? <span className="pl-dim">not known</span>}
              </td>
            ))}
          </tr>
        </tbody>
      </table>
    </section>
  );
}

function totalsOf(a: TraceItem, b: TraceItem): Total[] {
  const tokens = difference(a.tokens?.total, b.tokens?.total);
  const cost = difference(a.cost, b.cost);
  return [
    {
      name: "Duration",
      a: formatDuration(a.durationMs),
      b: formatDuration(b.durationMs),
      difference: durationDifference(a.durationMs - b.durationMs),
      isWorse: a.durationMs >= b.durationMs * 1.5,
    },
    {
      name: "Tokens",
      a: formatTokens(a.tokens?.total ?? null),
      b: formatTokens(b.tokens?.total ?? null),
      difference: tokens === undefined ? undefined : tokensDifference(tokens),
      isWorse: false,
    },
    {
      name: "Cost",
      a: formatCost(a.cost),
      b: formatCost(b.cost),
      difference: cost === undefined ? undefined : costDifference(cost),
      isWorse: false,
    },
    count("Spans", a.spanCount, b.spanCount, false),
    count("Failed spans", a.errorCount, b.errorCount, a.errorCount > b.errorCount),
    ...scoresOf(a, b),
  ];
}

function count(name: string, a: number, b: number, isWorse: boolean): Total {
  return { name, a: formatCount(a), b: formatCount(b), difference: signed(a - b, formatCount), isWorse };
}

/** Every metric that either side was judged by. */
function scoresOf(a: TraceItem, b: TraceItem): Total[] {
  const found = (trace: TraceItem, metric: Metric) =>
    trace.evaluation?.scores.find((score) => score.metric === metric)?.score;
  const metrics = Object.keys(metricLabels) as Metric[];
  return metrics.flatMap((metric) => {
    const [own, other] = [found(a, metric), found(b, metric)];
    if (own === undefined && other === undefined) return [];
    const name = metricLabels[metric];
    const shown = (score: number | null | undefined) =>
      score === undefined ? (
        <span className="pl-dim">not evaluated</span>
      ) : (
        <Score score={score} label={name} level={metricLevel(metric, score)} />
      );
    const change = difference(own, other);
    return [
      {
        name,
        a: shown(own),
        b: shown(other),
        difference: change === undefined ? undefined : scoreDifference(change),
        isWorse: change !== undefined && change <= -0.1,
      },
    ];
  });
}
