import { describe, expect, test } from "vitest";
import { jsonDepthMax, jsonTextCharsMax, parseJsonText } from "./json-text";
import { previewOf } from "./preview";
import { readTestSpan } from "./testing";

const nested = (depth: number) => `${"[".repeat(depth)}"x"${"]".repeat(depth)}`;
const wrapped = (depth: number) => `${'{"message":'.repeat(depth)}{"role":"user","content":"x"}${"}".repeat(depth)}`;

describe("JSON inside text", () => {
  test("objects and lists, at most two encodings deep", () => {
    expect(parseJsonText(' {"a":1}')).toEqual({ a: 1 });
    expect(parseJsonText(JSON.stringify("[1]"))).toEqual([1]);
    expect(parseJsonText(JSON.stringify(JSON.stringify("[1]")))).toBeUndefined();
  });

  test.each(["prose", "5", "true", "null", '"text"', "{'a': 1}", '{"a":', "", "   ", "NaN"])("%s is none", (text) => {
    expect(parseJsonText(text)).toBeUndefined();
  });

  test("large integers keep their digits, everything else stays a number", () => {
    const text =
      '{"id":12345678901234567890,"neg":-9007199254740993,"safe":9007199254740991,"f":0.12345678901234567,"e":1e20,"s":"12345678901234567890 \\"12345678901234567890"}';
    expect(parseJsonText(text)).toEqual({
      id: "12345678901234567890",
      neg: "-9007199254740993",
      safe: 9007199254740991,
      f: 0.12345678901234566,
      e: 1e20,
      s: '12345678901234567890 "12345678901234567890',
    });
  });

  test("too long and too deep are none", () => {
    expect(parseJsonText(`["${"x".repeat(jsonTextCharsMax)}"]`)).toBeUndefined();
    expect(parseJsonText(nested(jsonDepthMax))).toBeDefined();
    expect(parseJsonText(nested(jsonDepthMax + 1))).toBeUndefined();
  });
});

test("text that nests a hundred thousand deep breaks nothing, at ingest or on the page", () => {
  for (const text of [nested(100_000), wrapped(20_000)]) {
    expect(previewOf(text, "input")).toBeDefined();
    const keys = [
      "input.value",
      "gen_ai.input.messages",
      "gen_ai.output.messages",
      "metadata",
      "llm.invocation_parameters",
      "gen_ai.tool.call.arguments",
      "gen_ai.retrieval.documents",
      "tag.tags",
    ];
    const read = readTestSpan(Object.fromEntries(keys.map((key) => [key, text])));
    expect(JSON.stringify(read.content).length).toBeGreaterThan(0);
    const call = JSON.stringify([{ role: "assistant", parts: [{ type: "tool_call", name: "f", arguments: text }] }]);
    expect(JSON.stringify(readTestSpan({ "gen_ai.output.messages": call }).content).length).toBeGreaterThan(0);
  }
});
