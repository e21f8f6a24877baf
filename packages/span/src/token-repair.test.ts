import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { repairTokens } from "./token-repair";

describe("tokens are inclusive", () => {
  test.each([
    [
      "the sent total includes the cache: input was exclusive",
      { inputTokens: 412, outputTokens: 88, reportedTotalTokens: 2548, cacheReadTokens: 2048 },
      undefined,
      [2460, 88, ["input_repaired"]],
    ],
    [
      "read and write both count",
      { inputTokens: 10, outputTokens: 5, reportedTotalTokens: 45, cacheReadTokens: 20, cacheWriteTokens: 10 },
      undefined,
      [40, 5, ["input_repaired"]],
    ],
    [
      "more cache than input: exclusive",
      { inputTokens: 10, outputTokens: 5, cacheReadTokens: 20 },
      undefined,
      [30, 5, ["input_repaired"]],
    ],
    [
      "more cache than input, but the total says that it is all: as sent",
      { inputTokens: 10, outputTokens: 5, reportedTotalTokens: 15, cacheReadTokens: 20 },
      undefined,
      [10, 5, []],
    ],
    ["cache inside input: as sent", { inputTokens: 100, outputTokens: 5, cacheReadTokens: 20 }, "openai", [100, 5, []]],
    [
      "nothing proves it, the provider counts exclusively: flagged",
      { inputTokens: 100, outputTokens: 5, cacheReadTokens: 20 },
      "anthropic",
      [100, 5, ["cache_semantics_uncertain"]],
    ],
    [
      "a total settles it",
      { inputTokens: 100, outputTokens: 5, reportedTotalTokens: 105, cacheReadTokens: 20 },
      "aws.bedrock",
      [100, 5, []],
    ],
    [
      "no cache, nothing to decide",
      { inputTokens: 100, outputTokens: 5, cacheReadTokens: 0 },
      "anthropic",
      [100, 5, []],
    ],
    ["no input, nothing to add to", { outputTokens: 5, cacheReadTokens: 20 }, undefined, [undefined, 5, []]],
    [
      "more reasoning than output: exclusive",
      { inputTokens: 1, outputTokens: 5, reasoningTokens: 50 },
      "gcp.gemini",
      [1, 55, ["output_repaired"]],
    ],
    ["reasoning inside output: as sent", { outputTokens: 50, reasoningTokens: 50 }, undefined, [undefined, 50, []]],
    [
      "input without output, as on embeddings",
      { inputTokens: 9, reportedTotalTokens: 14, cacheReadTokens: 5 },
      undefined,
      [14, undefined, ["input_repaired"]],
    ],
  ] as const)("%s", (_, counts, provider, [inputTokens, outputTokens, usageNotes]) => {
    expect(repairTokens(counts, provider)).toEqual({ inputTokens, outputTokens, usageNotes });
  });
});

test("a repair never takes tokens away and never invents a count", () => {
  const count = fc.option(fc.nat({ max: 50 }), { nil: undefined });
  const counts = fc.record({
    inputTokens: count,
    outputTokens: count,
    reportedTotalTokens: count,
    cacheReadTokens: count,
    cacheWriteTokens: count,
    reasoningTokens: count,
  });
  fc.assert(
    fc.property(counts, (given) => {
      const once = repairTokens(given, "anthropic");
      expect(once.inputTokens ?? 0).toBeGreaterThanOrEqual(given.inputTokens ?? 0);
      expect(once.outputTokens ?? 0).toBeGreaterThanOrEqual(given.outputTokens ?? 0);
      expect([once.inputTokens === undefined, once.outputTokens === undefined]).toEqual([
        given.inputTokens === undefined,
        given.outputTokens === undefined,
      ]);
    }),
    { numRuns: 1_000 },
  );
});
