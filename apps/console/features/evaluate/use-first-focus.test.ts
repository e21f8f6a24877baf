import { expect, test } from "vitest";
import { type EvaluationDraft, emptyDraft, type RuleDraft } from "./evaluation-draft";
import { firstFieldOf } from "./use-first-focus";

const rule: RuleDraft = {
  spanName: "rag",
  jsonPathInSpan: "attributes.input.value",
  jsonPathInSpanValue: "",
  pick: "",
};
const full: EvaluationDraft = {
  ...emptyDraft,
  judgeModelId: "judge",
  rules: { query: [rule], answer: [rule], context: [rule] },
};

test("filling in starts at the first field that needs something, from the top, and else at the first", () => {
  expect(firstFieldOf(full)).toBe("metrics");
  expect(firstFieldOf({ ...full, judgeModelId: null })).toBe("judgeModelId");
  expect(firstFieldOf(emptyDraft)).toBe("judgeModelId");
  expect(firstFieldOf({ ...emptyDraft, judgeModelId: "judge" })).toBe("extraction.query.0.spanName");
  const broken = { ...rule, jsonPathInSpan: "attributes..[" };
  expect(firstFieldOf({ ...full, rules: { ...full.rules, answer: [broken] } })).toBe(
    "extraction.answer.0.jsonPathInSpan",
  );
});
