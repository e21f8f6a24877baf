import type { MetricName } from "@plumbline/span-store/read/types";
import { gradeRule, type MetricDefinition, metricDefinitions } from "./metric-definitions";

export interface MetricSettings {
  /** Documents that count, from the top. */
  readonly k: number;
  /** A document is relevant from this relevance on, 0 to 1. */
  readonly relevanceThreshold: number;
}

/** One line of a metric's info box. */
export interface DefinitionLine {
  readonly term:
    | "Formula"
    | "Notation"
    | "Relevance"
    | "K"
    | "Threshold"
    | "Ideal set"
    | "Range"
    | "Labels"
    | "Edge cases"
    | "Mean"
    | "Source";
  readonly text: string;
}

/** "nDCG@5", "Reciprocal rank". */
export function metricTitle(metric: MetricName, k: number): string {
  const { name, usesK } = metricDefinitions[metric];
  return usesK ? `${name}@${k}` : name;
}

/** The name of the mean over many traces: "Mean nDCG@5", "MRR". */
export function metricMeanTitle(metric: MetricName, k: number): string {
  const { meanName, usesK } = metricDefinitions[metric];
  return usesK ? `${meanName}@${k}` : meanName;
}

/** All that has to be known to read a value: formula, K, threshold, ideal set, range, labels and every edge rule. */
export function describeMetric(metric: MetricName, settings?: MetricSettings): DefinitionLine[] {
  const definition = metricDefinitions[metric];
  const isRetrieval = definition.choice === "retrieval";
  const lines: (DefinitionLine | false)[] = [
    { term: "Formula", text: definition.formula.words },
    { term: "Notation", text: definition.formula.notation },
    isRetrieval && { term: "Relevance", text: gradeRule },
    isRetrieval && { term: "K", text: kLine(definition, settings) },
    isRetrieval && { term: "Threshold", text: thresholdLine(definition, settings) },
    isRetrieval && { term: "Ideal set", text: definition.idealSet ?? "None: the formula has no ideal." },
    { term: "Range", text: `0 (${definition.range.low}) to 1 (${definition.range.high}).` },
    definition.labels.length > 0 && { term: "Labels", text: definition.labels.map(labelText).join(" ") },
    ...definition.edgeRules.map(({ situation, result }) => ({
      term: "Edge cases" as const,
      text: `${situation}: ${lowerFirst(result)}`,
    })),
    { term: "Mean", text: `${definition.meanName}: over the traces that have a value, always with their number.` },
    { term: "Source", text: definition.source },
  ];
  return lines.filter((line) => line !== false);
}

function kLine({ usesK }: MetricDefinition, settings: MetricSettings | undefined): string {
  if (!usesK) return "Not used: the whole list counts.";
  return settings === undefined
    ? "The first K documents count; 5 unless chosen otherwise."
    : `The first ${settings.k} documents count.`;
}

function thresholdLine({ usesThreshold }: MetricDefinition, settings: MetricSettings | undefined): string {
  if (!usesThreshold) return "Not used: relevance counts in steps.";
  const from =
    settings === undefined ? "θ, 0.5 unless chosen otherwise" : `θ = ${Number(settings.relevanceThreshold.toFixed(4))}`;
  return `A document is relevant from ${from}.`;
}

function labelText({ label, score, meaning }: MetricDefinition["labels"][number]): string {
  return `${label} (${score === null ? "no score" : score}): ${meaning}`;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
