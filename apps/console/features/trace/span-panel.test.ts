import type { LlmContent } from "@plumbline/span/llm-span";
import { describe, expect, test } from "vitest";
import { documentTitle, scoreShares } from "./span-documents";
import { attributeText } from "./span-events";
import { prettyText } from "./span-input-output";
import { chosenTab, tabsOf } from "./span-tabs";
import { speedText } from "./span-tokens";
import type { SpanDetail } from "./trace-source";

const nothing: LlmContent = {
  messages: [],
  outputMessages: [],
  documents: [],
  toolDefinitions: [],
  parameters: {},
};
const detail = (kind: SpanDetail["facts"]["kind"], content: Partial<LlmContent> = {}) =>
  ({ document: {}, facts: { kind }, content: { ...nothing, ...content } }) as unknown as SpanDetail;
const message = { role: "user", parts: [{ type: "text", content: "hi" }] } as const;

describe("the tabs of a span", () => {
  test("are those that have something to show", () => {
    expect(tabsOf(detail("UNKNOWN"), [])).toEqual(["io", "events", "json"]);
    expect(tabsOf(detail("LLM", { messages: [message] }), [])).toEqual([
      "conversation",
      "io",
      "events",
      "json",
      "tokens",
    ]);
  });

  test("leave out what was hidden by the sender", () => {
    expect(tabsOf(detail("UNKNOWN"), ["inputs", "outputs", "attributes"])).toEqual(["events"]);
    expect(tabsOf(detail("UNKNOWN"), ["inputs"])).toContain("io");
  });

  test("keep the chosen one where the span has it, and fall back by kind", () => {
    expect(chosenTab("json", ["io", "events", "json"], "LLM")).toBe("json");
    expect(chosenTab("tokens", ["io", "events", "json"], "CHAIN")).toBe("io");
    expect(chosenTab(null, ["conversation", "documents", "io"], "RERANKER")).toBe("documents");
    expect(chosenTab(null, ["conversation", "documents", "io"], "LLM")).toBe("conversation");
  });
});

describe("documents", () => {
  test("are called by a readable name, else by their id", () => {
    expect(documentTitle({ rank: 1, id: "kb-1", metadata: { "file.name": "returns.md" } })).toBe("returns.md");
    expect(documentTitle({ rank: 1, id: "kb-1", metadata: "text" })).toBe("kb-1");
    expect(documentTitle({ rank: 1 })).toBe("no id");
  });

  test("are measured against 1 where scores are shares, else against the largest; no score is no bar", () => {
    expect(scoreShares([{ rank: 1, score: 0.5 }, { rank: 2 }])).toEqual([0.5, undefined]);
    expect(
      scoreShares([
        { rank: 1, score: -8 },
        { rank: 2, score: 4 },
      ]),
    ).toEqual([1, 0.5]);
  });
});

test("JSON is indented, other text stays as it came", () => {
  expect(prettyText('{"a":1}')).toEqual({ text: '{\n  "a": 1\n}', isJson: true });
  expect(prettyText("{a:1}")).toEqual({ text: "{a:1}", isJson: false });
});

test("the speed leaves out the wait for the first token and is never made up", () => {
  expect(speedText({ outputTokens: 200, ttftMs: 1000 }, 3000)).toBe("100.0 tokens/s");
  expect(speedText({ outputTokens: 200 }, 2000)).toBe("100.0 tokens/s");
  for (const [facts, ms] of [
    [{}, 2000],
    [{ outputTokens: 5 }, null],
    [{ outputTokens: 5, ttftMs: 9 }, 9],
  ] as const)
    expect(speedText(facts, ms)).toBe("not reported");
});

test("a dotted attribute is found in the nested document, and nothing of a prototype is", () => {
  expect(attributeText({ exception: { type: "Timeout" } }, "exception.type")).toBe("Timeout");
  expect(attributeText({}, "constructor.name")).toBeUndefined();
});
