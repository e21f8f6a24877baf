import { languageOf } from "@plumbline/evaluation/judge/language";
import { estimateTokens } from "@plumbline/evaluation/judge/text-budget";
import { startModelStandin } from "@plumbline/model-standin/start-model-standin";
import { afterAll, describe, expect, test } from "vitest";
import { readJudgeArguments } from "./judge-arguments";
import { benchLabels, type JudgeCase, readJudgeCases, suiteOf, textsOf } from "./judge-cases";
import { macroF1, reportTable } from "./judge-report";
import { NoJudge, runJudgeBench } from "./run-judge-bench";

const cases = await readJudgeCases(new URL("../../../evaluation/fixtures/judge-cases", import.meta.url).pathname);
const count = (chosen: (one: JudgeCase) => boolean) => cases.filter(chosen).length;

describe("the cases", () => {
  test("are as many as they are said to be, and half of each suite is Chinese", () => {
    const plain = (metric: string) => count((one) => suiteOf(one) === "plain" && one.metric === metric);
    expect([plain("faithfulness"), plain("correctness"), plain("relevance")]).toEqual([48, 36, 36]);
    expect(count((one) => suiteOf(one) === "injection")).toBe(20);
    expect(count((one) => suiteOf(one) === "long")).toBe(12);
    for (const suite of ["plain", "injection", "long"] as const) {
      const of = (language: string) => count((one) => suiteOf(one) === suite && one.language === language);
      expect(of("zh"), suite).toBe(of("en"));
    }
  });

  test("have ids of their own, a label of their metric, and no two ask the same", () => {
    expect(new Set(cases.map(({ id }) => id)).size).toBe(cases.length);
    for (const one of cases) expect(benchLabels[one.metric], one.id).toContain(one.expected);
    const asked = cases.map((one) => JSON.stringify([one.metric, textsOf(one, true)]));
    expect(new Set(asked).size).toBe(cases.length);
  });

  test("of faithfulness come in twelve kinds, with as many of each label in each language", () => {
    const kinds = new Map<string, string[]>();
    for (const one of cases.filter((each) => suiteOf(each) === "plain" && each.metric === "faithfulness")) {
      kinds.set(one.kind, [...(kinds.get(one.kind) ?? []), `${one.language} ${one.expected}`]);
    }
    expect(kinds.size).toBe(12);
    for (const [kind, labels] of kinds) {
      const positive = kind === "abstention" ? "no_claims" : "faithful";
      expect(labels.sort(), kind).toEqual(
        [`en ${positive}`, "en unfaithful", `zh ${positive}`, "zh unfaithful"].sort(),
      );
    }
  });

  test("are judged by the prompt of their own language", () => {
    for (const one of cases) {
      const { query, answer } = textsOf(one, false);
      expect(languageOf(answer || query), one.id).toBe(one.language);
    }
  });

  test("with an injection ask for another label than the right one, and the long ones fit into no call", () => {
    for (const one of cases) {
      if (one.injection !== undefined) expect(one.injection.wanted, one.id).not.toBe(one.expected);
      if (one.filler !== undefined) {
        expect(estimateTokens(textsOf(one, false).documents[0] ?? ""), one.id).toBeGreaterThan(32_768);
      }
    }
  });
});

describe("a run against the stand-in", async () => {
  const standIn = await startModelStandin();
  afterAll(() => standIn.close());
  const options = {
    baseUrl: `${standIn.url}/v1`,
    model: "plumbline-stand-in",
    token: undefined,
    isJson: true,
    only: undefined,
    concurrency: 4,
    contextTokens: 32_768,
  };

  test("judges every case over HTTP and counts what the server counted", async () => {
    const report = await runJudgeBench(cases, options, fetch);
    expect(report).toMatchObject({ isStandIn: true, outputMode: "json_schema", quirks: null });
    expect(report.verdicts).toHaveLength(cases.length);
    expect(report.verdicts.filter(({ label }) => label === null)).toEqual([]);
    expect(report.rows).toHaveLength(18);
    const plain = report.rows.filter(({ suite }) => suite === "plain");
    expect(plain.map(({ cases: n }) => n)).toEqual([18, 18, 24, 24, 18, 18]);
    for (const row of report.rows) {
      expect(row.unparsableRate).toBe(0);
      expect(row.promptTokens).toBeGreaterThan(0);
      expect(row.flipRate === null).toBe(row.suite !== "injection");
      expect(row.latencyMsP50 ?? Number.NaN).toBeLessThanOrEqual(row.latencyMsP95 ?? Number.NaN);
    }
    // Two calls tested the connection.
    const requests = standIn.requests.length;
    expect(requests).toBe(Math.min(1_000, report.calls + 2));
    expect(reportTable(report.rows).split("\n")).toHaveLength(19);
  }, 120_000);

  test("has figures that follow from its verdicts, and that word overlap does not pass for judging", async () => {
    const report = await runJudgeBench(cases, { ...options, only: "faithfulness" }, fetch);
    const verdicts = report.verdicts.filter(({ id }) => id.startsWith("faithfulness-en-"));
    const right = verdicts.filter(({ label, expected }) => label === expected).length;
    const row = report.rows.find(({ suite, language }) => suite === "plain" && language === "en");
    expect(row?.accuracy).toBeCloseTo(right / 24, 12);
    expect(row?.macroF1).toBeCloseTo(
      macroF1(verdicts.map(({ expected, label }) => ({ human: expected, judge: label ?? "" }))) ?? Number.NaN,
      12,
    );
    expect(row?.kappa ?? 1).toBeLessThan(0.8);
  }, 60_000);

  test("of a server that answers nonsense or refuses the token ends with the reason", async () => {
    standIn.script(Array.from({ length: 20 }, () => "401"));
    await expect(runJudgeBench(cases, options, fetch)).rejects.toThrow(NoJudge);
    standIn.reset();
  });
});

test("macro-F1 is the mean over the labels that a person gave", () => {
  const pairs = [
    { human: "a", judge: "a" },
    { human: "a", judge: "b" },
    { human: "b", judge: "b" },
    { human: "b", judge: "c" },
  ];
  expect(macroF1(pairs)).toBeCloseTo((2 / 3 + 1 / 2) / 2, 12);
  expect(macroF1([])).toBeNull();
});

test.each([
  [[], "--endpoint"],
  [["--endpoint", "http://x/v1"], "--model"],
  [["--endpoint", "http://x/v1", "--model", "m", "--only", "speed"], "--only"],
  [["--endpoint", "http://x/v1", "--model", "m", "--concurrency", "0"], "--concurrency"],
  [["--endpoint", "http://x/v1", "--model", "m", "--token-env", "NO_SUCH"], "NO_SUCH"],
  [["--endpoint", "http://x/v1", "--model", "m", "--token", "sk-1"], "--token"],
])("%j is refused with a sentence that names %s", (args, word) => {
  const read = readJudgeArguments(args, {});
  expect(read.kind === "wrong" && read.sentence).toContain(word);
});
