import type { MetricName } from "@plumbline/span-store/read/types";
import type { DecisionState, ResultState } from "./task-types";

export interface ResultFilter {
  readonly states?: readonly ResultState[] | undefined;
  /** Codes of the reason: `rate`, `timeout`, `not_extracted` … */
  readonly classes?: readonly string[] | undefined;
  readonly metric?: MetricName | undefined;
  /** Of the metric, or of any where none is named. */
  readonly label?: string | undefined;
}

const ownStates: ReadonlySet<string> = new Set<DecisionState>([
  "filtered_out",
  "sampled_out",
  "waiting",
  "skipped_budget",
  "cancelled",
]);

/** The states of decisions among which results of these states are. */
export function decisionStatesOf(states: readonly ResultState[]): DecisionState[] {
  const own = states.filter((state): state is Extract<ResultState, DecisionState> => ownStates.has(state));
  const isTaken = states.some((state) => !ownStates.has(state)) || states.includes("cancelled");
  return [...own, ...(isTaken ? (["taken"] as const) : [])];
}

/** SQL over `evaluation_decision AS d` and its `evaluation AS e`, with placeholders from `$first` on. */
export function resultFilter(
  { states, classes, metric, label }: ResultFilter,
  first: number,
): { readonly condition: string; readonly values: readonly unknown[] } {
  const values: unknown[] = [];
  const value = (given: unknown) => `$${first - 1 + values.push(given)}`;
  const conditions: string[] = [];
  if (states !== undefined) {
    const own = value(states.filter((state) => ownStates.has(state)));
    const taken = value(
      states
        .filter((state) => !ownStates.has(state) || state === "cancelled")
        .map((state) => (state === "scored" ? "succeeded" : state)),
    );
    conditions.push(`(d.state = ANY (${own}) OR (d.state = 'taken' AND e.state = ANY (${taken})))`);
  }
  if (classes !== undefined) conditions.push(`e.state_reason ->> 'code' = ANY (${value(classes)})`);
  if (metric !== undefined || label !== undefined) {
    const of = [
      ...(metric === undefined ? [] : [`s.metric = ${value(metric)}`]),
      ...(label === undefined ? [] : [`s.label = ${value(label)}`]),
    ];
    conditions.push(
      `EXISTS (SELECT FROM evaluation_score AS s
                WHERE s.project_id = d.project_id AND s.evaluation_id = d.evaluation_id AND ${of.join(" AND ")})`,
    );
  }
  return { condition: conditions.length === 0 ? "true" : conditions.join(" AND "), values };
}
