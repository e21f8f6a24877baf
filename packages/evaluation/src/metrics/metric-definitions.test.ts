import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { metricNames } from "@plumbline/span-store/read/types";
import { describe, expect, test } from "vitest";
import { claimVerdicts, correctnessLabels, correctnessScores } from "../reply/labels";
import { describeMetric, metricMeanTitle, metricTitle } from "./describe-metric";
import { metricDefinitions } from "./metric-definitions";
import { type RetrievalMetrics, retrievalMetrics } from "./retrieval-metrics";

const read: Partial<Record<(typeof metricNames)[number], (metrics: RetrievalMetrics) => number | null>> = {
  ndcg: ({ ndcg }) => ndcg,
  hit_rate: ({ hitRate }) => hitRate,
  precision: ({ precision }) => precision,
  reciprocal_rank: ({ reciprocalRank }) => reciprocalRank,
};

describe.each(metricNames)("%s", (metric) => {
  const definition = metricDefinitions[metric];

  test("says its formula, K, threshold, ideal set, range and edge rules", () => {
    const terms = new Set(describeMetric(metric, { k: 3, relevanceThreshold: 0.5 }).map(({ term }) => term));
    const needed = definition.choice === "retrieval" ? ["Relevance", "K", "Threshold", "Ideal set"] : ["Labels"];
    for (const term of ["Formula", "Notation", "Range", "Edge cases", "Mean", "Source", ...needed]) {
      expect(terms).toContain(term);
    }
    expect(definition.key).toBe(metric);
  });

  test("does in every edge case what its rule says", () => {
    const examples = definition.edgeRules.flatMap(({ example }) => (example === undefined ? [] : [example]));
    const readValue = read[metric];
    expect(examples.length).toBe(readValue === undefined ? 0 : definition.edgeRules.length);
    for (const { relevance, k, value } of examples) {
      expect(readValue?.(retrievalMetrics(relevance, { k, relevanceThreshold: 0.5 }))).toEqual(value);
    }
  });
});

test("every label that a judge may give is explained, with the score it gets", () => {
  const explained = new Map(metricDefinitions.correctness.labels.map(({ label, score }) => [label, score]));
  for (const label of correctnessLabels) expect(explained.get(label)).toBe(correctnessScores[label]);
  const verdicts = metricDefinitions.faithfulness.labels.map(({ label }) => label);
  expect(verdicts).toEqual(expect.arrayContaining([...claimVerdicts]));
});

test("names carry K where K counts, and only the mean of reciprocal ranks is called MRR", () => {
  expect(metricNames.map((metric) => metricTitle(metric, 5))).toEqual([
    "Correctness",
    "Faithfulness",
    "nDCG@5",
    "Hit Rate@5",
    "Precision@5",
    "Reciprocal rank",
  ]);
  expect(metricMeanTitle("ndcg", 3)).toBe("Mean nDCG@3");
  expect(metricMeanTitle("reciprocal_rank", 3)).toBe("MRR");
});

test("the settings of a task stand in its description", () => {
  const lines = describeMetric("precision", { k: 7, relevanceThreshold: 2 / 3 });
  expect(lines).toContainEqual({ term: "K", text: "The first 7 documents count." });
  expect(lines).toContainEqual({ term: "Threshold", text: "A document is relevant from θ = 0.6667." });
});

const page = fileURLToPath(new URL("../../../../docs/metrics.md", import.meta.url));
const [begin, end] = ["<!-- metrics: from metric-definitions.ts, written by `vitest -u` -->", "<!-- /metrics -->"];

test("the documentation says the same", async () => {
  const text = readFileSync(page, "utf8");
  const [before, rest] = text.split(begin);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined) throw new Error(`docs/metrics.md has lost "${begin}" or "${end}".`);
  const sections = metricNames.map((metric) => {
    const rows = describeMetric(metric).map(({ term, text: line }) => `| ${term} | ${line.replaceAll("|", "\\|")} |`);
    const { name, question } = metricDefinitions[metric];
    return [`### ${name}`, question, ["| | |", "|---|---|", ...rows].join("\n")].join("\n\n");
  });
  await expect(`${before}${begin}\n\n${sections.join("\n\n")}\n\n${end}${after}`).toMatchFileSnapshot(page);
});
