import { describe, expect, test } from "vitest";
import {
  draftFrom,
  emptyDraft,
  extractionOf,
  previewableExtraction,
  problemsOf,
  removeRule,
  replaceRule,
  settingsOf,
} from "./evaluation-draft";

const rule = {
  spanName: "rag.answer",
  jsonPathInSpan: "attributes.input.value",
  jsonPathInSpanValue: "",
  pick: "",
} as const;

const filled = replaceRule(
  replaceRule(replaceRule({ ...emptyDraft, judgeModelId: "j" }, "query", 0, rule), "answer", 0, {
    ...rule,
    jsonPathInSpan: "attributes.output.value",
  }),
  "context",
  0,
  { ...rule, spanName: "search", jsonPathInSpan: "attributes.retrieval.documents[*].document.content" },
);

describe("a draft of an evaluation", () => {
  test("is sent as it is shown, and comes back the same", () => {
    expect(problemsOf(filled, true).size).toBe(0);
    expect(draftFrom(settingsOf(filled), "j")).toEqual(filled);
  });

  test("leaves a blank rule out instead of sending empty text", () => {
    expect(extractionOf(emptyDraft)).toEqual({ query: [], answer: [], context: [] });
  });

  test("says nothing of what nobody has typed yet, and everything when it is to be sent", () => {
    expect(problemsOf(emptyDraft, false).size).toBe(0);
    expect([...problemsOf(emptyDraft, true).keys()]).toEqual([
      "judgeModelId",
      "extraction.query.0.spanName",
      "extraction.query.0.jsonPathInSpan",
      "extraction.answer.0.spanName",
      "extraction.answer.0.jsonPathInSpan",
      "extraction.context.0.spanName",
      "extraction.context.0.jsonPathInSpan",
    ]);
  });

  test("asks for a context only where a metric reads it", () => {
    const draft = removeRule({ ...filled, metrics: ["correctness"] }, "context", 0);
    expect(problemsOf(draft, true).size).toBe(0);
    expect([...problemsOf({ ...draft, metrics: ["faithfulness"] }, true).keys()]).toContain(
      "extraction.context.0.spanName",
    );
  });

  test("refuses [*] outside the context and names the position", () => {
    const draft = replaceRule(filled, "query", 0, { ...rule, jsonPathInSpan: "attributes.documents[*].text" });
    const problem = problemsOf(draft, false).get("extraction.query.0.jsonPathInSpan");
    expect(problem?.message).toContain("Context only");
    expect(problem?.position).toBe("attributes.documents".length);
  });

  test("refuses a K that is no whole number from 1 to 100", () => {
    for (const k of ["", "0", "101", "2.5", "five"]) expect(problemsOf({ ...filled, k }, false).has("k"), k).toBe(true);
  });

  test("previews the rules that are whole while another is being typed", () => {
    const draft = replaceRule(filled, "answer", 0, { ...rule, jsonPathInSpan: "attributes.output." });
    expect(previewableExtraction(draft).answer).toEqual([]);
    expect(previewableExtraction(draft).query).toHaveLength(1);
  });
});
